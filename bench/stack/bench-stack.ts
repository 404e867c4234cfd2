import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { firstMessage, ProjectProcess, runProgram } from "../../e2e/servers/project-process";
import { appSecret, stackEnvironment } from "../../e2e/servers/stack-environment";
import { StandInControl } from "../../e2e/servers/stand-in-control";
import { type BenchPorts, benchPorts } from "./bench-ports";
import { type PostgresServer, startPostgresServer } from "./postgres-server";
import { type RedisServer, startRedisServer } from "./redis-server";
import type { Seeding } from "./seed-accounts";
import { ServerProcess } from "./server-process";

export { appSecret };

const STAND_INS = ["redis", "meta", "mail", "workers-ai"] as const;

/**
 * What the product runs on: a real Postgres and a real Redis behind the project's bridge, Meta's stand-in for the Graph
 * API, and those for mails and Workers AI, each in a process of its own. The servers themselves are started by scenarios.
 */
export class BenchStack {
  readonly meta: StandInControl;
  readonly workersAi: StandInControl;
  /** As the owner of the tables, past row-level security. */
  readonly records: pg.Pool;
  private readonly seeded = new Map<string, string[]>();

  private constructor(
    readonly folder: string,
    readonly ports: BenchPorts,
    readonly env: Readonly<Record<string, string>>,
    private readonly postgres: PostgresServer,
    private readonly redis: RedisServer,
    private readonly standIns: Readonly<Record<(typeof STAND_INS)[number], ProjectProcess>>,
  ) {
    this.meta = new StandInControl(`http://127.0.0.1:${ports.meta}`);
    this.workersAi = new StandInControl(`http://127.0.0.1:${ports.workersAi}`);
    this.records = new pg.Pool({ connectionString: env.MIGRATE_DATABASE_URL, max: 2, options: "-c TimeZone=UTC" });
    this.records.on("error", () => undefined);
  }

  /** Everything but a server of the product, the database migrated. */
  static async start(firstPort: number): Promise<BenchStack> {
    const folder = mkdtempSync(join(tmpdir(), "bench-"));
    await chmod(folder, 0o755);
    const ports = benchPorts(firstPort);
    const env = {
      ...stackEnvironment(ports, folder),
      REDIS_URL: `redis://127.0.0.1:${ports.redisServer}`,
      DATABASE_URL: `postgres://bench@127.0.0.1:${ports.postgres}/concierge`,
      LOG_LEVEL: "info",
      STRIPE_SECRET_KEY: "",
      STRIPE_WEBHOOK_SECRET: "",
    };
    const postgres = startPostgresServer(folder, ports.postgres);
    const redis = await startRedisServer(folder, ports.redisServer);
    const standIns = Object.fromEntries(
      STAND_INS.map((part) => [part, standIn(part, env, join(folder, `${part}.log`))]),
    ) as Record<(typeof STAND_INS)[number], ProjectProcess>;
    const stack = new BenchStack(folder, ports, env, postgres, redis, standIns);
    try {
      await runProgram(["prisma/migrate.ts"], env);
      // Not the owner, as an installation should have it: a login that is nothing but a member of the app's role.
      await stack.records.query("CREATE ROLE bench LOGIN IN ROLE concierge_app");
      // What the other servers write to.
      await stack.records.query(
        `CREATE SCHEMA compared CREATE TABLE deliveries (id text PRIMARY KEY, sender_id text NOT NULL,
           recipient_id text NOT NULL, created_at timestamptz NOT NULL, outbound_id text, answered_at timestamptz)`,
      );
      await Promise.all(Object.values(standIns).map((one) => one.start()));
      // The load brings the statuses.
      await stack.meta.ask("POST", "/_sandbox/statuses", { mode: "none" });
    } catch (error) {
      await stack.close();
      throw error;
    }
    return stack;
  }

  /** Ids of numbers that were added as described, the first time that they are asked for. */
  async seed({ accounts, tenants, waitSeconds, rules, ai = false }: Seeding): Promise<string[]> {
    // In one order, however the scenarios write it: numbers are added once.
    const described = JSON.stringify({ accounts, tenants, waitSeconds, rules, ai });
    const known = this.seeded.get(described);
    if (known) return known;
    const ids: string[] = JSON.parse(await runProgram(["bench/stack/seed-accounts.ts", described], this.env));
    // Every number's books are read anew six hours later, not in the middle of a measurement.
    await this.records.query("UPDATE whatsapp_accounts SET facts_due_at = now() + interval '6 hours'");
    await this.records.query("ANALYZE");
    this.seeded.set(described, ids);
    return ids;
  }

  /** A server of the product, not started yet. `more` goes into its environment. */
  server(index: 0 | 1 = 0, more: Readonly<Record<string, string>> = {}): ServerProcess {
    return ServerProcess.next({
      name: `server ${index + 1} of the product`,
      port: this.ports.apps[index],
      env: { ...this.env, ...more },
      logFile: join(this.folder, `server-${index}.log`),
      livePath: "/api/health/live",
      webhookPath: "/webhook/whatsapp",
    });
  }

  /** The processes beside the server, for what they use. */
  pids(): Record<"postgres" | "redis" | "bridge" | "graph", number> {
    const pid = (part: (typeof STAND_INS)[number]): number => this.standIns[part].pid ?? 0;
    return { postgres: this.postgres.pid, redis: this.redis.pid, bridge: pid("redis"), graph: pid("meta") };
  }

  /** What was said and answered is forgotten, here and in Redis; accounts stay. */
  async forgetTalks(): Promise<void> {
    await this.records.query("TRUNCATE messages, turns CASCADE");
    await this.redisCommand("FLUSHALL");
    await this.meta.forgetCalls();
  }

  /** A command straight to Redis, through the bridge. */
  async redisCommand<T>(...command: string[]): Promise<T> {
    const control = new StandInControl(`http://127.0.0.1:${this.ports.redis}`);
    const authorization = `Bearer ${this.env.UPSTASH_REDIS_REST_TOKEN}`;
    return (await control.ask<{ result: T }>("POST", "/", command, { authorization })).result;
  }

  async close(): Promise<void> {
    await this.records.end();
    await Promise.all(Object.values(this.standIns).map((one) => one.kill()));
    this.redis.stop();
    this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function standIn(part: string, env: Readonly<Record<string, string>>, logFile: string): ProjectProcess {
  return new ProjectProcess({
    name: `the stand-in for ${part}`,
    script: "sandbox/stand-ins.ts",
    args: [part],
    env: () => env,
    logFile,
    ready: firstMessage,
  });
}
