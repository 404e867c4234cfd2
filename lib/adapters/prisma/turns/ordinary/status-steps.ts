import type { AccountBinding } from "@/lib/accounts/account";
import type { DeliveryStatus } from "@/lib/channels/inbound-message";
import type { InboundRecords } from "@/lib/pipeline/receive/ingest-delivery";
import { hasArrived, laterState, PROVEN_STATES } from "@/lib/pipeline/send/send-protocol";
import { Prisma } from "../../generated/client";
import type { Database } from "../../shared/database";
import { isDeadlock } from "../../shared/driver-error";
import { type Statement, statement } from "../../shared/statement-batch";
import { batchForTenant } from "../../shared/tenant-scope";

type Steps = Pick<InboundRecords, "applyStatuses">;

/**
 * The ordinary statuses of a delivery in one round trip: sent, delivered and read of a reply that is known to be accepted.
 * They end nothing, so that the turn's lock is not taken. What is left (a failure, an attempt whose end is not known, one
 * that only the call's own data names) goes the `careful` way, which also is what the tests hold this to.
 */
export function createStatusSteps(database: Database, careful: Steps): Steps {
  return {
    async applyStatuses(account, statuses, now) {
      const moved = await moveOrdinary(database, account, statuses);
      const left = statuses.filter((status) => !isOrdinary(status) || !moved.has(status.providerMessageId));
      const rest = left.length === 0 ? NOTHING : await careful.applyStatuses(account, left, now);
      if (rest === null) return null;
      const { ours, arrived, broken } = rest;
      const times = statuses.flatMap((status) => {
        const one = hasArrived(status) ? moved.get(status.providerMessageId) : undefined;
        return one ? [one.sentAt.getTime()] : [];
      });
      const latest = Math.max(arrived?.getTime() ?? 0, ...times);
      return {
        ours: ours + statuses.length - left.length,
        arrived: latest > 0 ? new Date(latest) : null,
        broken: broken || [...moved.values()].some((one) => one.broken),
      };
    },
  };
}

const NOTHING = { ours: 0, arrived: null, broken: false };

const isOrdinary = ({ state }: DeliveryStatus): boolean => state !== "failed";

type Moved = { sentAt: Date; broken: boolean };

/** The messages that were moved, by the provider's id. */
async function moveOrdinary(
  database: Database,
  account: AccountBinding,
  statuses: readonly DeliveryStatus[],
): Promise<Map<string, Moved>> {
  const highest = new Map<string, DeliveryStatus>();
  for (const status of statuses.filter(isOrdinary)) {
    const other = highest.get(status.providerMessageId);
    highest.set(status.providerMessageId, other ? higher(other, status) : status);
  }
  if (highest.size === 0) return new Map();
  try {
    const [rows] = await batchForTenant(database, account.tenantId, [moveStates(account, [...highest.values()])]);
    return new Map(rows.map(({ outbound_id, created_at: sentAt, broken }) => [outbound_id, { sentAt, broken }]));
  } catch (error) {
    // Somebody locked the same messages in another order, and this one gave way.
    if (isDeadlock(error)) return new Map();
    throw error;
  }
}

function higher(one: DeliveryStatus, other: DeliveryStatus): DeliveryStatus {
  const above = laterState(one.state, other.state) === one.state ? one : other;
  return { ...above, pricing: other.pricing ?? one.pricing };
}

/** One row a message. Locked in the order of their ids, so that two deliveries of the same don't wait for each other. */
function moveStates(
  { tenantId, id: accountId, externalId }: AccountBinding,
  statuses: readonly DeliveryStatus[],
): Statement<{ outbound_id: string; created_at: Date; broken: boolean }> {
  const rank = (state: Prisma.Sql): Prisma.Sql => Prisma.sql`array_position(${[...PROVEN_STATES]}::text[], ${state})`;
  const isLater = Prisma.sql`${rank(Prisma.sql`held.told`)} > ${rank(Prisma.sql`m.state`)}`;
  return statement(
    "move_states",
    Prisma.sql`
      WITH found AS MATERIALIZED (
        SELECT m.id, told.state AS told, told.at, told.pricing, a.broken_reason IS NOT NULL AS broken
        FROM unnest(
          ${statuses.map(({ providerMessageId }) => providerMessageId)}::text[],
          ${statuses.map(({ state }) => state)}::text[],
          ${statuses.map(({ at }) => at.getTime())}::float8[],
          ${statuses.map(({ pricing }) => (pricing ? JSON.stringify(pricing) : null))}::text[]
        ) AS told (outbound_id, state, at, pricing)
        CROSS JOIN LATERAL (
          SELECT id, turn_id, account_id, direction, state FROM messages
          WHERE tenant_id = ${tenantId} AND outbound_id = told.outbound_id OFFSET 0) m
        JOIN accounts a ON a.tenant_id = ${tenantId} AND a.id = ${accountId} AND a.external_id = ${externalId}
        JOIN turns t ON t.tenant_id = ${tenantId} AND t.id = m.turn_id
        WHERE t.outcome = 'replied' AND m.account_id = ${accountId} AND m.direction = 'outbound'
          AND m.state IN ('accepted', 'sent', 'delivered', 'read')),
      held AS MATERIALIZED (
        SELECT found.* FROM found JOIN messages m ON m.tenant_id = ${tenantId} AND m.id = found.id
        ORDER BY m.id FOR UPDATE OF m)
      UPDATE messages m SET
        state = CASE WHEN ${isLater} THEN held.told ELSE m.state END,
        state_at = CASE WHEN ${isLater} THEN to_timestamp(held.at / 1000.0) ELSE m.state_at END,
        pricing = COALESCE(held.pricing::jsonb, m.pricing)
      FROM held
      WHERE m.tenant_id = ${tenantId} AND m.id = held.id AND m.state IN ('accepted', 'sent', 'delivered', 'read')
      RETURNING m.outbound_id, m.created_at, held.broken`,
  );
}
