import type { StackPorts } from "../../e2e/servers/stack-environment";

export type BenchPorts = StackPorts & {
  /** A server of the product each. */
  apps: readonly [number, number];
  /** The real Redis behind the bridge. */
  redisServer: number;
  /** Between the product and Postgres, where statements are counted. */
  databaseLine: number;
  /** What the product is compared with. */
  other: number;
};

/** The twenty ports from `first` on, each for one thing, so that two benchmarks can run beside each other. */
export function benchPorts(first: number): BenchPorts {
  return {
    apps: [first, first + 1],
    door: first,
    meta: first + 2,
    redis: first + 3,
    redisLine: first + 3,
    redisServer: first + 4,
    postgres: first + 5,
    databaseLine: first + 6,
    mail: first + 7,
    smtp: first + 8,
    workersAi: first + 9,
    stripe: first + 10,
    other: first + 11,
  };
}
