import { usageDay } from "@/lib/credits/daily-budget";
import { Prisma } from "../generated/client";
import type { Database } from "./database";
import { asPlatform, forTenant, type PlatformTx, type TenantTx } from "./tenant-scope";

/**
 * A table whose rows wait for work that asks a vendor. It counts tries and says when the next one is due; the work is
 * done when the row no longer waits, or is due later. What one tenant has waiting is bounded where rows are made: by what may be in force at once.
 */
export type WaitingRows = {
  /** Its rows are `w` in what follows; `tenant_id` is one of its columns. */
  table: Prisma.Sql;
  /** Whether a row `w` still waits, due or not. */
  waits: Prisma.Sql;
  /** 0 for rows that go before all others, of whatever tenant; else 1. */
  rank: Prisma.Sql;
  /** What the work needs of a claimed row `w` beside its `tenant_id`. */
  columns: Prisma.Sql;
  /** The columns of tries and of when the next one is due, where they are not called `attempts` and `next_try_at`. */
  clock?: { attempts: Prisma.Sql; dueAt: Prisma.Sql };
  /** Under which name `daily_usage` counts it. */
  call: "embed" | "check" | "mail" | "probe" | "facts" | "payment";
};

const clockOf = ({ clock }: WaitingRows) => clock ?? { attempts: Prisma.sql`attempts`, dueAt: Prisma.sql`next_try_at` };

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

/** A tenant whose turn it is, and how many of its rows. */
type Turn = { tenant_id: string; rows: number };

/**
 * Claims rows that are due. Tenants take turns: each gives its next row before any gives its second, and whoever was
 * served longest ago goes first. A tenant whose budget of the day is used up is passed over: its rows stay due, and are
 * claimed tomorrow. What is claimed is counted at once. Workers that claim at the same moment pass over each other's rows;
 * together they may go over a budget by what each of them claims at once.
 */
export async function claimWaiting<Row>(database: Database, rows: WaitingRows, claim: Claim): Promise<Row[]> {
  const claimed: Row[] = [];
  let failure: unknown = null;
  for (const turn of await asPlatform(database, (tx) => findTurns(tx, rows, claim))) {
    const limit = Math.min(turn.rows, claim.limit - claimed.length);
    if (limit === 0) break; // The spare ones are not needed.
    try {
      const own = { ...claim, limit };
      claimed.push(
        ...(await forTenant(database, turn.tenant_id, (tx, tenantId) => claimOwn<Row>(tx, tenantId, rows, own))),
      );
    } catch (error) {
      // What is claimed already must be worked on, and one tenant's rows hold up no other's.
      failure ??= error;
    }
  }
  if (failure !== null && claimed.length === 0) throw failure;
  return claimed;
}

/** Whose turn it is; then a few more, in the place of those that another worker has claimed by the time we come to them. */
function findTurns(tx: PlatformTx, rows: WaitingRows, { now, limit, except, budget }: Claim): Promise<Turn[]> {
  const { dueAt } = clockOf(rows);
  return tx.$queryRaw<Turn[]>`
    WITH due AS (
      SELECT w.tenant_id, ${rows.rank} AS rank, w.${dueAt} AS due_at,
        row_number() OVER (PARTITION BY w.tenant_id ORDER BY ${rows.rank}, w.${dueAt}) AS place
      FROM ${rows.table} w
      WHERE ${rows.waits} AND w.${dueAt} <= ${now} AND w.tenant_id <> ALL(${[...except]}::text[])
    ), picked AS (
      SELECT due.tenant_id,
        row_number() OVER (ORDER BY due.rank, due.place, u.last_at NULLS FIRST, due.due_at) AS turn
      FROM due
      LEFT JOIN daily_usage u ON u.tenant_id = due.tenant_id AND u.day = ${usageDay(now)}::date
        AND u.call = ${rows.call} AND u.used_by = 'owner'
      WHERE due.place <= ${limit}::int ${withinBudget(budget)}
      ORDER BY turn LIMIT ${limit + PASSED_OVER}
    )
    SELECT tenant_id, count(*)::int AS rows FROM picked GROUP BY tenant_id, turn > ${limit} ORDER BY min(turn)`;
}

const withinBudget = (budget: Claim["budget"]): Prisma.Sql =>
  budget
    ? Prisma.sql`AND due.place <= ${budget.limit}::int - COALESCE(u.count, 0)
        - CASE due.rank WHEN 0 THEN 0 ELSE ${budget.keptForFirst}::int END`
    : Prisma.empty;

function claimOwn<Row>(
  tx: TenantTx,
  tenantId: string,
  rows: WaitingRows,
  { now, until, limit, budget }: Claim,
): Promise<Row[]> {
  const day = usageDay(now);
  const { attempts, dueAt } = clockOf(rows);
  return tx.$queryRaw<Row[]>`
    WITH due AS (
      SELECT w.ctid AS row, ${rows.rank} AS rank,
        row_number() OVER (ORDER BY ${rows.rank}, w.${dueAt}) AS place
      FROM ${rows.table} w
      WHERE w.tenant_id = ${tenantId} AND ${rows.waits} AND w.${dueAt} <= ${now}
    ), picked AS MATERIALIZED (
      SELECT w.ctid AS row
      FROM due JOIN ${rows.table} w ON w.ctid = due.row
      LEFT JOIN daily_usage u ON u.tenant_id = ${tenantId} AND u.day = ${day}::date
        AND u.call = ${rows.call} AND u.used_by = 'owner'
      -- Once more, of the row as it is when it is locked: another worker may have had it since.
      WHERE due.place <= ${limit + PASSED_OVER}::int AND w.tenant_id = ${tenantId} AND ${rows.waits}
        AND w.${dueAt} <= ${now} ${withinBudget(budget)}
      ORDER BY due.rank, due.place
      LIMIT ${limit} FOR UPDATE OF w SKIP LOCKED
    ), claimed AS (
      UPDATE ${rows.table} w SET ${attempts} = w.${attempts} + 1, ${dueAt} = ${until}
      FROM picked WHERE w.ctid = picked.row AND w.tenant_id = ${tenantId}
      RETURNING w.tenant_id, ${rows.columns}
    ), counted AS (
      INSERT INTO daily_usage AS u (tenant_id, day, call, used_by, count)
      SELECT tenant_id, ${day}::date, ${rows.call}, 'owner', count(*) FROM claimed GROUP BY tenant_id
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
export function backOffWaiting(
  database: Database,
  rows: WaitingRows,
  { tenantId, these, failed }: { tenantId: string; these: Prisma.Sql; failed: boolean },
  { now, firstSeconds, longestSeconds }: BackOff,
): Promise<void> {
  const { attempts, dueAt } = clockOf(rows);
  return forTenant(database, tenantId, async (tx) => {
    await tx.$executeRaw`
      WITH put_off AS (
        UPDATE ${rows.table} w SET ${dueAt} = CASE WHEN w.${dueAt} <= ${now} THEN w.${dueAt}
          ELSE ${now}::timestamptz + make_interval(
            secs => LEAST(${longestSeconds}::float8, ${firstSeconds}::float8 * power(2, LEAST(w.${attempts}, 20)))) END
        WHERE w.tenant_id = ${tenantId} AND ${rows.waits} AND ${these}
        RETURNING 1)
      UPDATE daily_usage SET count = GREATEST(0, count - (SELECT count(*) FROM put_off))
      WHERE ${failed} AND tenant_id = ${tenantId} AND day = ${usageDay(now)}::date
        AND call = ${rows.call} AND used_by = 'owner'`;
  });
}

/**
 * Orders what the sweep looks for by turns: each tenant's first row, then each one's second, whoever has how many.
 * `candidates` selects `tenant_id`, `since` and whatever else is wanted.
 */
export function inTurns<Row>(database: Database, candidates: Prisma.Sql, limit: number): Promise<Row[]> {
  return asPlatform(
    database,
    (tx) => tx.$queryRaw<Row[]>`
      SELECT * FROM (
        SELECT c.*, row_number() OVER (PARTITION BY tenant_id ORDER BY since) AS place FROM (${candidates}) c) queue
      ORDER BY place, since LIMIT ${limit}`,
  );
}
