/**
 * Whom a rate limit counts: the last entry of `X-Forwarded-For`. The nearest proxy appends it (without a proxy, Next
 * does, from the socket); everything before it is whatever the client liked to write.
 */
export function clientAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}
