import { setTimeout as delay } from "node:timers/promises";
import { LoadGenerator } from "../load/load-generator";
import { proveMessages, settle } from "../measure/check-messages";
import { appSecret, type BenchStack } from "../stack/bench-stack";
import type { ServerProcess } from "../stack/server-process";
import { answersOf } from "./mix";

export type FaultOptions = { rate: number; seconds: number; accounts: number; waitSeconds: number };

const WARM_SECONDS = 5;

/** What a crash left is taken up within seconds, so that its end is seen. */
const HASTY = { LEASE_SECONDS: "5", SEND_TIMEOUT_SECONDS: "4", UNKNOWN_HOLD_SECONDS: "15", SWEEP_SECONDS: "5" };

/** SIGKILL every seven seconds under load, the server started again at once; Meta brings again what got no 200. */
export function kill(stack: BenchStack, options: FaultOptions): Promise<object> {
  const server = stack.server(0, HASTY);
  return prove(stack, "kill", [server], options, async (until) => {
    let kills = 0;
    for (;;) {
      await delay(7_000);
      if (Date.now() > until) return { kills };
      await server.kill();
      await server.start();
      kills += 1;
    }
  });
}

/** Every connection that the server has to Postgres is ended every two seconds. */
export function backends(stack: BenchStack, options: FaultOptions): Promise<object> {
  const server = stack.server(0, HASTY);
  return prove(stack, "backends", [server], options, async (until) => {
    const { pid } = server;
    let ended = 0;
    while (Date.now() < until) {
      await delay(2_000);
      const { rows } = await stack.records.query<{ ended: number }>(
        "SELECT count(pg_terminate_backend(pid))::int AS ended FROM pg_stat_activity WHERE usename = 'bench'",
      );
      ended += rows[0]?.ended ?? 0;
    }
    return { ended, crashes: server.pid === pid ? 0 : 1 };
  });
}

/** Two servers on one database and one Redis; each delivery is brought to both. */
export function two(stack: BenchStack, options: FaultOptions): Promise<object> {
  const servers = [stack.server(0), stack.server(1)];
  return prove(stack, "two", servers, options, async () => ({ servers: 2 }));
}

/** Three statuses to one message, what got no 200 brought again, and something that happens meanwhile: nothing lost or double. */
async function prove(
  stack: BenchStack,
  scenario: string,
  servers: readonly ServerProcess[],
  { rate, seconds, accounts, waitSeconds }: FaultOptions,
  disturb: (until: number) => Promise<object>,
): Promise<object> {
  const numberIds = await stack.seed({ accounts, tenants: Math.min(accounts, 20), waitSeconds, rules: 1 });
  const generator = await LoadGenerator.start(`${stack.folder}/generator.log`);
  try {
    for (const server of servers) await server.start();
    const loading = generator.load({
      urls: servers.map(({ webhook }) => webhook),
      toEach: true,
      numberIds,
      appSecret,
      graphUrl: stack.meta.url,
      shape: { kind: "open", perSecond: rate, statusesPerMessage: 3, warmPerSecond: rate / 4 },
      burst: 1,
      text: "what are your hours?",
      warmSeconds: WARM_SECONDS,
      seconds,
      bringAgainMs: 500,
      giveUpSeconds: 180,
    });
    const happened = await disturb(Date.now() + (WARM_SECONDS + seconds) * 1000);
    const report = await loading;
    const unsettled = await settle(stack, report.messages, 180);
    // A second answer would come after the first.
    await delay(3_000);
    const proof = await proveMessages(stack, report.messages, await generator.sends());
    return {
      scenario,
      rate,
      seconds,
      accounts,
      waitSeconds,
      ...happened,
      ...answersOf(report),
      proof: { ...proof, unsettled },
    };
  } finally {
    await Promise.all([...servers.map((server) => server.kill()), generator.close()]);
  }
}
