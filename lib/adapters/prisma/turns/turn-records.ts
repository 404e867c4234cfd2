import { FOLLOW_UP } from "@/lib/accounts/account";
import { phoneSpellings } from "@/lib/accounts/phone-spellings";
import type { IdSource } from "@/lib/core/ids";
import type { TurnCredit } from "@/lib/credits/credit-entry";
import { ASSISTANT_LINE_DAYS } from "@/lib/persona/assistant-line";
import type { ReconcileRecords } from "@/lib/pipeline/reconcile/reconcile-turns";
import type { TurnRecords } from "@/lib/pipeline/release/release-turn";
import { outcomeOfAttempts } from "@/lib/pipeline/send/send-protocol";
import type { AttemptRecords } from "@/lib/pipeline/send/send-turn";
import type { AttemptState, HandOverCause, MatchRecord, ReplyCounts, TurnRef } from "@/lib/pipeline/turn";
import { DEFAULT_RULE_ID } from "@/lib/rules/config/reply-config";
import { EVERYBODY } from "../accounts/pause-records";
import { endTurnCredit } from "../credits/ledger";
import type { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { readConsentWord } from "./consent-word";
import { beginHandOver, orderHandOver } from "./ordered-hand-over";

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;

/** Who has not written for so long is greeted like a stranger. */
const FIRST_CONTACT_DAYS = 14;

type TurnSteps = Pick<TurnRecords, "openTurn" | "countReplies" | "endTurn"> &
  Pick<AttemptRecords, "startAttempt" | "refuseAttempt" | "acceptAttempt"> &
  Pick<ReconcileRecords, "endLostTurn">;

type Counted = {
  short: number;
  long: number;
  by_rule: Record<string, string> | null;
  last_ai: { ruleId: string; at: string; asked: boolean } | null;
  ended_at: Date | null;
  wrote_before: boolean;
  ai_at: Date | null;
  addresses: string[];
  left_alone: boolean;
  opted_out: boolean;
  paused_until: Date | null;
};

/** What the customer has ended politely is over: what comes after it begins anew. */
function readReplyToFollow(counts: Counted | undefined): ReplyCounts["replyToFollow"] {
  const { last_ai: last, ended_at: endedAt } = counts ?? {};
  const at = new Date(last?.at ?? 0);
  return last && !(endedAt && endedAt >= at) ? { ruleId: last.ruleId, at, asked: last.asked } : null;
}

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
        const [counts] = await tx.$queryRaw<Counted[]>`
          WITH customer AS MATERIALIZED (
            SELECT ${recipientId} AS address
            UNION
            SELECT o.address FROM customer_addresses k
            JOIN customer_addresses o
              ON o.tenant_id = k.tenant_id AND o.account_id = k.account_id AND o.customer = k.customer
            WHERE k.tenant_id = ${tenantId} AND k.account_id = ${accountId} AND k.address = ${recipientId}),
          replies AS MATERIALIZED (
            SELECT m.created_at, m.state, t.rule_id, t.response_kind, t.matched_by
            FROM messages m LEFT JOIN turns t ON t.tenant_id = m.tenant_id AND t.id = m.turn_id
            WHERE m.tenant_id = ${tenantId} AND m.account_id = ${accountId} AND m.turn_id IS NOT NULL
              AND m.recipient_id = ANY(ARRAY(SELECT address FROM customer)) AND m.direction = 'outbound'
              AND m.state NOT IN ('sending', 'refused') AND m.created_at >= ${new Date(now.getTime() - DAY_MS)})
          SELECT (SELECT count(*)::int FROM replies WHERE created_at >= ${new Date(now.getTime() - TEN_MINUTES_MS)}) AS short,
                 (SELECT count(*)::int FROM replies) AS long,
                 (SELECT jsonb_object_agg(rule_id, at) FROM (
                    SELECT rule_id, max(created_at) AS at FROM replies
                    WHERE state <> 'failed' AND (rule_id = ${DEFAULT_RULE_ID} OR matched_by ->> 'kind' = 'any')
                    GROUP BY rule_id) AS last) AS by_rule,
                 (SELECT jsonb_build_object('ruleId', rule_id, 'at', created_at, 'asked', matched_by -> 'asked' IS NOT NULL) FROM replies
                  WHERE state <> 'failed' AND response_kind = 'prompt' AND matched_by -> 'blocked' IS NULL
                  ORDER BY created_at DESC LIMIT 1) AS last_ai,
                 (SELECT max(t.closed_at) FROM messages m JOIN turns t ON t.tenant_id = m.tenant_id AND t.id = m.turn_id
                  WHERE m.tenant_id = ${tenantId} AND m.account_id = ${accountId} AND m.direction = 'inbound'
                    AND m.sender_id = ANY(ARRAY(SELECT address FROM customer))
                    AND m.created_at >= ${new Date(now.getTime() - FOLLOW_UP.most * 60_000)}
                    AND (t.matched_by ->> 'kind' = 'follow_up_end' OR t.handed_over IS NOT NULL)) AS ended_at,
                 EXISTS (SELECT 1 FROM messages m LEFT JOIN turns t ON t.tenant_id = m.tenant_id AND t.id = m.turn_id
                  WHERE m.tenant_id = ${tenantId} AND m.account_id = ${accountId} AND m.direction = 'inbound'
                    AND m.sender_id = ANY(ARRAY(SELECT address FROM customer))
                    AND m.created_at >= ${new Date(now.getTime() - FIRST_CONTACT_DAYS * DAY_MS)}
                    AND (t.closed_at IS NOT NULL
                      OR (m.reason IS NOT NULL AND m.kind NOT IN ('request_welcome', 'system')))) AS wrote_before,
                 ARRAY(SELECT address FROM customer) AS addresses,
                 (SELECT max(a.created_at) FROM messages a JOIN turns s ON s.tenant_id = a.tenant_id AND s.id = a.turn_id
                  WHERE a.tenant_id = ${tenantId} AND a.account_id = ${accountId} AND s.credit = 'settled'
                    AND a.recipient_id = ANY(ARRAY(SELECT address FROM customer)) AND a.direction = 'outbound'
                    AND a.state NOT IN ('sending', 'refused', 'failed')
                    AND a.created_at >= ${new Date(now.getTime() - ASSISTANT_LINE_DAYS * DAY_MS)}) AS ai_at,
                 EXISTS (SELECT 1 FROM left_alone l WHERE l.tenant_id = ${tenantId} AND l.account_id = ${accountId}
                         AND l.address = ANY(${phoneSpellings(recipientId)}::text[]) AND l.person_id IS NOT NULL) AS left_alone,
                 EXISTS (SELECT 1 FROM left_alone l WHERE l.tenant_id = ${tenantId} AND l.account_id = ${accountId}
                         AND l.address = ANY(${phoneSpellings(recipientId)}::text[]) AND l.person_id IS NULL) AS opted_out,
                 (SELECT max(p.until) FROM pauses p WHERE p.tenant_id = ${tenantId} AND p.account_id = ${accountId}
                  AND (p.customer = ${EVERYBODY} OR p.customer IN (SELECT address FROM customer))) AS paused_until`;
        const others = counts?.addresses.filter((address) => address !== recipientId) ?? [];
        const listed = await findListed(tx, tenantId, accountId, others);
        return {
          last10Minutes: counts?.short ?? 0,
          last24Hours: counts?.long ?? 0,
          lastByRule: new Map(Object.entries(counts?.by_rule ?? {}).map(([ruleId, at]) => [ruleId, new Date(at)])),
          replyToFollow: readReplyToFollow(counts),
          isFirstContact: counts?.wrote_before === false,
          lastAiReplyAt: counts?.ai_at ?? null,
          leftAlone: counts?.left_alone || listed.some(({ personId }) => personId !== null),
          optedOut: counts?.opted_out || listed.some(({ personId }) => personId === null),
          pausedUntil: counts?.paused_until ?? null,
        };
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
function lastUnknown(
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
export async function lockTurn(tx: TenantTx, { tenantId, turnId }: TurnRef): Promise<LockedTurn | null> {
  const rows = await tx.$queryRaw<LockedTurn[]>`
    SELECT closed_at, released_at, credit, matched_by,
      (SELECT cause FROM hand_overs h
       WHERE h.tenant_id = ${tenantId} AND h.turn_id = ${turnId} AND h.next_try_at IS NULL) AS ordered
    FROM turns WHERE id = ${turnId} AND tenant_id = ${tenantId} FOR UPDATE`;
  return rows[0] ?? null;
}

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
