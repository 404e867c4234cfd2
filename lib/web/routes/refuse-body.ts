import { readLimitedBody } from "./read-limited-body";

const KB = 1024;

/**
 * The most bytes that a page's address takes, by how the address begins; the first that fits counts. Each holds the
 * largest value that the schemas of the page's actions allow, all of it written as JSON's escapes; lists of rules are
 * bound by this alone.
 */
const LIMITS: readonly (readonly [beginning: string, maxBytes: number])[] = [
  ["/admin/rules/", 5 * KB * KB],
  ["/admin/persona", 64 * KB],
  ["/admin/whatsapp", 64 * KB],
];
const ELSEWHERE = 16 * KB;

export function bodyLimit(pathname: string): number {
  return LIMITS.find(([beginning]) => pathname.startsWith(beginning))?.[1] ?? ELSEWHERE;
}

/**
 * 413 for a body that is larger than its address takes, before a page or an action sees it; null for any other request.
 * Next answers only when a body has ended, so its deadline is the server's own (see `boundRequests`).
 */
export async function refuseBody(request: Request): Promise<Response | null> {
  const maxBytes = bodyLimit(new URL(request.url).pathname);
  const { kind } = await readLimitedBody(request, maxBytes, null);
  return kind === "read" ? null : Response.json({ error: `expected at most ${maxBytes} bytes` }, { status: 413 });
}
