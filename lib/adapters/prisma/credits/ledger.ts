import { noticeAfter, type ToldMarks } from "@/lib/credits/balance";
import {
  amountProblem,
  balanceFloor,
  creditStep,
  type EntryKind,
  type TurnCredit,
  type TurnFact,
} from "@/lib/credits/credit-entry";
import type { TurnRef } from "@/lib/pipeline/turn";
import type { TenantTx } from "../shared/tenant-scope";

export type NewEntry = {
  tenantId: string;
  kind: EntryKind;
  amount: number;
  /** What the entry is about; the same kind and reference are written once, however often they are asked for. */
  reference: string;
  /** A code of lower-case letters and `_`; words would outlive the tenant that they speak of. */
  reason: string | null;
  now: Date;
};

export type WrittenEntry =
  | {
      kind: "written";
      balance: number;
      /** A mail to the owner waits, or credits are to be bought: whoever works after this has something to do. */
      rings: boolean;
    }
  | { kind: "repeated"; amount: number }
  /** It would spend what is not there. */
  | { kind: "refused" };

/** `topUpBelow`: auto top-up buys below so many credits; null when it is off. */
type LockedBalance = { balance: number; threshold: number; told: ToldMarks; topUpBelow: number | null };

/**
 * Appends to a tenant's ledger and moves the kept balance with it. The tenant's balance row stays locked until the
 * transaction ends: lock a turn before, never after, or two transactions wait for each other.
 */
export async function appendEntry(tx: TenantTx, entry: NewEntry): Promise<WrittenEntry> {
  const { tenantId, kind, amount, reference, reason, now } = entry;
  const problem = amountProblem(kind, amount);
  if (problem) throw new Error(`ledger entry ${kind}: expected ${problem}`);
  const { threshold, told, topUpBelow } = await lockBalance(tx, tenantId);
  const floor = balanceFloor(kind, amount);
  const [moved] = await tx.$queryRaw<{ balance_after: number }[]>`
    WITH moved AS (
      UPDATE credit_balances SET balance = balance + ${amount}::int
      WHERE tenant_id = ${tenantId} AND (${floor}::int IS NULL OR balance + ${amount}::int >= ${floor}::int)
        AND NOT EXISTS (
          SELECT FROM credit_entries
          WHERE tenant_id = ${tenantId} AND kind = ${kind} AND reference = ${reference})
      RETURNING balance
    )
    INSERT INTO credit_entries (tenant_id, kind, amount, balance_after, reference, reason, created_at)
    SELECT ${tenantId}, ${kind}, ${amount}::int, balance, ${reference}, ${reason}, ${now} FROM moved
    RETURNING balance_after`;
  if (!moved) return explainRefusal(tx, entry);

  const after = noticeAfter(kind, amount, moved.balance_after, threshold, told);
  await markTold(tx, tenantId, told, after.told, now);
  if (after.notice) {
    const data = { tenantId, kind: after.notice, nextTryAt: now, createdAt: now };
    await tx.creditNotice.create({ data });
  }
  const topUpDue = topUpBelow !== null && moved.balance_after < topUpBelow;
  return { kind: "written", balance: moved.balance_after, rings: after.notice !== null || topUpDue };
}

/** Locks the tenant's balance, which is made when it is not there yet. */
export async function lockBalance(tx: TenantTx, tenantId: string): Promise<LockedBalance> {
  const known = await findBalance(tx, tenantId);
  if (known) return known;
  await tx.creditBalance.createMany({ data: [{ tenantId }], skipDuplicates: true });
  const made = await findBalance(tx, tenantId);
  if (!made) throw new Error("a balance that was just made is gone");
  return made;
}

async function findBalance(tx: TenantTx, tenantId: string): Promise<LockedBalance | null> {
  type Row = { balance: number; threshold: number; low: boolean; zero: boolean; topUpBelow: number | null };
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT b.balance, t.low_credit_threshold AS threshold,
           b.low_told_at IS NOT NULL AS low, b.zero_told_at IS NOT NULL AS zero, a.top_up_below AS "topUpBelow"
    FROM credit_balances b JOIN tenants t ON t.id = b.tenant_id
    LEFT JOIN billing_accounts a ON a.tenant_id = b.tenant_id AND a.auto_top_up
    WHERE b.tenant_id = ${tenantId} FOR UPDATE OF b`;
  if (!row) return null;
  const { balance, threshold, low, zero, topUpBelow } = row;
  return { balance, threshold, told: { low, zero }, topUpBelow };
}

async function explainRefusal(tx: TenantTx, { tenantId, kind, reference }: NewEntry): Promise<WrittenEntry> {
  const earlier = await tx.creditEntry.findUnique({
    where: { tenantId_kind_reference: { tenantId, kind, reference } },
    select: { amount: true },
  });
  return earlier ? { kind: "repeated", amount: earlier.amount } : { kind: "refused" };
}

/** Writes what changed between two states of the marks. */
export async function markTold(
  tx: TenantTx,
  tenantId: string,
  before: ToldMarks,
  after: ToldMarks,
  now: Date,
): Promise<void> {
  const mark = (was: boolean, is: boolean) => (was === is ? undefined : is ? now : null);
  const data = { lowToldAt: mark(before.low, after.low), zeroToldAt: mark(before.zero, after.zero) };
  if (data.lowToldAt === undefined && data.zeroToldAt === undefined) return;
  await tx.creditBalance.update({ where: { tenantId }, data });
}

export type TurnReserve =
  | { kind: "reserved"; notice: boolean }
  | { kind: "no_credit" }
  /** It was reserved and given back: the turn's answer is to be one that costs nothing. */
  | { kind: "restored" };

/** Reserves what an answer costs, for a turn that the caller has locked; again, and the first reserve stands. */
export async function reserveTurnCredit(
  tx: TenantTx,
  ref: TurnRef,
  credit: TurnCredit,
  priceCredits: number,
  now: Date,
): Promise<TurnReserve> {
  if (credit !== null) return credit === "restored" ? { kind: "restored" } : { kind: "reserved", notice: false };
  const { tenantId, turnId } = ref;
  const written = await appendEntry(tx, {
    tenantId,
    kind: "reserve",
    amount: -priceCredits,
    reference: turnId,
    reason: null,
    now,
  });
  if (written.kind === "refused") return { kind: "no_credit" };
  await tx.turn.update({ where: { tenantId_id: { tenantId, id: turnId } }, data: { credit: "reserved" } });
  return { kind: "reserved", notice: written.kind === "written" && written.rings };
}

/** Settles or restores what a locked turn has reserved, as the fact demands; nothing for a turn without a reserve. */
export async function endTurnCredit(
  tx: TenantTx,
  ref: TurnRef,
  credit: TurnCredit,
  fact: TurnFact,
  reason: string | null,
  now: Date,
): Promise<void> {
  const kind = creditStep(credit, fact);
  if (kind === null) return;
  const { tenantId, turnId } = ref;
  const amount = kind === "settle" ? 0 : await reservedAmount(tx, tenantId, turnId);
  await appendEntry(tx, { tenantId, kind, amount, reference: turnId, reason, now });
  const data = { credit: kind === "settle" ? "settled" : "restored" };
  await tx.turn.update({ where: { tenantId_id: { tenantId, id: turnId } }, data });
}

/** What was reserved under a reference: what comes back is what went, whatever such an answer costs by now. */
export async function reservedAmount(tx: TenantTx, tenantId: string, reference: string): Promise<number> {
  const reserve = await tx.creditEntry.findUniqueOrThrow({
    where: { tenantId_kind_reference: { tenantId, kind: "reserve", reference } },
    select: { amount: true },
  });
  return -reserve.amount;
}
