import type { Redis } from "@upstash/redis";
import type { NonceStore } from "@/lib/accounts/connection/webhook-probe.port";
import { UpstreamError } from "@/lib/core/errors";

const keyOf = (nonce: string): string => `nonce:${nonce}`;

/** Values that are taken once, on Upstash Redis. */
export function createNonceStore(redis: Redis): NonceStore {
  const reach = async <T>(operation: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (cause) {
      throw new UpstreamError("redis", operation, true, cause instanceof Error ? cause.name : "failed");
    }
  };
  return {
    keep: async (nonce, value, seconds) => {
      await reach("keep_nonce", () => redis.set(keyOf(nonce), value, { ex: seconds }));
    },
    take: (nonce) => reach("take_nonce", () => redis.getdel<string>(keyOf(nonce))),
  };
}
