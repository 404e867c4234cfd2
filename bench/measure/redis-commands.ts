import type { BenchStack } from "../stack/bench-stack";

/** Commands that Redis has run so far, those inside scripts too, as Upstash bills them; what this asks itself aside. */
export async function redisCommands(stack: BenchStack): Promise<number> {
  const info = await stack.redisCommand<string>("INFO", "commandstats");
  let calls = 0;
  for (const [, name, count] of info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
    if (name !== "info") calls += Number(count);
  }
  return calls;
}
