/** 1 January 2009, before the first WhatsApp message: what is older is no unix time in seconds. */
const EARLIEST_SECONDS = 1_230_768_000;
const MAX_AHEAD_MS = 5 * 60_000;

/**
 * A `timestamp` of DOC/webhooks/reference/messages: unix seconds, as a string of digits or a number.
 * Unreadable, before 2009, or more than 5 minutes after `receivedAt` (milliseconds, a wrong clock): `receivedAt`,
 * so that a bad time can neither make a message stale nor hold its conversation back.
 */
export function readTimestamp(value: unknown, receivedAt: Date): Date {
  const seconds = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < EARLIEST_SECONDS) return receivedAt;
  const ms = Math.floor(seconds) * 1000;
  return ms > receivedAt.getTime() + MAX_AHEAD_MS ? receivedAt : new Date(ms);
}
