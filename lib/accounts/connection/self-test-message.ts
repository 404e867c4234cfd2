const OBJECT = "concierge_self_test";

/** The body of a self-test: no address or field of Meta's, so that it can't be taken for a delivery. */
export function selfTestBody(nonce: string): string {
  return JSON.stringify({ object: OBJECT, nonce });
}

/** The nonce of a self-test; null for every other body. Only ask about a body whose signature was right. */
export function readSelfTest(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("object" in body) || body.object !== OBJECT) return null;
  return "nonce" in body && typeof body.nonce === "string" && /^[\w-]{1,80}$/.test(body.nonce) ? body.nonce : null;
}
