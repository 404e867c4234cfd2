import { until } from "../../e2e/servers/until";
import type { BenchStack } from "../stack/bench-stack";
import { type CompareOptions, delays, delayTable } from "./compare";
import { product } from "./contestants";
import { takeTurns } from "./take-turns";

/** How long each of the stand-in's models takes, ms. Scan and generation run beside each other. */
const VENDOR_MS = { embed: 100, scan: 250, generate: 600 } as const;
const IN_SERIES_MS = VENDOR_MS.embed + Math.max(VENDOR_MS.scan, VENDOR_MS.generate);

/** From the webhook's first byte to the call that sends the AI's answer, in ms, with vendors of known slowness. */
export async function aiDelays(stack: BenchStack, { rounds, seconds }: CompareOptions): Promise<object> {
  const numberIds = await stack.seed({ accounts: 5, tenants: 5, waitSeconds: 0, rules: 1, ai: true });
  await settle(stack);
  const faults = Object.entries(VENDOR_MS).map(([op, ms]) => ({ op, kind: "delay" as const, ms, times: 100_000 }));
  await stack.workersAi.setFaults(...faults);
  try {
    const options = { seconds, rate: 1 };
    const figures = await takeTurns([product(stack, numberIds)], rounds, (one) => delays(stack, one, options, 0));
    return {
      scenario: "ai",
      vendorsMs: { ...VENDOR_MS, inSeries: IN_SERIES_MS },
      seconds,
      rounds,
      ...delayTable(figures),
    };
  } finally {
    await stack.workersAi.clearFaults();
  }
}

/** Until the rules' phrases have vectors and every prompt its verdict, which the server's sweep sees to. */
async function settle(stack: BenchStack): Promise<void> {
  const server = stack.server();
  await server.start();
  try {
    const address = new URL("/api/jobs/sweep", server.webhook);
    await until("vectors and verdicts", 60_000, async () => {
      await fetch(address, { headers: { authorization: `Bearer ${stack.env.CRON_SECRET}` } });
      const { rows } = await stack.records.query<{ waiting: number }>(
        `SELECT (SELECT count(*) FROM rule_embeddings WHERE embedding IS NULL)
              + (SELECT count(*) FROM prompt_checks WHERE status = 'pending') AS waiting`,
      );
      return Number(rows[0]?.waiting) === 0 ? true : null;
    });
  } finally {
    await server.kill();
  }
}
