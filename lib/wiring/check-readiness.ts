import { describeError } from "../core/errors";
import type { Application } from "./application";

export type Readiness = {
  ready: boolean;
  database: "migrated" | "not_migrated" | "unreachable";
  redis: "reachable" | "unreachable";
  /** Seconds since the most overdue turn should have been looked at; null when none is overdue. Not a failure. */
  oldestOverdueSeconds: number | null;
};

export async function checkReadiness(app: Application): Promise<Readiness> {
  const [database, redis] = await Promise.all([checkDatabase(app), checkRedis(app)]);
  return {
    ready: database === "migrated" && redis.state === "reachable",
    database,
    redis: redis.state,
    oldestOverdueSeconds: redis.overdue,
  };
}

/** The newest table answers only when every migration ran. */
async function checkDatabase({ database, ports }: Application): Promise<Readiness["database"]> {
  try {
    const rows = await database.$queryRaw<{ pending: number }[]>`
      SELECT count(*)::int AS pending FROM "_prisma_migrations" WHERE finished_at IS NULL AND rolled_back_at IS NULL`;
    return rows[0]?.pending === 0 ? "migrated" : "not_migrated";
  } catch (error) {
    ports.log.warn("health.database", { error: describeError(error) });
    return isMissingTable(error) ? "not_migrated" : "unreachable";
  }
}

function isMissingTable(error: unknown): boolean {
  return error instanceof Error && error.message.includes("42P01");
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
