/**
 * `npx tsx bench/webhooks.ts --url http://127.0.0.1:3000 --number 200000000000001 [--rate 100] [--seconds 60] [--json]`:
 * signed deliveries at a steady rate against a running server, one message to three statuses, each message from another
 * customer. Open loop: what is slow does not slow the next one down. Prints what was answered, how late, and how the live
 * check fared beside it; `--pid` adds the server's memory before and after. The secret is META_APP_SECRET, else the
 * sandbox's.
 */
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:3000" },
    number: { type: "string", default: "200000000000001" },
    rate: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    pid: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const STATUSES_PER_MESSAGE = 3;
const secret = process.env.META_APP_SECRET ?? "sandbox-app-secret";
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const run = randomUUID().slice(0, 8);
// Next closes idle connections after 5 s; one that is taken from here before that is alive.
const agent = new Agent({ keepAlive: true, maxSockets: 2_000, timeout: 4_000 });

type Answer = { kind: "message" | "status"; status: number; ms: number; id: string };
const answers: Answer[] = [];

function post(kind: Answer["kind"], n: number): Promise<void> {
  const id = `wamid.bench.${run}.${n}`;
  const at = String(Math.floor(Date.now() / 1000));
  const from = `1555${String(Date.now() % 1_000_000).padStart(6, "0")}${n % 1000}`;
  const change =
    kind === "message"
      ? {
          contacts: [{ profile: { name: "Bench" }, wa_id: from }],
          messages: [{ from, id, timestamp: at, type: "text", text: { body: "what are your hours?" } }],
        }
      : { statuses: [{ id: `${id}.out`, status: "sent", timestamp: at, recipient_id: from }] };
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "15550100001", phone_number_id: values.number },
    ...change,
  };
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: "messages", value }] }],
  });
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
  return timed("POST", "/webhook/whatsapp", headers, body).then(({ status, ms }) => {
    answers.push({ kind, status, ms, id });
  });
}

function timed(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; ms: number }> {
  const began = performance.now();
  return new Promise((resolve) => {
    const call = request(new URL(path, values.url), { method, agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, ms: performance.now() - began }));
    });
    call.on("error", () => resolve({ status: 0, ms: performance.now() - began }));
    call.end(body);
  });
}

const percentile = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

function summary(of: readonly { ms: number }[]): { n: number; p50: number; p99: number; max: number } {
  const sorted = of.map(({ ms }) => ms).sort((one, other) => one - other);
  return { n: of.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: percentile(sorted, 1) };
}

/** Resident memory of the server, in MB. */
function memory(): number | null {
  if (!values.pid) return null;
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${values.pid}/status`, "utf8"));
  return line ? Math.round(Number(line[1]) / 1024) : null;
}

const before = memory();
const live: { status: number; ms: number }[] = [];
let sending = true;
const watching = (async () => {
  while (sending) {
    live.push(await timed("GET", "/api/health/live", {}));
    await delay(100);
  }
})();
const began = performance.now();
const pending: Promise<void>[] = [];
for (let n = 0; n < rate * seconds; n += 1) {
  const wait = began + (n * 1000) / rate - performance.now();
  if (wait > 1) await delay(wait);
  pending.push(post(n % (STATUSES_PER_MESSAGE + 1) === 0 ? "message" : "status", n));
}
await Promise.all(pending);
sending = false;
await watching;

const byStatus = Object.fromEntries([...new Set(answers.map(({ status }) => status))].map((s) => [s, 0]));
for (const { status } of answers) byStatus[status] = (byStatus[status] ?? 0) + 1;
const report = {
  offered: rate,
  seconds: Math.round((performance.now() - began) / 1000),
  byStatus,
  ok: summary(answers.filter(({ status }) => status === 200)),
  okMessages: summary(answers.filter(({ status, kind }) => status === 200 && kind === "message")),
  refused: summary(answers.filter(({ status }) => status === 503)),
  live: summary(live),
  memoryMb: { before, after: memory() },
  run,
};
process.stdout.write(`${JSON.stringify(report, null, values.json ? undefined : 2)}\n`);
process.exit(0);
