/**
 * `npm run bench -- [scenario …] [--rate 100] [--seconds 60] [--rounds 3] …`: the production build on a real Postgres and a
 * real Redis, under a load that comes from a process of its own. Without a scenario: all but the long one, one after the
 * other. bench/README.md says what each of them does. Figures go to standard output as JSON, one line a scenario.
 */
import { parseArgs } from "node:util";
import { aiDelays } from "./scenarios/ai-delays";
import { ingest, latency, lateness, replies } from "./scenarios/compare";
import { count } from "./scenarios/count";
import { backends, kill, two } from "./scenarios/faults";
import { accounts, memory, rules, turns } from "./scenarios/growth";
import { mix } from "./scenarios/mix";
import { BenchStack } from "./stack/bench-stack";
import { buildApp } from "./stack/build-app";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: "string" },
    seconds: { type: "string" },
    accounts: { type: "string", default: "20" },
    wait: { type: "string", default: "0" },
    rounds: { type: "string", default: "3" },
    messages: { type: "string", default: "50000" },
    long: { type: "boolean", default: false },
    port: { type: "string", default: "5100" },
  },
});

/** Of webhooks or messages a second and of seconds, what was asked for, else what suits the scenario. */
const options = (rate: number, seconds: number) => ({
  rate: Number(values.rate ?? rate),
  seconds: Number(values.seconds ?? seconds),
  accounts: Number(values.accounts),
  waitSeconds: Number(values.wait),
  rounds: Number(values.rounds),
});

const SCENARIOS = {
  count,
  ingest: (stack: BenchStack) => ingest(stack, options(0, 8)),
  replies: (stack: BenchStack) => replies(stack, options(0, 8)),
  latency: (stack: BenchStack) => latency(stack, options(5, 15)),
  lateness: (stack: BenchStack) => lateness(stack, options(0, 15)),
  ai: (stack: BenchStack) => aiDelays(stack, options(0, 15)),
  mix: (stack: BenchStack) => mix(stack, options(100, 60)),
  rules: (stack: BenchStack) => rules(stack, options(0, 8)),
  accounts: (stack: BenchStack) => accounts(stack, options(0, 8)),
  turns: (stack: BenchStack) => turns(stack, options(0, 8)),
  kill: (stack: BenchStack) => kill(stack, options(24, 28)),
  backends: (stack: BenchStack) => backends(stack, options(24, 20)),
  two: (stack: BenchStack) => two(stack, options(12, 20)),
  memory: (stack: BenchStack) => memory(stack, { messages: Number(values.messages) }),
} satisfies Record<string, (stack: BenchStack) => Promise<object>>;

type Name = keyof typeof SCENARIOS;

const names = Object.keys(SCENARIOS) as Name[];
const unknown = positionals.filter((name) => !Object.hasOwn(SCENARIOS, name));
if (unknown.length > 0) throw new Error(`no such scenario: ${unknown.join(", ")}; there are ${names.join(", ")}`);
const wanted =
  positionals.length > 0 ? (positionals as Name[]) : names.filter((name) => name !== "memory" || values.long);

buildApp();
const stack = await BenchStack.start(Number(values.port));
// Postgres is no child of this process: it would go on.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void stack.close().finally(() => process.exit(1)));
}
try {
  for (const name of wanted) {
    await stack.forgetTalks();
    console.log(JSON.stringify(await SCENARIOS[name](stack)));
  }
} finally {
  await stack.close();
}
process.exit(0);
