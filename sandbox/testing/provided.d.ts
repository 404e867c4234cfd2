import "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** A migrated database of this run's own: embedded, or made on the server of TEST_DATABASE_URL. */
    databaseUrl: string;
    /** Redis over Upstash's protocol: embedded, or in front of TEST_REDIS_URL. */
    redisUrl: string;
    /** A second one, for files that must not lose their keys to the first one's tests. */
    otherRedisUrl: string;
    redisToken: string;
    metaUrl: string;
    directoryMetaUrl: string;
    /** Stripe, of the key sk_test_sandbox; the app that it would call is nowhere. */
    stripeUrl: string;
    /** A second one, for files that must not meet the first one's orders. */
    otherStripeUrl: string;
    workersAiUrl: string;
    chatUrl: string;
    attackUrl: string;
  }
}
