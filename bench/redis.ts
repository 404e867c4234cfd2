/**
 * `npm run bench:redis -- [--rounds 5] [--appends 2000] [--redis redis://127.0.0.1:6379] [--json]`: what one append of the
 * reply buffer costs this process, µs of processor time, before and now, in turns in one run against the sandbox's REST
 * bridge in a process of its own. Before: the SDK over global `fetch`, each step a call of its own with the whole script.
 * Median and range of the rounds, ratios of the rounds' own pairs. Then the commands that a message costs, alone and in a
 * burst of five. Without `--redis` the bridge's own engine is behind it. Empties the database it is given.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Redis } from "@upstash/redis";
import { connectRedis } from "@/lib/adapters/upstash/connect-redis";
import { createReplyBuffer } from "@/lib/adapters/upstash/reply-buffer";
import type { ReplyBuffer } from "@/lib/pipeline/hold/reply-buffer.port";
import { firstMessage, ProjectProcess } from "../e2e/servers/project-process";
import { freePorts } from "../e2e/servers/stack-environment";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    appends: { type: "string", default: "2000" },
    redis: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const TOKEN = "bench-redis-token";
const AT_ONCE = [1, 8, 32];

async function measure(url: string): Promise<void> {
  const variants = { before: createReplyBuffer(connectBefore(url)), now: createReplyBuffer(connectRedis(url, TOKEN)) };
  const ask = async (...command: string[]): Promise<unknown> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(command) });
    return ((await answer.json()) as { result: unknown }).result;
  };

  const micros = new Map<string, number[]>();
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    for (const atOnce of AT_ONCE) {
      for (const [name, buffer] of Object.entries(variants)) {
        await ask("FLUSHDB");
        const cost = await costOfAppend(buffer, atOnce);
        // The first round warms up.
        if (round > 0) micros.set(`${name} ${atOnce}`, [...(micros.get(`${name} ${atOnce}`) ?? []), cost]);
      }
    }
  }
  const appends = AT_ONCE.map((atOnce) => {
    const [before = [], now = []] = ["before", "now"].map((name) => micros.get(`${name} ${atOnce}`));
    const ratio = spread(before.map((cost, index) => cost / (now[index] ?? Number.NaN)));
    return { atOnce, before: spread(before), now: spread(now), ratio };
  });

  const commands: Record<string, Record<string, number | null>> = {};
  for (const [name, buffer] of Object.entries(variants)) {
    const [idle, lone, burst] = [
      await countCommands(ask, async () => undefined),
      await countCommands(ask, () => answerTurn(buffer, 1)),
      await countCommands(ask, () => answerTurn(buffer, 5)),
    ];
    // What the counting itself asks for is what is counted when nothing happens.
    const perMessage = (count: number, messages: number) => (count < 0 ? null : (count - idle) / messages);
    commands[name] = { lone: perMessage(lone, 1), "burst of 5": perMessage(burst, 5) };
  }
  if (values.json) return console.log(JSON.stringify({ appends, commands }));
  console.log(
    `µs of this process for an append, ${values.redis ? "Redis" : "the bridge's own engine"} behind the bridge`,
  );
  console.table(
    appends.map(({ atOnce, before, now, ratio }) => ({
      "at once": atOnce,
      before: written(before, 0),
      now: written(now, 0),
      "before ÷ now": written(ratio, 1),
    })),
  );
  console.log("commands that Redis carries out for a message, those inside scripts too");
  console.table(commands);
}

/** As it was before: see the head of this file. */
function connectBefore(url: string): Redis {
  return new Redis({
    url,
    token: TOKEN,
    automaticDeserialization: false,
    enableTelemetry: false,
    enableAutoPipelining: false,
    retry: { retries: 2, backoff: (count) => 50 * 2 ** count },
    signal: () => AbortSignal.timeout(5_000),
  });
}

let conversations = 0;

function append(buffer: ReplyBuffer, conversation: string, turnId: string, messageId: string): Promise<unknown> {
  const messages = [{ messageId, sealed: "s".repeat(300), bytes: 300 }];
  const batch = { conversation, tenantId: "tenant", accountId: "account", waitSeconds: 0, messages, turnIds: [turnId] };
  return buffer.append([batch], Date.now());
}

async function costOfAppend(buffer: ReplyBuffer, atOnce: number): Promise<number> {
  let left = Number(values.appends);
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      conversations += 1;
      await append(buffer, `conversation ${conversations}`, `turn ${conversations}`, `message ${conversations}`);
    }
  };
  const began = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, one));
  const { user, system } = process.cpuUsage(began);
  return (user + system) / Number(values.appends);
}

/** The steps of an ordinary canned reply to so many messages of one customer. */
async function answerTurn(buffer: ReplyBuffer, messages: number): Promise<void> {
  conversations += 1;
  const conversation = `conversation ${conversations}`;
  for (let n = 0; n < messages; n += 1) await append(buffer, conversation, `turn ${n}`, `message ${n}`);
  const claim = await buffer.claim(conversation, "token", Date.now(), 30_000);
  if (claim.kind !== "claimed") throw new Error(`the turn is ${claim.kind}`);
  const held = { conversation, accountId: "account", turnId: claim.turn.turnId, token: "token", version: 0 };
  await buffer.beginSend({ ...held, attempt: 1, draft: "sealed" }, Date.now(), 30_000);
  await buffer.ack(conversation, held.turnId, "token");
}

/** All calls of all commands, by Redis' own count; negative where the engine keeps none. */
async function countCommands(
  ask: (...command: string[]) => Promise<unknown>,
  work: () => Promise<void>,
): Promise<number> {
  const count = async (): Promise<number> => {
    const calls = [...String(await ask("INFO", "commandstats")).matchAll(/calls=(\d+)/g)];
    return calls.length === 0 ? Number.NaN : calls.reduce((sum, [, number]) => sum + Number(number), 0);
  };
  const before = await count();
  await work();
  const asked = (await count()) - before;
  return Number.isNaN(asked) ? -1 : asked;
}

type Spread = { least: number; median: number; most: number };

function spread(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { least: at(0), median: at(0.5), most: at(1) };
}

function written({ least, median, most }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

const folder = mkdtempSync(join(tmpdir(), "concierge-bench-redis-"));
const [port = 0] = await freePorts(1);
const bridge = new ProjectProcess({
  name: "the bridge",
  script: "sandbox/stand-ins.ts",
  args: ["redis"],
  env: () => ({
    SANDBOX_REDIS_PORT: String(port),
    UPSTASH_REDIS_REST_TOKEN: TOKEN,
    SANDBOX_DATA: folder,
    ...(values.redis && { REDIS_URL: values.redis }),
  }),
  logFile: join(folder, "bridge.log"),
  ready: firstMessage,
});
await bridge.start();
try {
  await measure(`http://127.0.0.1:${port}`);
} finally {
  await bridge.kill();
  rmSync(folder, { recursive: true });
}
