import { setTimeout as delay } from "node:timers/promises";
import { LoadGenerator } from "../load/load-generator";
import type { LoadAnswer, LoadPlan, LoadReport } from "../load/load-plan";
import { rounded, spreadOf } from "../load/percentiles";
import { proveMessages, settle } from "../measure/check-messages";
import { othersPercent, readUsage, residentMb, type Usage } from "../measure/processor-time";
import { quietMachine } from "../measure/quiet-machine";
import { redisCommands } from "../measure/redis-commands";
import { appSecret, type BenchStack } from "../stack/bench-stack";

export type MixOptions = { rate: number; seconds: number; accounts: number; waitSeconds: number };

const WARM_SECONDS = 10;
const STATUSES_PER_MESSAGE = 3;

/** Three statuses to one message at a steady rate, against one server: how it answers, what it uses, what is lost. */
export async function mix(stack: BenchStack, { rate, seconds, accounts, waitSeconds }: MixOptions): Promise<object> {
  const numberIds = await stack.seed({ accounts, tenants: Math.min(accounts, 20), waitSeconds, rules: 1 });
  const server = stack.server();
  const generator = await LoadGenerator.start(`${stack.folder}/generator.log`);
  try {
    await server.start();
    await quietMachine();
    const pids = { server: server.pid, ...stack.pids(), generator: generator.pid };
    const plan: LoadPlan = {
      urls: [server.webhook],
      toEach: false,
      numberIds,
      appSecret,
      graphUrl: stack.meta.url,
      shape: { kind: "open", perSecond: rate, statusesPerMessage: STATUSES_PER_MESSAGE, warmPerSecond: rate / 4 },
      burst: 1,
      text: "what are your hours?",
      warmSeconds: WARM_SECONDS,
      seconds,
      bringAgainMs: 5_000,
      giveUpSeconds: 120,
    };
    const loading = generator.load(plan);
    await delay(WARM_SECONDS * 1000);
    const before = { usage: readUsage(pids), redis: await redisCommands(stack), memory: residentMb(server.pid) };
    const stopWatch = watchPeak(server.pid);
    await delay(seconds * 1000);
    const usage = readUsage(pids);
    const report = await loading;
    const unsettled = await settle(stack, report.messages, 180);
    const commands = (await redisCommands(stack)) - before.redis;
    const proof = await proveMessages(stack, report.messages, await generator.sends());
    const measured = report.messages.filter(({ warm }) => !warm).length;
    return {
      scenario: "mix",
      rate,
      seconds,
      accounts,
      waitSeconds,
      ...answersOf(report),
      processor: shares(before.usage, usage),
      others: othersPercent(before.usage, usage),
      redisCommandsPerMessage: rounded(commands / measured),
      memoryMb: { before: before.memory, peak: stopWatch(), after: residentMb(server.pid) },
      proof: { ...proof, unsettled },
    };
  } finally {
    await Promise.all([server.kill(), generator.close()]);
  }
}

/** What each process used between two moments, in per cent of one core. */
function shares<Name extends string>(before: Usage<Name>, after: Usage<Name>): Record<string, number> {
  const names = Object.keys(after.ms) as (keyof typeof after.ms)[];
  const share = (name: keyof typeof after.ms): number =>
    rounded((100 * (after.ms[name] - before.ms[name])) / (after.at - before.at));
  return Object.fromEntries(names.filter((name) => name !== "bench").map((name) => [name, share(name)]));
}

/** What the measured part was answered: times of the 200s in ms, shares in per cent. */
export function answersOf(report: LoadReport): object {
  const measured = report.answers.filter(({ warm }) => !warm);
  const good = measured.filter(({ status }) => status === 200);
  const ms = (answers: readonly LoadAnswer[]): number[] => answers.map((answer) => answer.ms);
  const byStatus: Record<string, number> = {};
  for (const { status } of measured) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return {
    answers: spreadOf(ms(good)),
    messages: spreadOf(ms(good.filter(({ kind }) => kind === "message"))),
    overASecond: rounded((100 * good.filter((answer) => answer.ms > 1000).length) / Math.max(1, measured.length)),
    not200: measured.length - good.length,
    byStatus,
    broughtAgain: report.broughtAgain,
    repeatedStatuses: report.repeatedStatuses,
    generatorLateMs: rounded(report.generatorLateMs),
  };
}

/** Looks at a process's memory twice a second; stopped, it answers the most that it saw, in MB. */
function watchPeak(pid: number): () => number {
  let peak = residentMb(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMb(pid));
  }, 500);
  return () => {
    clearInterval(timer);
    return peak;
  };
}
