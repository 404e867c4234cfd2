/** How often something may happen for one key (an address, a client, a person, an account) within a window. */
export type RateLimit = { limit: number; windowSeconds: number };

/**
 * Sign-in mails to one address, all clients together, are this many times what one client may ask for: a stranger who
 * uses up their own share does not keep the owner out.
 */
export const CLIENTS_OF_AN_ADDRESS = 4;

/** Every limit of the product, by name. Those of sign-in mails have settings: see `SIGN_IN_MAILS_PER_…`. */
export const RATE_LIMITS = {
  /** Of one address, asked for by one client. */
  sign_in_pair: { limit: 5, windowSeconds: 900 },
  sign_in_address: { limit: 5 * CLIENTS_OF_AN_ADDRESS, windowSeconds: 900 },
  sign_in_client: { limit: 20, windowSeconds: 900 },
  /** Each asks Meta several times; Meta allows 200 calls an hour for an app in one WABA. */
  ask_meta: { limit: 30, windowSeconds: 300 },
  self_test: { limit: 10, windowSeconds: 60 },
  /** A page that waits for a verdict looks every 1.5 s; the balance is looked at beside it. */
  look: { limit: 240, windowSeconds: 60 },
  /** Each asks a language model, and costs a credit. */
  sample: { limit: 10, windowSeconds: 60 },
  /** Typing in the playground asks again with each pause. */
  playground: { limit: 240, windowSeconds: 60 },
  /** Each asks Stripe several times. */
  pay: { limit: 30, windowSeconds: 300 },
  change: { limit: 120, windowSeconds: 60 },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof RATE_LIMITS;

export type RateLimiter = {
  /** Counts one more for this key. Seconds to wait when that is too many, else 0. */
  take(name: RateLimitName, key: string): Promise<number>;
};
