import type { Clock } from "@/lib/core/clock";
import { describeError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import {
  type BudgetLimits,
  checksKeptForPersona,
  type DailyBudget,
  type PaidCall,
  renewsAt,
  type Spent,
  usageDay,
} from "@/lib/credits/daily-budget";
import type { Database } from "../shared/database";
import { asPlatform, forTenant, type TenantTx } from "../shared/tenant-scope";

type UsedBy = "owner" | "customers";

/** Each count is one statement, so that no two processes can take the same last piece. */
export function createDailyBudget(database: Database, limits: BudgetLimits, clock: Clock, log: Logger): DailyBudget {
  const add = (tx: TenantTx, tenantId: string, call: PaidCall, usedBy: UsedBy, count: number, limit: number) => {
    const day = usageDay(clock.now());
    return tx.$executeRaw`
      INSERT INTO daily_usage AS u (tenant_id, day, call, used_by, count)
      SELECT ${tenantId}, ${day}::date, ${call}, ${usedBy}, ${count}::int WHERE ${count}::int <= ${limit}::int
      ON CONFLICT (tenant_id, day, call, used_by) DO UPDATE
        SET count = u.count + EXCLUDED.count, last_at = clock_timestamp()
        WHERE u.count + EXCLUDED.count <= ${limit}::int`;
  };
  return {
    take: (tenantId, call, count) =>
      forTenant(database, tenantId, async (tx) => (await add(tx, tenantId, call, "owner", count, limits[call])) === 1),

    giveBack: (tenantId, call, count) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.$executeRaw`
          UPDATE daily_usage SET count = GREATEST(0, count - ${count}::int)
          WHERE tenant_id = ${tenantId} AND day = ${usageDay(clock.now())}::date AND call = ${call}
            AND used_by = 'owner'`;
      }),

    async countForCustomers(tenantId, call, count) {
      try {
        await forTenant(database, tenantId, (tx) => add(tx, tenantId, call, "customers", count, MOST));
      } catch (error) {
        log.error("usage.not_counted", { tenantId, call, error: describeError(error) });
      }
    },

    takeForCustomers: (tenantId, call, count) =>
      forTenant(
        database,
        tenantId,
        async (tx) => (await add(tx, tenantId, call, "customers", count, limits[call])) === 1,
      ),

    read: (tenantId) =>
      forTenant(database, tenantId, async (tx) => {
        const now = clock.now();
        const rows = await tx.dailyUsage.findMany({
          where: { tenantId, day: new Date(usageDay(now)), usedBy: "owner" },
          select: { call: true, count: true },
        });
        const spent = (call: PaidCall, limit = limits[call]): Spent => ({
          used: rows.find((row) => row.call === call)?.count ?? 0,
          limit,
        });
        const ofRules = limits.check - checksKeptForPersona(limits.check);
        return {
          spent: { embed: spent("embed"), check: spent("check", ofRules), generate: spent("generate") },
          renewsAt: renewsAt(now),
        };
      }),

    async forgetOldDays() {
      const day = usageDay(new Date(clock.now().getTime() - DAYS_KEPT * 86_400_000));
      const where = { day: { lt: new Date(day) } };
      const tenants = await asPlatform(database, (tx) =>
        tx.dailyUsage.groupBy({ by: "tenantId", where, orderBy: { tenantId: "asc" }, take: FORGOTTEN_AT_ONCE }),
      );
      for (const { tenantId } of tenants) {
        await forTenant(database, tenantId, (tx) => tx.dailyUsage.deleteMany({ where: { ...where, tenantId } }));
      }
    },
  };
}

const DAYS_KEPT = 92;

/** Tenants whose old counts go in one round; the rest in the next. */
const FORGOTTEN_AT_ONCE = 200;

/** The column's largest value: only counted. */
const MOST = 2_147_483_647;
