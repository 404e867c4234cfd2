import { createHmac, timingSafeEqual } from "node:crypto";

const SHAPE = /^sha256=([0-9a-f]{64})$/i;

/** Whether `header` could be a signature at all, which can be told before a body is read. */
export function isSignature(header: string | null): header is string {
  return header !== null && SHAPE.test(header);
}

/**
 * Whether `header` (`X-Hub-Signature-256: sha256=<hex>`) is the HMAC-SHA256 of the raw body under one of the app's
 * secrets; two are given while one is being rotated. Raw bytes, because Meta signs the escaped form that travels
 * (DOC/webhooks/create-webhook-endpoint).
 */
export function verifySignature(rawBody: Uint8Array, header: string | null, secrets: readonly string[]): boolean {
  const hex = SHAPE.exec(header ?? "")?.[1];
  if (!hex) return false;
  const given = Buffer.from(hex, "hex");
  let valid = false;
  for (const secret of secrets) {
    const expected = createHmac("sha256", secret).update(rawBody).digest();
    // No early exit: the time must not tell which secret fits.
    valid = timingSafeEqual(expected, given) || valid;
  }
  return valid;
}

/** Compares two secrets without telling by its time where they differ. */
export function equalSecrets(given: string, expected: string): boolean {
  const digest = (value: string): Buffer => createHmac("sha256", "compare").update(value).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
