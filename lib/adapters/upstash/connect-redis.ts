import { Redis } from "@upstash/redis";

/** Speaks Upstash's REST protocol. Values stay strings: ids made of digits must not come back as numbers. */
export function connectRedis(url: string, token: string): Redis {
  return new Redis({
    url,
    token,
    automaticDeserialization: false,
    enableTelemetry: false,
    enableAutoPipelining: false,
    retry: { retries: 2, backoff: (count) => 50 * 2 ** count },
    // Only the function form throws on a time-out; a plain signal makes the SDK answer 200 with the reason as result.
    signal: () => AbortSignal.timeout(5_000),
  });
}
