import { expect, inject, it } from "vitest";
import { RATE_LIMITS } from "@/lib/core/rate-limits";
import { connectRedis } from "./connect-redis";
import { createNonceStore } from "./nonce-store";
import { createRateLimiter } from "./rate-limiter";

const redis = connectRedis(inject("otherRedisUrl"), inject("redisToken"));

function limiterAt(start: number, limit: number) {
  let now = start;
  const limits = { ...RATE_LIMITS, change: { limit, windowSeconds: 60 } };
  const limiter = createRateLimiter(redis, limits, { now: () => new Date(now) }, "secret");
  const pass = (ms: number): void => {
    now += ms;
  };
  return { limiter, pass };
}

/** The beginning of a window, so that the arithmetic below is exact. */
const START = 60_000 * 30_000_000;

it("lets so many through for each key, then says how long to wait, and refused tries don't prolong it", async () => {
  const { limiter, pass } = limiterAt(START, 3);
  const take = (key: string) => limiter.take("change", key);
  expect([await take("a"), await take("a"), await take("a")]).toEqual([0, 0, 0]);
  pass(20_000);
  expect([await take("a"), await take("a"), await take("b")]).toEqual([40, 40, 0]);
  // At the window's edge the last one still counts whole; it fades as it leaves the sliding window.
  pass(40_000);
  expect(await take("a")).toBe(60);
  pass(21_000);
  expect(await take("a")).toBe(0);
});

it("counts tries that come at once one by one", async () => {
  const { limiter } = limiterAt(START + 600_000, 5);
  const waits = await Promise.all(Array.from({ length: 20 }, () => limiter.take("change", "burst")));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
});

it("keeps no address in Redis", async () => {
  const { limiter } = limiterAt(START, 3);
  await limiter.take("change", "owner@example.com");
  expect(JSON.stringify(await redis.keys("*"))).not.toContain("owner@example.com");
});

it("gives a nonce once", async () => {
  const nonces = createNonceStore(redis);
  await nonces.keep("n", "123456789012", 60);
  expect([await nonces.take("n"), await nonces.take("n")]).toEqual(["123456789012", null]);
});
