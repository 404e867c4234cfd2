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
    workersAiUrl: string;
    chatUrl: string;
    attackUrl: string;
  }
}
