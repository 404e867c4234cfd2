import { usageDay } from "@/lib/credits/daily-budget";
import { Prisma } from "../generated/client";
import type { PlatformDb } from "./tenant-scope";

/**
 * A table whose rows wait for work that asks a vendor. It has `attempts` and `next_try_at`; the work is done when the
 * row no longer waits. What one tenant has waiting is bounded where rows are made: by what may be in force at once.
 */
export type WaitingRows = {
  /** The table, as `w`, and what has to be joined to know the tenant. */
  from: Prisma.Sql;
  table: Prisma.Sql;
  tenantId: Prisma.Sql;
  /** Whether a row `w` still waits, due or not. */
  waits: Prisma.Sql;
  /** 0 for rows that go before all others, of whatever tenant; else 1. */
  rank: Prisma.Sql;
  /** What the work needs of a claimed row `w`; its tenant is at hand as `picked.tenant_id`. */
  columns: Prisma.Sql;
  /** Under which name `daily_usage` counts it. */
  call: "embed" | "check" | "mail" | "probe" | "payment";
};

/** Rows of one tenant that other workers may be claiming in the same moment. */
const PASSED_OVER = 10;

export type Claim = {
  now: Date;
  /** Until when nobody else gets the rows. */
  until: Date;
  limit: number;
  /** Tenants whose rows are left alone. */
  except: readonly string[];
  /** How many of a tenant's calls may be made today, and how many of them only rows of rank 0 may use. */
  budget?: { limit: number; keptForFirst: number };
};

/**
 * Claims rows that are due, in one statement. Tenants take turns: each gives its next row before any gives its second,
 * and whoever was served longest ago goes first. A tenant whose budget of the day is used up is passed over: its rows
 * stay due, and are claimed tomorrow. What is claimed is counted at once. Workers that claim at the same moment pass over
 * each other's rows; together they may go over a budget by what each of them claims at once.
 */
export function claimWaiting<Row>(platform: PlatformDb, rows: WaitingRows, claim: Claim): Promise<Row[]> {
  const { now, until, limit, except, budget } = claim;
  const day = usageDay(now);
  const withinBudget = budget
    ? Prisma.sql`AND due.place <= ${budget.limit}::int - COALESCE(u.count, 0)
        - CASE due.rank WHEN 0 THEN 0 ELSE ${budget.keptForFirst}::int END`
    : Prisma.empty;
  return platform.$queryRaw<Row[]>`
    WITH due AS (
      SELECT w.ctid AS row, ${rows.tenantId} AS tenant_id, ${rows.rank} AS rank, w.next_try_at,
        row_number() OVER (PARTITION BY ${rows.tenantId} ORDER BY ${rows.rank}, w.next_try_at) AS place
      FROM ${rows.from}
      WHERE ${rows.waits} AND w.next_try_at <= ${now} AND ${rows.tenantId} <> ALL(${[...except]}::text[])
    ), picked AS MATERIALIZED (
      SELECT w.ctid AS row, due.tenant_id
      FROM due JOIN ${rows.table} w ON w.ctid = due.row
      LEFT JOIN daily_usage u
        ON u.tenant_id = due.tenant_id AND u.day = ${day}::date AND u.call = ${rows.call} AND u.used_by = 'owner'
      -- Once more, of the row as it is when it is locked: another worker may have had it since.
      WHERE due.place <= ${limit + PASSED_OVER}::int AND ${rows.waits} AND w.next_try_at <= ${now} ${withinBudget}
      ORDER BY due.rank, due.place, u.last_at NULLS FIRST, due.next_try_at
      LIMIT ${limit} FOR UPDATE OF w SKIP LOCKED
    ), claimed AS (
      UPDATE ${rows.table} w SET attempts = w.attempts + 1, next_try_at = ${until}
      FROM picked WHERE w.ctid = picked.row
      RETURNING picked.tenant_id, ${rows.columns}
    ), counted AS (
      INSERT INTO daily_usage AS u (tenant_id, day, call, used_by, count)
      SELECT tenant_id, ${day}::date, ${rows.call}, 'owner', count(*) FROM claimed GROUP BY tenant_id ORDER BY tenant_id
      ON CONFLICT (tenant_id, day, call, used_by) DO UPDATE
        SET count = u.count + EXCLUDED.count, last_at = clock_timestamp()
    )
    SELECT * FROM claimed`;
}

export type BackOff = { now: Date; firstSeconds: number; longestSeconds: number };

/**
 * Lets claimed rows of one tenant wait again: after 2, 4, 8… times `firstSeconds` by their own tries, and no longer than
 * `longestSeconds`; one that was asked for anew while it was claimed stays due. `failed`: the call came to nothing, and
 * its count is given back.
 */
export async function backOffWaiting(
  platform: PlatformDb,
  rows: WaitingRows,
  { tenantId, these, failed }: { tenantId: string; these: Prisma.Sql; failed: boolean },
  { now, firstSeconds, longestSeconds }: BackOff,
): Promise<void> {
  await platform.$executeRaw`
    WITH put_off AS (
      UPDATE ${rows.table} w SET next_try_at = CASE WHEN w.next_try_at <= ${now} THEN w.next_try_at
        ELSE ${now}::timestamptz + make_interval(
          secs => LEAST(${longestSeconds}::float8, ${firstSeconds}::float8 * power(2, LEAST(w.attempts, 20)))) END
      WHERE ${rows.waits} AND ${these}
      RETURNING 1)
    UPDATE daily_usage SET count = GREATEST(0, count - (SELECT count(*) FROM put_off))
    WHERE ${failed} AND tenant_id = ${tenantId} AND day = ${usageDay(now)}::date
      AND call = ${rows.call} AND used_by = 'owner'`;
}

/**
 * Orders what the sweep looks for by turns: each tenant's first row, then each one's second, whoever has how many.
 * `candidates` selects `tenant_id`, `since` and whatever else is wanted.
 */
export function inTurns<Row>(platform: PlatformDb, candidates: Prisma.Sql, limit: number): Promise<Row[]> {
  return platform.$queryRaw<Row[]>`
    SELECT * FROM (
      SELECT c.*, row_number() OVER (PARTITION BY tenant_id ORDER BY since) AS place FROM (${candidates}) c) queue
    ORDER BY place, since LIMIT ${limit}`;
}
