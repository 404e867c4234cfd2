import type { Clock } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import {
  type CreditReader,
  DEFAULT_LOW_CREDIT_THRESHOLD,
  MAX_LOW_CREDIT_THRESHOLD,
  rearm,
} from "@/lib/credits/balance";
import type { CreditEntry, EntryKind } from "@/lib/credits/credit-entry";
import type { CreditEntry as StoredEntry } from "../generated/client";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { readGrantReasons } from "./grant-credits";
import { lockBalance, markTold } from "./ledger";

const MAX_PAGE = 200;

/** A tenant's balance, entries and use, for its own screens. */
export function createCreditReader(database: Database, ids: IdSource, clock: Clock): CreditReader {
  return {
    readBalance: (tenantId) =>
      forTenant(database, tenantId, async (tx) => {
        const [row] = await tx.$queryRaw<{ credits: number; threshold: number; reserved: number }[]>`
          SELECT coalesce(b.balance, 0) AS credits, t.low_credit_threshold AS threshold,
                 (SELECT coalesce(-sum(e.amount), 0)::int FROM credit_entries e
                  WHERE e.tenant_id = t.id AND e.kind = 'reserve' AND e.reference IN (
                    SELECT id FROM turns WHERE tenant_id = t.id AND credit = 'reserved'
                    UNION ALL SELECT 'sample:' || id FROM open_samples WHERE tenant_id = t.id)) AS reserved
          FROM tenants t LEFT JOIN credit_balances b ON b.tenant_id = t.id
          WHERE t.id = ${tenantId}`;
        return {
          credits: row?.credits ?? 0,
          lowThreshold: row?.threshold ?? DEFAULT_LOW_CREDIT_THRESHOLD,
          reserved: row?.reserved ?? 0,
        };
      }),

    listEntries: (tenantId, { before, limit }) =>
      forTenant(database, tenantId, async (tx) => {
        const rows = await tx.creditEntry.findMany({
          where: { tenantId, ...(before === undefined ? {} : { id: { lt: readPlace(before) } }) },
          orderBy: { id: "desc" },
          take: within("limit", limit, MAX_PAGE),
        });
        const grants = rows.flatMap(({ kind, reference }) => (kind === "grant" ? [reference] : []));
        const granted = await readGrantReasons(tx, tenantId, grants);
        return rows.map((row) => readEntry(row, granted));
      }),

    setLowThreshold: (stamp, threshold) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        if (!Number.isInteger(threshold) || threshold < 0 || threshold > MAX_LOW_CREDIT_THRESHOLD) {
          throw new AppError("invalid_input", `threshold: expected a whole number, 0 to ${MAX_LOW_CREDIT_THRESHOLD}`);
        }
        const { balance, told } = await lockBalance(tx, tenantId);
        await tx.tenant.update({ where: { id: tenantId }, data: { lowCreditThreshold: threshold } });
        await writeAudit(tx, ids, stamp, tenantId, { threshold });
        // Under a lower threshold the owner has not been told yet.
        await markTold(tx, tenantId, told, rearm(balance, threshold, told), clock.now());
      }),
  };
}

function readEntry(row: StoredEntry, granted: ReadonlyMap<string, string>): CreditEntry {
  const { id, kind, amount, balanceAfter, reference, createdAt } = row;
  const reason = row.reason ?? (kind === "grant" ? (granted.get(reference) ?? null) : null);
  return { id: String(id), kind: kind as EntryKind, amount, balanceAfter, reference, reason, at: createdAt };
}

function readPlace(before: string): bigint {
  if (!/^\d{1,18}$/.test(before)) throw new AppError("invalid_input", "before: expected the id of an entry");
  return BigInt(before);
}

function within(name: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new AppError("invalid_input", `${name}: expected a whole number, 1 to ${max}`);
}
