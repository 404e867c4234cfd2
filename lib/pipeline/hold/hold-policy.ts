/** A turn that holds this many messages, or this many bytes of sealed text, is due at once; later ones open the next. */
export const FULL_TURN = { messages: 100, bytes: 16_384 } as const;

/**
 * So many turns of one conversation wait at most. Every step reads the whole conversation: without an end to it, one
 * customer who writes thousands of messages would keep Redis from everybody else. What comes on top opens no turn.
 */
export const FULL_QUEUE_TURNS = 20;

/** Nothing stays in Redis longer than this, whatever happens to the servers. */
export const KEY_LIFE_MS = 24 * 60 * 60 * 1000;

/** The longest that a customer who goes on writing is kept waiting: three times the quiet time. */
export function maximumHoldMs(waitSeconds: number): number {
  return 3 * waitSeconds * 1000;
}
