import { setTimeout as delay } from "node:timers/promises";
import { LoadGenerator } from "../load/load-generator";
import { residentMb } from "../measure/processor-time";
import { appSecret, type BenchStack } from "../stack/bench-stack";
import { answered, type CompareOptions, ratesTable, taken } from "./compare";
import { product } from "./contestants";
import { takeTurns } from "./take-turns";

/** 1 and 200 rules for each account: webhooks taken in, then replies. */
export async function rules(stack: BenchStack, { rounds, seconds }: CompareOptions): Promise<object> {
  const seeded = async (waitSeconds: number) => {
    const few = await stack.seed({ accounts: 20, tenants: 20, waitSeconds, rules: 1 });
    const many = await stack.seed({ accounts: 20, tenants: 20, waitSeconds, rules: 200 });
    return [product(stack, few, { name: "1 rule" }), product(stack, many, { name: "200 rules" })];
  };
  const intake = await takeTurns(await seeded(30), rounds, (one) => taken(stack, one, seconds));
  const replies = await takeTurns(await seeded(0), rounds, (one) => answered(stack, one, seconds));
  return {
    scenario: "rules",
    seconds,
    rounds,
    ingest: ratesTable(intake, "1 rule"),
    replies: ratesTable(replies, "1 rule"),
  };
}

/** Customers of 1 and of 1,000 accounts. */
export async function accounts(stack: BenchStack, { rounds, seconds }: CompareOptions): Promise<object> {
  const many = await stack.seed({ accounts: 1_000, tenants: 50, waitSeconds: 0, rules: 1 });
  const contestants = [
    product(stack, many.slice(0, 1), { name: "1 account" }),
    product(stack, many, { name: "1,000 accounts" }),
  ];
  const replies = await takeTurns(contestants, rounds, (one) => answered(stack, one, seconds));
  return { scenario: "accounts", seconds, rounds, replies: ratesTable(replies, "1 account") };
}

/** Replies while 50 and while 10,000 other turns are open in Postgres. */
export async function turns(stack: BenchStack, { rounds, seconds }: CompareOptions): Promise<object> {
  const ids = await stack.seed({ accounts: 20, tenants: 20, waitSeconds: 0, rules: 1 });
  const among = (open: number) =>
    product(stack, ids, { name: `${open} open turns`, prepare: () => openTurns(stack, open) });
  const replies = await takeTurns([among(50), among(10_000)], rounds, (one) => answered(stack, one, seconds));
  return { scenario: "turns", seconds, rounds, replies: ratesTable(replies, "50 open turns") };
}

/** Turns of other customers, each with its message, that wait for something. */
async function openTurns(stack: BenchStack, count: number): Promise<void> {
  await stack.records.query(
    `WITH some AS (
       SELECT n, a.tenant_id, a.id AS account_id, a.external_id
       FROM generate_series(1, $1) AS n
       JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS accounts FROM accounts) a
         ON a.place = 1 + n % a.accounts),
     opened AS (
       INSERT INTO turns (id, tenant_id, account_id, conversation, message_count, opened_at, released_at)
       SELECT 'open-' || n, tenant_id, account_id, 'open-' || n, 1, now(), now() FROM some RETURNING id)
     INSERT INTO messages (id, tenant_id, account_id, channel, direction, sender_id, recipient_id, kind, inbound_id, turn_id,
                           sent_at, created_at)
     SELECT 'open-' || n, tenant_id, account_id, 'whatsapp', 'inbound', '4400' || n, external_id, 'text', 'open-' || n,
            'open-' || n, now(), now() FROM some`,
    [count],
  );
  await stack.records.query("ANALYZE turns, messages");
}

export type MemoryOptions = { messages: number };

const SLICE_SECONDS = 30;

/** The server's resident memory while so many messages are taken in and answered, then after half a minute of rest. */
export async function memory(stack: BenchStack, { messages }: MemoryOptions): Promise<object> {
  const numberIds = await stack.seed({ accounts: 20, tenants: 20, waitSeconds: 0, rules: 1 });
  const server = stack.server();
  const generator = await LoadGenerator.start(`${stack.folder}/generator.log`);
  try {
    await server.start();
    const readings = [{ messages: 0, mb: residentMb(server.pid) }];
    for (let done = 0; done < messages; ) {
      const report = await generator.load({
        urls: [server.webhook],
        toEach: false,
        numberIds,
        appSecret,
        graphUrl: stack.meta.url,
        shape: { kind: "closed", inFlight: 16, until: "replied" },
        burst: 1,
        text: "hours",
        warmSeconds: 0,
        seconds: SLICE_SECONDS,
        bringAgainMs: null,
        giveUpSeconds: 0,
      });
      done += report.messages.filter(({ taken }) => taken).length;
      readings.push({ messages: done, mb: residentMb(server.pid) });
      process.stderr.write(`bench: ${done} messages, ${residentMb(server.pid)} MB\n`);
    }
    await delay(30_000);
    return { scenario: "memory", readings, afterRestMb: residentMb(server.pid) };
  } finally {
    await Promise.all([server.kill(), generator.close()]);
  }
}
