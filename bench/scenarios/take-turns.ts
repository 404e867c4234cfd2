import { setTimeout as delay } from "node:timers/promises";
import { LoadGenerator } from "../load/load-generator";
import type { GraphSend, LoadPlan, LoadReport } from "../load/load-plan";
import { median, rounded } from "../load/percentiles";
import { othersPercent, readUsage } from "../measure/processor-time";
import { quietMachine } from "../measure/quiet-machine";
import { appSecret, type BenchStack } from "../stack/bench-stack";
import type { Contestant } from "./contestants";

/** Of the parts of a plan, those that a scenario chooses. */
export type TurnPlan = Pick<LoadPlan, "shape" | "warmSeconds" | "seconds"> & Partial<Pick<LoadPlan, "burst">>;

export type Turn = {
  report: LoadReport;
  sends: GraphSend[];
  /** Over the measured part, in ms; `others`: what is no part of the benchmark, in per cent of the machine. */
  processor: { server: number; postgres: number; others: number };
};

/** What Redis and Postgres hold of the turn before is gone, and nothing of it is still answered. */
export async function takeTurn(
  stack: BenchStack,
  { server, numberIds, prepare }: Contestant,
  plan: TurnPlan,
): Promise<Turn> {
  await stack.forgetTalks();
  await prepare?.();
  const generator = await LoadGenerator.start(`${stack.folder}/generator.log`);
  try {
    await server.start();
    await quietMachine();
    const pids = { server: server.pid, postgres: stack.pids().postgres };
    const loading = generator.load({
      ...plan,
      urls: [server.webhook],
      toEach: false,
      numberIds,
      appSecret,
      graphUrl: stack.meta.url,
      burst: plan.burst ?? 1,
      // BuilderBot's keywords are whole messages.
      text: "hours",
      bringAgainMs: null,
      giveUpSeconds: 0,
    });
    await delay(plan.warmSeconds * 1000);
    const before = readUsage(pids);
    await delay(plan.seconds * 1000);
    const after = readUsage(pids);
    const report = await loading;
    // Answers that are under way.
    await delay(plan.shape.kind === "open" ? 2_000 : 0);
    const sends = await generator.sends();
    const used = (name: keyof typeof pids): number => after.ms[name] - before.ms[name];
    const others = othersPercent(before, after);
    const processor = { server: used("server"), postgres: used("postgres"), others };
    return { report, sends, processor };
  } finally {
    await Promise.all([server.kill(), generator.close()]);
  }
}

/**
 * Each contestant once a round, every round beginning with another one, so that what else the machine does meets all of
 * them. Answers each one's figures of all rounds.
 */
export async function takeTurns<Figures>(
  contestants: readonly Contestant[],
  rounds: number,
  measure: (contestant: Contestant) => Promise<Figures>,
): Promise<Map<string, Figures[]>> {
  const figures = new Map<string, Figures[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contestants.length;
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      const found = await measure(contestant);
      figures.get(contestant.name)?.push(found);
      process.stderr.write(`bench: ${contestant.name}: ${JSON.stringify(found)}\n`);
    }
  }
  return figures;
}

/** `median (lowest to highest)`. */
export function withRange(values: readonly number[]): string {
  return `${rounded(median(values))} (${rounded(Math.min(...values))} to ${rounded(Math.max(...values))})`;
}
