import type { LoadReport } from "../load/load-plan";
import { percentile, rounded } from "../load/percentiles";
import type { BenchStack } from "../stack/bench-stack";
import { builderBot, type Contestant, nextRoute, plainHttp, product } from "./contestants";
import { type Turn, takeTurn, takeTurns, withRange } from "./take-turns";

export type CompareOptions = { seconds: number; rounds: number };

const WARM_SECONDS = 10;
/** The longest that an account may have: longer than a turn, so that nothing is answered in it. */
const LONGEST_WAIT_SECONDS = 30;

/** Processor time of one webhook or reply in µs; `others` in per cent of the machine. */
type Rate = { perSecond: number; serverMicros: number; postgresMicros: number; refused: number; others: number };

/** Webhooks that are taken in, one message each, 32 in flight; nothing is answered. */
export async function ingest(stack: BenchStack, { seconds, rounds }: CompareOptions): Promise<object> {
  const numberIds = await stack.seed({ accounts: 20, tenants: 20, waitSeconds: LONGEST_WAIT_SECONDS, rules: 1 });
  const contestants = [
    nextRoute(stack, "bare"),
    nextRoute(stack, "durable"),
    plainHttp(stack, "bare"),
    plainHttp(stack, "durable"),
    product(stack, numberIds),
  ];
  const figures = await takeTurns(contestants, rounds, (one) => taken(stack, one, seconds));
  return { scenario: "ingest", seconds, rounds, ...ratesTable(figures, "next bare") };
}

/** Webhooks that are answered with 200 in a second, and what one costs. */
export async function taken(stack: BenchStack, contestant: Contestant, seconds: number): Promise<Rate> {
  const shape = { kind: "closed", inFlight: 32, until: "taken" } as const;
  const { report, processor } = await takeTurn(stack, contestant, { shape, warmSeconds: WARM_SECONDS, seconds });
  return { ...rate(count(report, true), seconds, processor), refused: count(report, false) };
}

/** Messages that are answered, the wait being 0; 32 customers each wait for their reply. */
export async function replies(stack: BenchStack, { seconds, rounds }: CompareOptions): Promise<object> {
  const numberIds = await stack.seed({ accounts: 20, tenants: 20, waitSeconds: 0, rules: 1 });
  const bots = (["stock", "tuned", "mapped"] as const).map((mode) => builderBot(stack, mode));
  const contestants = [product(stack, numberIds), plainHttp(stack, "reply"), ...bots];
  const figures = await takeTurns(contestants, rounds, (one) => answered(stack, one, seconds));
  return { scenario: "replies", seconds, rounds, ...ratesTable(figures, "builderbot tuned") };
}

/** Texts that Meta's stand-in accepted in the measured part. */
export async function answered(stack: BenchStack, contestant: Contestant, seconds: number): Promise<Rate> {
  const shape = { kind: "closed", inFlight: 32, until: "replied" } as const;
  const { report, sends, processor } = await takeTurn(stack, contestant, { shape, warmSeconds: WARM_SECONDS, seconds });
  const measured = sends.filter(({ at }) => at >= report.beganAt && at < report.endedAt);
  return { ...rate(measured.length, seconds, processor), refused: count(report, false) };
}

const count = ({ answers }: LoadReport, good: boolean): number =>
  answers.filter(({ warm, status }) => !warm && (status === 200) === good).length;

const rate = (count: number, seconds: number, used: Turn["processor"]): Omit<Rate, "refused"> => ({
  perSecond: rounded(count / seconds),
  serverMicros: Math.round((1000 * used.server) / Math.max(1, count)),
  postgresMicros: Math.round((1000 * used.postgres) / Math.max(1, count)),
  others: Math.round(used.others),
});

/** Each one's rate and cost, and its rate as a share of another one's in the same round. */
export function ratesTable(figures: ReadonlyMap<string, readonly Rate[]>, measure: string): object {
  const of = (name: string): readonly Rate[] => figures.get(name) ?? [];
  const share = (name: string): string => {
    const shares = of(name).map(({ perSecond }, round) => (100 * perSecond) / (of(measure)[round]?.perSecond ?? 1));
    return withRange(shares);
  };
  const rows = [...figures.keys()].map((name) => [
    name,
    {
      perSecond: withRange(of(name).map(({ perSecond }) => perSecond)),
      serverMicros: withRange(of(name).map(({ serverMicros }) => serverMicros)),
      postgresMicros: withRange(of(name).map(({ postgresMicros }) => postgresMicros)),
      refused: withRange(of(name).map(({ refused }) => refused)),
      others: withRange(of(name).map(({ others }) => others)),
      [`percentOf ${measure}`]: share(name),
    },
  ]);
  return Object.fromEntries(rows);
}

type Delay = { p50: number; p99: number; answered: number; of: number };

/** From the webhook's first byte to the call that sends its answer, in ms, a few messages in a second. */
export async function latency(stack: BenchStack, options: CompareOptions & { rate: number }): Promise<object> {
  const numberIds = await stack.seed({ accounts: 20, tenants: 20, waitSeconds: 0, rules: 1 });
  const contestants = [product(stack, numberIds), plainHttp(stack, "reply"), builderBot(stack, "tuned")];
  const { rounds, seconds } = options;
  const figures = await takeTurns(contestants, rounds, (one) => delays(stack, one, options, 0));
  return { scenario: "latency", perSecond: options.rate, seconds, rounds, ...delayTable(figures) };
}

/**
 * How long after its wait a buffered reply is sent, in ms, at `rate` messages a second; 0: at half of what the server
 * can answer, which is measured before.
 */
export async function lateness(stack: BenchStack, options: CompareOptions & { rate: number }): Promise<object> {
  const { rounds, seconds } = options;
  const seeding = { accounts: 20, tenants: 20, rules: 1 };
  const quick = product(stack, await stack.seed({ ...seeding, waitSeconds: 0 }));
  const rate = options.rate || Math.max(1, Math.round((await answered(stack, quick, seconds)).perSecond / 2));
  const calm = product(stack, await stack.seed({ ...seeding, waitSeconds: 1 }));
  const figures = await takeTurns([calm], rounds, (one) => delays(stack, one, { seconds, rate }, 1_000));
  return { scenario: "lateness", perSecond: rate, seconds, rounds, ...delayTable(figures) };
}

export async function delays(
  stack: BenchStack,
  contestant: Contestant,
  options: { seconds: number; rate: number },
  waitMs: number,
): Promise<Delay> {
  const shape = { kind: "open", perSecond: options.rate, statusesPerMessage: 0, warmPerSecond: options.rate } as const;
  const plan = { shape, warmSeconds: WARM_SECONDS, seconds: options.seconds };
  const { report, sends } = await takeTurn(stack, contestant, plan);
  const sentAt = new Map(sends.map(({ to, at }) => [to, at]));
  const measured = report.messages.filter(({ warm }) => !warm);
  const took = measured.flatMap(({ from, at }) => {
    const sent = sentAt.get(from);
    return sent === undefined ? [] : [sent - at - waitMs];
  });
  const [p50, p99] = [0.5, 0.99].map((share) => rounded(percentile(took, share)));
  return { p50: p50 ?? 0, p99: p99 ?? 0, answered: took.length, of: measured.length };
}

export function delayTable(figures: ReadonlyMap<string, readonly Delay[]>): object {
  const rows = [...figures].map(([name, all]) => [
    name,
    {
      p50: withRange(all.map(({ p50 }) => p50)),
      p99: withRange(all.map(({ p99 }) => p99)),
      answered: `${all.reduce((sum, one) => sum + one.answered, 0)} of ${all.reduce((sum, one) => sum + one.of, 0)}`,
    },
  ]);
  return Object.fromEntries(rows);
}
