import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../e2e/servers/until";
import type { GraphSend } from "../load/load-plan";
import { median, rounded } from "../load/percentiles";
import { postWebhook } from "../load/post-webhook";
import { messageWebhook, type SignedWebhook, statusWebhook } from "../load/signed-webhooks";
import { SendWatch } from "../load/watch-sends";
import { redisCommands } from "../measure/redis-commands";
import { type StatementCounts, StatementLine } from "../measure/statement-line";
import { appSecret, type BenchStack } from "../stack/bench-stack";

type Counts = StatementCounts & { redis: number };

const BURST = 5;
const TIMES = 10;
const IDLE_SECONDS = 60;

/**
 * What one canned reply asks of Postgres and Redis: a message alone (wait 0) and its three statuses, and five messages of one
 * customer at once (wait 1). Nothing else happens meanwhile, the sweep aside, which has a minute of its own.
 */
export async function count(stack: BenchStack): Promise<object> {
  const [quick = ""] = await stack.seed({ accounts: 1, tenants: 1, waitSeconds: 0, rules: 1 });
  const [calm = ""] = await stack.seed({ accounts: 1, tenants: 1, waitSeconds: 1, rules: 1 });
  const line = new StatementLine(stack.ports.postgres);
  await line.listen(stack.ports.databaseLine);
  const database = `postgres://bench@127.0.0.1:${stack.ports.databaseLine}/concierge`;
  const server = stack.server(0, { DATABASE_URL: database, SWEEP_SECONDS: "3600" });
  const swept = stack.server(1, { DATABASE_URL: database });
  const talk = new Talk(stack, server.webhook);
  const counts = async (): Promise<Counts> => ({ ...line.read(), redis: await redisCommands(stack) });
  try {
    await server.start();
    const lone = await measure(counts, () => talk.answered(quick, 1));
    const statuses = await measure(
      counts,
      () => talk.statuses(),
      () => talk.answered(quick, 1),
    );
    const burst = await measure(counts, () => talk.answered(calm, BURST));
    await server.kill();
    await swept.start();
    // What is done once after a start is over.
    await delay(35_000);
    const before = await counts();
    await delay(IDLE_SECONDS * 1000);
    return {
      scenario: "count",
      loneMessage: lone,
      itsThreeStatuses: statuses,
      burstOf5: burst,
      redisPerMessage: { lone: lone.redis, burst: rounded(burst.redis / BURST) },
      idleMinute: difference(await counts(), before),
    };
  } finally {
    await Promise.all([server.kill(), swept.kill()]);
    talk.close();
    line.close();
  }
}

/** The medians of what a step takes, after a few times that don't count; `first` is done before each, and not counted. */
async function measure(
  counts: () => Promise<Counts>,
  step: () => Promise<void>,
  first: () => Promise<void> = async () => undefined,
): Promise<Counts> {
  const all: Counts[] = [];
  // What follows a reply: locks that are given back, the buffer's last step.
  const settled = async (work: () => Promise<void>): Promise<void> => {
    await work();
    await delay(300);
  };
  for (let time = -3; time < TIMES; time += 1) {
    await settled(first);
    const before = await counts();
    await settled(step);
    if (time >= 0) all.push(difference(await counts(), before));
  }
  const of = (name: keyof Counts): number => median(all.map((one) => one[name]));
  return {
    transaction: of("transaction"),
    scope: of("scope"),
    work: of("work"),
    roundTrips: of("roundTrips"),
    redis: of("redis"),
  };
}

function difference(after: Counts, before: Counts): Counts {
  return {
    transaction: after.transaction - before.transaction,
    scope: after.scope - before.scope,
    work: after.work - before.work,
    roundTrips: after.roundTrips - before.roundTrips,
    redis: after.redis - before.redis,
  };
}

/** Customers who write one after the other. */
class Talk {
  private readonly url: URL;
  private readonly watch: SendWatch;
  private readonly waiting = new Map<string, (send: GraphSend) => void>();
  private lastSend: GraphSend | undefined;
  private customers = 0;
  private said = 0;

  constructor(stack: BenchStack, webhook: string) {
    this.url = new URL(webhook);
    this.watch = new SendWatch(stack.meta.url, (send) => this.waiting.get(send.to)?.(send));
    this.watch.start();
  }

  /** A new customer writes so many messages, and has a reply. */
  async answered(numberId: string, messages: number): Promise<void> {
    this.customers += 1;
    const from = `4900${String(this.customers).padStart(8, "0")}`;
    const replied = new Promise<GraphSend>((resolve) => this.waiting.set(from, resolve));
    for (let n = 0; n < messages; n += 1) {
      this.said += 1;
      const message = { id: `wamid.count.${this.said}`, from, numberId, text: "what are your hours?" };
      await this.post(messageWebhook(message, appSecret));
    }
    this.lastSend = await replied;
  }

  /** The three statuses of a reply that was sent for this. */
  async statuses(): Promise<void> {
    const send = this.lastSend;
    if (!send) throw new Error("nothing was sent yet");
    for (const status of ["sent", "delivered", "read"] as const)
      await this.post(statusWebhook(send, status, appSecret));
  }

  close(): void {
    this.watch.stop();
  }

  private async post(webhook: SignedWebhook): Promise<void> {
    await until("a 200", 10_000, async () => ((await postWebhook(this.url, webhook)).status === 200 ? true : null));
  }
}
