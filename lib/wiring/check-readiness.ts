import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeError } from "@/lib/core/errors";
import type { AiIncident } from "@/lib/notices/ai-incident";
import type { Application } from "./application";

export type Readiness = {
  ready: boolean;
  database: "migrated" | "not_migrated" | "unreachable";
  redis: "reachable" | "unreachable";
  /** Seconds since the most overdue turn should have been looked at; null when none is overdue. Not a failure. */
  oldestOverdueSeconds: number | null;
  /** What stops more than one turn and waits for the operator. Not a failure of this process: fixed replies go on. */
  incidents: ({ kind: "ai_refused" } & AiIncident)[];
};

export async function checkReadiness(app: Application): Promise<Readiness> {
  const [database, redis, incident] = await Promise.all([checkDatabase(app), checkRedis(app), app.incidents.read()]);
  return {
    ready: database === "migrated" && redis.state === "reachable",
    database,
    redis: redis.state,
    oldestOverdueSeconds: redis.overdue,
    incidents: incident ? [{ kind: "ai_refused", ...incident }] : [],
  };
}

async function checkDatabase({ database, ports }: Application): Promise<Readiness["database"]> {
  try {
    const rows = await database.$queryRaw<{ present: boolean }[]>`
      SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`;
    if (!rows[0]?.present) return "not_migrated";
    const finished = await database.$queryRaw<{ migration_name: string }[]>`
      SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
    const names = new Set(finished.map((row) => row.migration_name));
    return (await shippedMigrations()).every((name) => names.has(name)) ? "migrated" : "not_migrated";
  } catch (error) {
    ports.log.warn("health.database", { error: describeError(error) });
    return "unreachable";
  }
}

/** The migrations that this build was shipped with. */
async function shippedMigrations(): Promise<string[]> {
  const entries = await readdir(join(process.cwd(), "prisma/migrations"), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function checkRedis({ ports }: Application): Promise<{ state: Readiness["redis"]; overdue: number | null }> {
  try {
    const dueAt = await ports.buffer.nextDueAt();
    const lateMs = dueAt === null ? 0 : ports.clock.now().getTime() - dueAt;
    return { state: "reachable", overdue: lateMs > 0 ? Math.round(lateMs / 100) / 10 : null };
  } catch (error) {
    ports.log.warn("health.redis", { error: describeError(error) });
    return { state: "unreachable", overdue: null };
  }
}
