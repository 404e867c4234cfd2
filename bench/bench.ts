/**
 * `npm run bench -- <scenario> [--rate 100] [--seconds 60] [--accounts 20] [--wait 0] [--port 5100]`: the production build on
 * a real Postgres and a real Redis, under a load that comes from a process of its own. bench/README.md names the scenarios
 * and what they print.
 */
import { parseArgs } from "node:util";
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
    rate: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    accounts: { type: "string", default: "20" },
    wait: { type: "string", default: "0" },
    messages: { type: "string", default: "50000" },
    rounds: { type: "string", default: "3" },
    port: { type: "string", default: "5100" },
  },
});

const options = {
  rate: Number(values.rate),
  seconds: Number(values.seconds),
  accounts: Number(values.accounts),
  waitSeconds: Number(values.wait),
  rounds: Number(values.rounds),
  messages: Number(values.messages),
};

const SCENARIOS = {
  mix: (stack: BenchStack) => mix(stack, options),
  ingest: (stack: BenchStack) => ingest(stack, options),
  replies: (stack: BenchStack) => replies(stack, options),
  latency: (stack: BenchStack) => latency(stack, options),
  lateness: (stack: BenchStack) => lateness(stack, options),
  count,
  rules: (stack: BenchStack) => rules(stack, options),
  accounts: (stack: BenchStack) => accounts(stack, options),
  turns: (stack: BenchStack) => turns(stack, options),
  memory: (stack: BenchStack) => memory(stack, options),
  kill: (stack: BenchStack) => kill(stack, options),
  backends: (stack: BenchStack) => backends(stack, options),
  two: (stack: BenchStack) => two(stack, options),
} satisfies Record<string, (stack: BenchStack) => Promise<object>>;

const [name = "mix"] = positionals;
if (!Object.hasOwn(SCENARIOS, name))
  throw new Error(`no such scenario: ${name}; there are ${Object.keys(SCENARIOS).join(", ")}`);

buildApp();
const stack = await BenchStack.start(Number(values.port));
try {
  console.log(JSON.stringify(await SCENARIOS[name as keyof typeof SCENARIOS](stack), null, 2));
} finally {
  await stack.close();
}
process.exit(0);
