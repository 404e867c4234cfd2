import { AppError } from "@/lib/core/errors";
import type { EntryKind } from "@/lib/credits/credit-entry";
import {
  type CreditEnd,
  LEDGER_FILTERS,
  type LedgerQuery,
  type LedgerReader,
  type LedgerRow,
  type UsedRule,
} from "@/lib/credits/ledger-reader";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { readGrantReasons } from "./grant-credits";
import { readRuleNames } from "./used-rules";

const MAX_PAGE = 500;
const FIRST_DAY = new Date(0);
const LAST_DAY = new Date("9999-12-31T00:00:00Z");
const ALL_KINDS = Object.values(LEDGER_FILTERS).flat();
const SAMPLE = "sample:";

type Entry = {
  id: bigint;
  kind: string;
  amount: number;
  balance_after: number;
  reference: string;
  reason: string | null;
  created_at: Date;
};

/** A tenant's ledger with each reply's entries folded into one row. */
export function createLedgerReader(database: Database): LedgerReader {
  return {
    listRows: (tenantId, query) =>
      forTenant(database, tenantId, async (tx) => {
        const begun = await readBegun(tx, tenantId, query);
        const replies = begun.flatMap(({ kind, reference }) => (kind === "reserve" ? [reference] : []));
        const ends = await readEnds(tx, tenantId, replies);
        const ruleOf = await readRules(tx, tenantId, replies);
        const grants = begun.flatMap(({ kind, reference }) => (kind === "grant" ? [reference] : []));
        const reasons = await readGrantReasons(tx, tenantId, grants);
        return begun.map((entry): LedgerRow => {
          const { kind, reference, reason } = entry;
          if (kind === "reserve") {
            const row = foldReply(entry, ends.get(reference) ?? []);
            if (reference.startsWith(SAMPLE)) return { ...row, kind: "sample" };
            return { ...row, kind: "reply", rule: ruleOf.get(reference) ?? null };
          }
          const row = rowOf(entry);
          if (kind === "grant") return { ...row, kind, reason: reason ?? reasons.get(reference) ?? null };
          return { ...row, kind: kind as Exclude<EntryKind, "grant" | "reserve" | "settle" | "restore">, reason };
        });
      }),
  };
}

/** Each kind by its own index, so that a filter that finds little does not read all the rest. */
function readBegun(
  tx: TenantTx,
  tenantId: string,
  { filter, from = FIRST_DAY, until = LAST_DAY, after, limit }: LedgerQuery,
): Promise<Entry[]> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw new AppError("invalid_input", `limit: expected a whole number, 1 to ${MAX_PAGE}`);
  }
  const kinds: EntryKind[] = filter === undefined ? ALL_KINDS : [...LEDGER_FILTERS[filter]];
  const { at, id } = after === undefined ? { at: LAST_DAY, id: 0n } : readPlace(after);
  return tx.$queryRaw<Entry[]>`
    SELECT e.* FROM unnest(${kinds}::text[]) AS k(kind) CROSS JOIN LATERAL (
      SELECT id, kind, amount, balance_after, reference, reason, created_at FROM credit_entries
      WHERE tenant_id = ${tenantId} AND kind = k.kind AND created_at >= ${from} AND created_at < ${until}
        AND (created_at, id) < (${at}, ${id})
      ORDER BY created_at DESC, id DESC LIMIT ${limit}) e
    ORDER BY e.created_at DESC, e.id DESC LIMIT ${limit}`;
}

/** What ended these reserves, in the order in which it was written. */
async function readEnds(
  tx: TenantTx,
  tenantId: string,
  references: readonly string[],
): Promise<ReadonlyMap<string, Entry[]>> {
  if (references.length === 0) return new Map();
  const rows = await tx.$queryRaw<Entry[]>`
    SELECT id, kind, amount, balance_after, reference, reason, created_at FROM credit_entries
    WHERE tenant_id = ${tenantId} AND kind IN ('settle', 'restore') AND reference = ANY(${[...references]}::text[])
    ORDER BY id`;
  const ends = new Map<string, Entry[]>();
  for (const row of rows) ends.set(row.reference, [...(ends.get(row.reference) ?? []), row]);
  return ends;
}

async function readRules(
  tx: TenantTx,
  tenantId: string,
  turnIds: readonly string[],
): Promise<ReadonlyMap<string, UsedRule>> {
  if (turnIds.length === 0) return new Map();
  const turns = await tx.turn.findMany({
    where: { tenantId, id: { in: [...turnIds] } },
    select: { id: true, accountId: true, ruleId: true },
  });
  const nameRule = await readRuleNames(tx, tenantId);
  return new Map(
    turns.flatMap(({ id, accountId, ruleId }) => (ruleId === null ? [] : [[id, nameRule(accountId, ruleId)] as const])),
  );
}

type PlainRow = Pick<LedgerRow, "place" | "at" | "amount" | "balanceAfter" | "reference">;

function rowOf(entry: Entry): PlainRow {
  const { id, created_at: at, amount, balance_after: balanceAfter, reference } = entry;
  return { place: `${at.getTime()}-${id}`, at, amount, balanceAfter, reference };
}

function foldReply(reserve: Entry, ends: readonly Entry[]): PlainRow & { end: CreditEnd; reason: string | null } {
  const row = rowOf(reserve);
  const restore = ends.find(({ kind }) => kind === "restore");
  if (restore) {
    return { ...row, amount: 0, balanceAfter: restore.balance_after, end: "returned", reason: restore.reason };
  }
  return { ...row, end: ends.length > 0 ? "used" : "open", reason: null };
}

function readPlace(after: string): { at: Date; id: bigint } {
  const [, at, id] = /^(\d{1,14})-(\d{1,18})$/.exec(after) ?? [];
  if (at === undefined || id === undefined) throw new AppError("invalid_input", "after: expected the place of a row");
  return { at: new Date(Number(at)), id: BigInt(id) };
}
