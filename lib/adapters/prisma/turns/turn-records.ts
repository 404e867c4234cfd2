import { phoneSpellings } from "@/lib/accounts/phone-spellings";
import type { IdSource } from "@/lib/core/ids";
import type { TurnCredit } from "@/lib/credits/credit-entry";
import type { ReconcileRecords } from "@/lib/pipeline/reconcile/reconcile-turns";
import type { TurnRecords } from "@/lib/pipeline/release/release-turn";
import { outcomeOfAttempts } from "@/lib/pipeline/send/send-protocol";
import type { AttemptRecords } from "@/lib/pipeline/send/send-turn";
import type { AttemptState, HandOverCause, MatchRecord, TurnRef } from "@/lib/pipeline/turn";
import { endTurnCredit } from "../credits/ledger";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { beginHandOver, orderHandOver } from "./ordered-hand-over";
import { type Counted, countSql, readCounts } from "./ordinary/count-replies";
import { readConsentWord } from "./receipts/consent-word";

type TurnSteps = Pick<TurnRecords, "openTurn" | "countReplies" | "endTurn"> &
  Pick<AttemptRecords, "startAttempt" | "refuseAttempt" | "acceptAttempt"> &
  Pick<ReconcileRecords, "endLostTurn">;

export function createTurnRecords(database: Database, ids: IdSource): TurnSteps {
  return {
    openTurn: ({ turnId, tenantId, accountId, conversation, messageIds, now }) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.turn.createMany({
          data: [{ id: turnId, tenantId, accountId, conversation, openedAt: now, releasedAt: now }],
          skipDuplicates: true,
        });
        const turn = await lockTurn(tx, { tenantId, turnId });
        if (!turn) throw new Error("a turn that was just made is gone");
        if (turn.closed_at !== null) return { kind: "closed" };
        await tx.message.updateMany({
          where: { tenantId, accountId, inboundId: { in: [...messageIds] }, turnId: null, reason: null },
          data: { turnId },
        });
        const rows = await tx.message.findMany({
          where: { tenantId, turnId },
          select: { direction: true, inboundId: true, createdAt: true, attempt: true, state: true, stateAt: true },
        });
        const bound = rows.filter(({ direction }) => direction === "inbound");
        if (bound.length === 0) {
          await tx.turn.delete({ where: { tenantId_id: { tenantId, id: turnId } } });
          return { kind: "empty" };
        }
        const openedAt = new Date(Math.min(...bound.map((message) => message.createdAt.getTime())));
        await tx.turn.update({
          where: { tenantId_id: { tenantId, id: turnId } },
          data: { messageCount: bound.length, openedAt },
        });
        const bindings = new Set(bound.flatMap(({ inboundId }) => (inboundId === null ? [] : [inboundId])));
        const sendingSince = lastUnknown(rows, 1)?.since ?? null;
        const heeded = readConsentWord(turn.matched_by);
        return { kind: "open", messageIds: bindings, releasedAt: turn.released_at, sendingSince, heeded };
      }),

    countReplies: (tenantId, accountId, recipientId, now) =>
      forTenant(database, tenantId, async (tx) => {
        const [counts] = await tx.$queryRaw<Counted[]>(countSql(tenantId, accountId, recipientId, now));
        if (!counts) throw new Error("a statement of one row came back without it");
        const others = counts.addresses.filter((address) => address !== recipientId);
        return readCounts(counts, await findListed(tx, tenantId, accountId, others));
      }),

    startAttempt: (start) =>
      forTenant(database, start.tenantId, async (tx) => {
        const turn = await lockTurn(tx, start);
        // A status may have closed it since it was opened: an unknown send that has just turned out.
        if (!turn || turn.closed_at !== null) return { kind: "closed" };
        const { tenantId, accountId, channel, turnId, attempt, senderId, recipientId, now } = start;
        const earlier = await tx.message.findMany({
          where: { tenantId, turnId, direction: "outbound" },
          select: { attempt: true, state: true, stateAt: true },
        });
        const unknown = lastUnknown(earlier, attempt);
        if (unknown) return { kind: "unknown", ...unknown };
        const sending = { state: "sending", stateAt: now };
        if (earlier.some((row) => row.attempt === attempt)) {
          await tx.message.updateMany({ where: { tenantId, turnId, attempt, state: "refused" }, data: sending });
        } else {
          const row = { tenantId, accountId, turnId, attempt, senderId, recipientId, createdAt: now, sentAt: now };
          const data = { ...row, ...sending, id: ids.newId(), channel, direction: "outbound", kind: "text" };
          await tx.message.createMany({ data: [data] });
        }
        await tx.turn.update({
          where: { tenantId_id: { tenantId, id: turnId } },
          data: { attempts: { increment: 1 }, ...matchColumns(start.match) },
        });
        if (start.handOver !== undefined) {
          const order = start.handOver && { ...start.handOver, accountId, customer: recipientId };
          await orderHandOver(tx, start, order, turn.ordered);
        }
        if (start.free) await endTurnCredit(tx, start, turn.credit, "silent", "answered_free", now);
        return { kind: "started" };
      }),

    refuseAttempt: ({ tenantId, turnId }, attempt, errorCode, now) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.message.updateMany({
          where: { tenantId, turnId, attempt, state: "sending" },
          data: { state: "refused", errorCode, stateAt: now },
        });
      }),

    acceptAttempt: (ref, attempt, providerMessageId, now) =>
      forTenant(database, ref.tenantId, async (tx) => {
        const turn = await lockTurn(tx, ref);
        if (!turn) return;
        const where = { tenantId: ref.tenantId, turnId: ref.turnId, attempt };
        await tx.message.updateMany({ where, data: { outboundId: providerMessageId } });
        await tx.message.updateMany({
          where: { ...where, state: { in: ["sending", "refused"] } },
          data: { state: "accepted", stateAt: now, errorCode: null },
        });
        await concludeTurn(tx, ref, turn, now);
      }),

    endTurn: ({ tenantId, turnId, reason, failureCode, match, now, handOver }) =>
      forTenant(database, tenantId, async (tx) => {
        const turn = await lockTurn(tx, { tenantId, turnId });
        if (!turn || turn.closed_at !== null) return false;
        const ref = { tenantId, turnId };
        // A person is at work: nobody has to be told that one is wanted.
        const order = reason === "human_active" ? null : handOver;
        const ordered = order === undefined ? turn.ordered : await orderHandOver(tx, ref, order, turn.ordered);
        const handedOver = ordered && (await beginHandOver(tx, ref, ordered, now));
        await tx.turn.update({
          where: { tenantId_id: { tenantId, id: turnId } },
          data: { outcome: "silent", reason, failureCode, closedAt: now, handedOver, ...matchColumns(match) },
        });
        await endTurnCredit(tx, { tenantId, turnId }, turn.credit, "silent", reason, now);
        return true;
      }),

    endLostTurn: (ref, now) =>
      forTenant(database, ref.tenantId, async (tx) => {
        const turn = await lockTurn(tx, ref);
        if (!turn || turn.closed_at !== null) return false;
        const begun = await tx.message.count({
          where: { tenantId: ref.tenantId, turnId: ref.turnId, direction: "outbound", state: { not: "refused" } },
        });
        const reason = begun > 0 ? "send_unknown" : "buffer_lost";
        await tx.turn.update({
          where: { tenantId_id: { tenantId: ref.tenantId, id: ref.turnId } },
          data: {
            ...{ outcome: "silent", reason, closedAt: now },
            handedOver: turn.ordered && (await beginHandOver(tx, ref, turn.ordered, now)),
          },
        });
        await endTurnCredit(tx, ref, turn.credit, "silent", reason, now);
        return true;
      }),
  };
}

/** Who of these addresses is never answered, by their own wish or the owner's. A number is on the list in one of its spellings. */
async function findListed(tx: TenantTx, tenantId: string, accountId: string, addresses: readonly string[]) {
  if (addresses.length === 0) return [];
  const where = { tenantId, accountId, address: { in: addresses.flatMap(phoneSpellings) } };
  return tx.leftAlone.findMany({ where, select: { personId: true } });
}

/** The last attempt, from the given one on, that was begun and whose end is not known. */
export function lastUnknown(
  rows: readonly { attempt: number | null; state: string | null; stateAt: Date | null }[],
  from: number,
): { attempt: number; since: Date } | null {
  const begun = rows.flatMap(({ attempt, state, stateAt }) =>
    attempt !== null && attempt >= from && state === "sending" && stateAt !== null ? [{ attempt, since: stateAt }] : [],
  );
  return begun.sort((one, other) => other.attempt - one.attempt)[0] ?? null;
}

export type LockedTurn = {
  closed_at: Date | null;
  released_at: Date;
  credit: TurnCredit;
  matched_by: unknown;
  /** Why a person is to take over once the turn has ended; null when none is, or it has begun. */
  ordered: HandOverCause | null;
};

/** Every step that touches a turn and its messages locks the turn first: one order, no deadlock. */
export async function lockTurn(tx: TenantTx, ref: TurnRef): Promise<LockedTurn | null> {
  const rows = await tx.$queryRaw<LockedTurn[]>(lockSql(ref));
  return rows[0] ?? null;
}

/**
 * Of a turn that is named by its key. Said so that no index is searched for it: that of open turns has those of all
 * businesses, and a planner that knows of few of them would go through it.
 */
export const IS_OPEN = Prisma.sql`(closed_at IS NULL) IS TRUE`;

export const lockSql = ({ tenantId, turnId }: TurnRef): Prisma.Sql => Prisma.sql`
  SELECT closed_at, released_at, credit, matched_by,
    (SELECT cause FROM hand_overs h
     WHERE h.tenant_id = ${tenantId} AND h.turn_id = ${turnId} AND h.next_try_at IS NULL) AS ordered
  FROM turns WHERE id = ${turnId} AND tenant_id = ${tenantId} FOR UPDATE`;

/**
 * Writes what the attempts of a locked turn prove, and what that means for its credit. Proof outranks an end that was
 * written without it: an unknown send that turns out.
 */
export async function concludeTurn(tx: TenantTx, ref: TurnRef, turn: LockedTurn, now: Date): Promise<void> {
  const { tenantId, turnId } = ref;
  const rows = await tx.message.findMany({
    where: { tenantId, turnId, direction: "outbound" },
    select: { state: true, errorCode: true },
  });
  const proof = outcomeOfAttempts(rows.map((row) => row.state as AttemptState));
  if (!proof) return;
  const failureCode =
    proof.outcome === "undelivered" ? (rows.find((row) => row.errorCode !== null)?.errorCode ?? null) : null;
  const handedOver = turn.ordered && (await beginHandOver(tx, ref, turn.ordered, now));
  const end = { closedAt: now, ...(handedOver ? { handedOver } : {}) };
  await tx.turn.updateMany({ where: { id: turnId, tenantId, closedAt: null }, data: end });
  await tx.turn.updateMany({ where: { id: turnId, tenantId }, data: { ...proof, reason: null, failureCode } });
  const reason = proof.outcome === "undelivered" ? "undelivered" : null;
  await endTurnCredit(tx, ref, turn.credit, proof.outcome, reason, now);
}

export function matchColumns(match: MatchRecord | null): Prisma.TurnUpdateManyMutationInput {
  if (!match) return {};
  const { ruleId, responseKind, matchedBy } = match;
  return { ruleId, responseKind, matchedBy: matchedBy as Prisma.InputJsonObject };
}
