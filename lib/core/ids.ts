/** Makes ids that nobody can guess. Injected, so that tests can name them. */
export type IdSource = { newId(): string };

/**
 * UUIDs of version 7 (RFC 9562): the first 48 bits are the time in ms, so that new rows stand at the end of their index,
 * and 74 bits are random, its last characters among them. Those of one ms are in no order.
 */
export const randomIds: IdSource = { newId: () => timeOrderedId(Date.now()) };

/** `atMs` since 1970, a whole number below 2^48. */
export function timeOrderedId(atMs: number): string {
  const random = crypto.randomUUID();
  const time = atMs.toString(16).padStart(12, "0");
  // A random UUID has its version and variant where this one has them, and random bits in all places that follow the time.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}
