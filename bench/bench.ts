/**
 * `npm run bench -- <scenario> [--rate 100] [--seconds 60] [--accounts 20] [--wait 0] [--port 5100]`: the production build on
 * a real Postgres and a real Redis, under a load that comes from a process of its own. bench/README.md names the scenarios
 * and what they print.
 */
import { parseArgs } from "node:util";
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
    port: { type: "string", default: "5100" },
  },
});

const options = {
  rate: Number(values.rate),
  seconds: Number(values.seconds),
  accounts: Number(values.accounts),
  waitSeconds: Number(values.wait),
};

const SCENARIOS = {
  mix: (stack: BenchStack) => mix(stack, options),
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
