import { setTimeout as delay } from "node:timers/promises";
import { LoadGenerator } from "../load/load-generator";
import type { LoadAnswer, LoadPlan, LoadReport } from "../load/load-plan";
import { rounded, spreadOf } from "../load/percentiles";
import { proveMessages, settle } from "../measure/check-messages";
import { processorMs, residentMb } from "../measure/processor-time";
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
    const before = { cpu: processorMs(pids), redis: await redisCommands(stack), memory: residentMb(server.pid) };
    const stopWatch = watchPeak(server.pid);
    await delay(seconds * 1000);
    const cpu = processorMs(pids);
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
      processor: Object.fromEntries(
        Object.entries(cpu).map(([name, ms]) => [
          name,
          rounded((ms - before.cpu[name as keyof typeof cpu]) / seconds / 10),
        ]),
      ),
      redisCommandsPerMessage: rounded(commands / measured),
      memoryMb: { before: before.memory, peak: stopWatch(), after: residentMb(server.pid) },
      proof: { ...proof, unsettled },
    };
  } finally {
    await Promise.all([server.kill(), generator.close()]);
  }
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
