import type { IdSource } from "@/lib/core/ids";
import type { AttemptRecords, AttemptStart } from "@/lib/pipeline/send/send-turn";
import type { TurnRef } from "@/lib/pipeline/turn";
import { Prisma } from "../../generated/client";
import type { Database } from "../../shared/database";
import { type Statement, statement } from "../../shared/statement-batch";
import { batchForTenant } from "../../shared/tenant-scope";
import { IS_OPEN, type LockedTurn, lockSql } from "../turn-records";

type Steps = Pick<AttemptRecords, "startAttempt" | "acceptAttempt">;

/**
 * The ordinary turn's attempt in one round trip each: its first, of a turn that has no credit to give back and no hand-over
 * to note or begin. Whether a turn is ordinary its own locked row says; each statement writes nothing where it is not, and
 * the `careful` steps, which know every case, begin anew. They are also what the tests hold this to.
 */
export function createAttemptSteps(database: Database, ids: IdSource, careful: Steps): Steps {
  return {
    async startAttempt(start) {
      if (start.handOver) return careful.startAttempt(start);
      const [, [begun]] = await batchForTenant(database, start.tenantId, [lock(start), begin(start, ids.newId())]);
      if (!begun) return { kind: "closed" };
      return begun.started ? { kind: "started" } : careful.startAttempt(start);
    },
    async acceptAttempt(ref, attempt, providerMessageId, now) {
      const [, [end]] = await batchForTenant(database, ref.tenantId, [
        lock(ref),
        accept(ref, attempt, providerMessageId, now),
      ]);
      if (!end?.accepted) await careful.acceptAttempt(ref, attempt, providerMessageId, now);
    },
  };
}

/** In a statement of its own: what follows has to see what was written by whoever held the lock. */
const lock = (ref: TurnRef): Statement<LockedTurn> => statement("lock_turn", lockSql(ref));

const NOTHING_ORDERED = ({ tenantId, turnId }: TurnRef): Prisma.Sql => Prisma.sql`
  NOT EXISTS (SELECT FROM hand_overs h
    WHERE h.tenant_id = ${tenantId} AND h.turn_id = ${turnId} AND h.next_try_at IS NULL)`;

function begin(start: AttemptStart, id: string): Statement<{ started: boolean }> {
  const { tenantId, accountId, channel, turnId, attempt, senderId, recipientId, match, free, handOver, now } = start;
  const { ruleId = null, responseKind = null, matchedBy = null } = match ?? {};
  return statement(
    "begin_attempt",
    Prisma.sql`
      WITH ordinary AS (
        SELECT FROM turns t
        WHERE t.tenant_id = ${tenantId} AND t.id = ${turnId} AND ${IS_OPEN}
          AND (t.credit IS NULL OR NOT ${free}::boolean)
          AND (${handOver === undefined}::boolean OR ${NOTHING_ORDERED(start)})
          AND NOT EXISTS (SELECT FROM messages
            WHERE tenant_id = ${tenantId} AND turn_id = ${turnId} AND direction = 'outbound')),
      begun AS (
        INSERT INTO messages (id, tenant_id, account_id, turn_id, attempt, channel, direction, kind, sender_id,
                              recipient_id, state, created_at, sent_at, state_at)
        SELECT ${id}, ${tenantId}, ${accountId}, ${turnId}, ${attempt}::int, ${channel}, 'outbound', 'text', ${senderId},
               ${recipientId}, 'sending', ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz FROM ordinary
        RETURNING turn_id),
      noted AS (
        UPDATE turns SET attempts = attempts + 1,
          rule_id = CASE WHEN ${match !== null}::boolean THEN ${ruleId} ELSE rule_id END,
          response_kind = CASE WHEN ${match !== null}::boolean THEN ${responseKind} ELSE response_kind END,
          matched_by = CASE WHEN ${match !== null}::boolean THEN ${matchedBy}::jsonb ELSE matched_by END
        FROM begun WHERE turns.tenant_id = ${tenantId} AND turns.id = begun.turn_id)
      SELECT EXISTS (SELECT FROM begun) AS started
      FROM turns WHERE tenant_id = ${tenantId} AND id = ${turnId} AND ${IS_OPEN}`,
  );
}

/** Only an attempt that is the turn's one and on its way: then its end proves "replied", once, and nothing else. */
function accept(ref: TurnRef, attempt: number, outboundId: string, now: Date): Statement<{ accepted: boolean }> {
  const { tenantId, turnId } = ref;
  return statement(
    "accept_attempt",
    Prisma.sql`
      WITH ordinary AS (
        SELECT FROM turns t
        WHERE t.tenant_id = ${tenantId} AND t.id = ${turnId} AND ${IS_OPEN} AND (t.credit IS NULL) IS TRUE
          AND ${NOTHING_ORDERED(ref)}
          AND 1 = (SELECT count(*) FROM messages
            WHERE tenant_id = ${tenantId} AND turn_id = ${turnId} AND direction = 'outbound')),
      accepted AS (
        UPDATE messages SET outbound_id = ${outboundId}, state = 'accepted', state_at = ${now}::timestamptz, error_code = NULL
        FROM ordinary
        WHERE tenant_id = ${tenantId} AND turn_id = ${turnId} AND attempt = ${attempt}::int AND state IN ('sending', 'refused')
        RETURNING turn_id),
      ended AS (
        UPDATE turns SET closed_at = ${now}::timestamptz, outcome = 'replied', sent_twice = false, reason = NULL,
                         failure_code = NULL
        FROM accepted WHERE turns.tenant_id = ${tenantId} AND turns.id = accepted.turn_id)
      SELECT EXISTS (SELECT FROM accepted) AS accepted`,
  );
}
