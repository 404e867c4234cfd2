/**
 * Whom a rate limit counts: the last entry of `X-Forwarded-For`, which the nearest proxy appends; everything before it
 * is whatever the client liked to write. There must be such a proxy: Next fills the header in from the socket only where
 * it is absent (next/dist/server/base-server.js), so a client that reaches Next directly writes its own entry, and a new
 * one for each request.
 */
export function clientAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}
