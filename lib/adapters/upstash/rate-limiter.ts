import { createHmac } from "node:crypto";
import type { Redis } from "@upstash/redis";
import type { Clock } from "@/lib/core/clock";
import { UpstreamError } from "@/lib/core/errors";
import type { RateLimit, RateLimiter, RateLimitName } from "@/lib/core/rate-limits";

/**
 * Sliding window over two fixed ones: the last window counts by the share of it that still lies inside. A refused try
 * is not counted, so that trying on does not prolong the wait. KEYS: this window, the last; ARGV: limit, window ms,
 * ms into this window. Answers 0, or the ms to wait.
 */
const TAKE = `
local now = tonumber(redis.call('GET', KEYS[1]) or '0')
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
local limit, window, into = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if now + last * (window - into) / window >= limit then return window - into end
redis.call('SET', KEYS[1], now + 1, 'PX', window * 2)
return 0`;

/** Keys are hashed under `secret`: Redis then holds no mail address and no client's address. */
export function createRateLimiter(
  redis: Redis,
  limits: Readonly<Record<RateLimitName, RateLimit>>,
  clock: Clock,
  secret: string,
): RateLimiter {
  return {
    async take(name, key) {
      const { limit, windowSeconds } = limits[name];
      const windowMs = windowSeconds * 1000;
      const now = clock.now().getTime();
      const index = Math.floor(now / windowMs);
      const hash = createHmac("sha256", secret).update(`${name}:${key}`).digest("base64url");
      const keys = [index, index - 1].map((window) => `limit:${name}:${hash}:${window}`);
      try {
        const args = [limit, windowMs, now - index * windowMs].map(String);
        const waitMs = Number(await redis.eval(TAKE, keys, args));
        return waitMs > 0 ? Math.max(1, Math.ceil(waitMs / 1000)) : 0;
      } catch (cause) {
        throw new UpstreamError("redis", "rate_limit", true, cause instanceof Error ? cause.name : "failed");
      }
    },
  };
}
