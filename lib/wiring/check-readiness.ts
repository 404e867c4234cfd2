import { isMigrated } from "@/lib/adapters/prisma/operator/migration-state";
import { findPlatformTrouble, type PlatformTrouble } from "@/lib/adapters/prisma/operator/platform-trouble";
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
  incidents: (({ kind: "ai_refused" } & AiIncident) | ({ kind: "platform_account" } & PlatformTrouble))[];
};

export async function checkReadiness(app: Application): Promise<Readiness> {
  const [database, redis, incident] = await Promise.all([checkDatabase(app), checkRedis(app), app.incidents.read()]);
  const platform = database === "migrated" ? await findTrouble(app) : [];
  return {
    ready: database === "migrated" && redis.state === "reachable",
    database,
    redis: redis.state,
    oldestOverdueSeconds: redis.overdue,
    incidents: [
      ...(incident ? [{ kind: "ai_refused" as const, ...incident }] : []),
      ...platform.map((trouble) => ({ kind: "platform_account" as const, ...trouble })),
    ],
  };
}

async function findTrouble({ database, ports }: Application): Promise<PlatformTrouble[]> {
  try {
    return await findPlatformTrouble(database);
  } catch (error) {
    ports.log.warn("health.incidents", { error: describeError(error) });
    return [];
  }
}

async function checkDatabase({ database, ports }: Application): Promise<Readiness["database"]> {
  try {
    return (await isMigrated(database)) ? "migrated" : "not_migrated";
  } catch (error) {
    ports.log.warn("health.database", { error: describeError(error) });
    return "unreachable";
  }
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
