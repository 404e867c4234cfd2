import type { AccountBinding } from "@/lib/accounts/account";
import type { DeliveryStatus } from "@/lib/channels/inbound-message";
import type { InboundRecords } from "@/lib/pipeline/receive/ingest-delivery";
import { hasArrived, laterErrorCode, laterState } from "@/lib/pipeline/send/send-protocol";
import type { AttemptState } from "@/lib/pipeline/turn";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { concludeTurn, lockTurn } from "./turn-records";

/** So many turns at once: a delivery of a thousand statuses must not take every connection. */
const AT_ONCE = 5;

type Attempt = { id: string; turnId: string; attempt: number | null; outboundId: string | null; createdAt: Date };

export function createStatusRecords(database: Database): Pick<InboundRecords, "applyStatuses"> {
  return {
    async applyStatuses(account, statuses, now) {
      const { broken, attempts } = await forTenant(database, account.tenantId, async (tx) => ({
        broken: await isBroken(tx, account),
        attempts: await findAttempts(tx, account, statuses),
      }));
      // Somebody else has the account's address by now: what it says is not about these.
      if (broken === null) return null;
      const byTurn = new Map<string, { status: DeliveryStatus; attemptId: string }[]>();
      let ours = 0;
      let arrived: Date | null = null;
      const byId = new Map(attempts.map((attempt) => [attempt.outboundId, attempt]));
      const byCall = new Map(attempts.map((attempt) => [`${attempt.turnId}:${attempt.attempt}`, attempt]));
      for (const status of statuses) {
        const found = byId.get(status.providerMessageId) ?? byCall.get(status.callbackData ?? "");
        if (!found) continue;
        ours += 1;
        if (hasArrived(status) && (arrived === null || found.createdAt > arrived)) arrived = found.createdAt;
        byTurn.set(found.turnId, [...(byTurn.get(found.turnId) ?? []), { status, attemptId: found.id }]);
      }
      const turns = [...byTurn];
      for (let start = 0; start < turns.length; start += AT_ONCE) {
        const part = turns.slice(start, start + AT_ONCE);
        await Promise.all(part.map(([turnId, items]) => applyToTurn(database, account, turnId, items, now)));
      }
      return { ours, arrived, broken };
    },
  };
}

/** Null when the account is not bound to its external id any more. */
async function isBroken(tx: TenantTx, { tenantId, id, externalId }: AccountBinding): Promise<boolean | null> {
  const row = await tx.account.findFirst({ where: { tenantId, id, externalId }, select: { brokenReason: true } });
  return row && row.brokenReason !== null;
}

/**
 * All attempts that a delivery's statuses can speak of, in one query: by the provider's id, or by what we attached to the
 * call. The latter is ours and comes back with each status, so it is believed also where the id is not the one we know.
 */
async function findAttempts(
  tx: TenantTx,
  account: AccountBinding,
  statuses: readonly DeliveryStatus[],
): Promise<Attempt[]> {
  const named = statuses.flatMap(({ callbackData }) => /^(.+):[12]$/.exec(callbackData ?? "")?.[1] ?? []);
  const rows = await tx.message.findMany({
    where: {
      tenantId: account.tenantId,
      accountId: account.id,
      direction: "outbound",
      OR: [
        { outboundId: { in: statuses.map(({ providerMessageId }) => providerMessageId) } },
        { turnId: { in: named } },
      ],
    },
    select: { id: true, turnId: true, attempt: true, outboundId: true, createdAt: true },
  });
  return rows.flatMap(({ turnId, ...row }) => (turnId === null ? [] : [{ ...row, turnId }]));
}

function applyToTurn(
  database: Database,
  { tenantId }: AccountBinding,
  turnId: string,
  items: readonly { status: DeliveryStatus; attemptId: string }[],
  now: Date,
): Promise<void> {
  return forTenant(database, tenantId, async (tx) => {
    const turn = await lockTurn(tx, { tenantId, turnId });
    if (!turn) return;
    let moved = false;
    for (const { status, attemptId } of items) moved = (await applyOne(tx, tenantId, attemptId, status)) || moved;
    if (moved) await concludeTurn(tx, { tenantId, turnId }, turn, now);
  });
}

/** Whether anything moved that the turn's end depends on. */
async function applyOne(tx: TenantTx, tenantId: string, id: string, status: DeliveryStatus): Promise<boolean> {
  const where = { tenantId_id: { tenantId, id } };
  const row = await lockAttempt(tx, tenantId, id);
  const before = { state: row.state, errorCode: row.errorCode };
  const state = laterState(before.state, status.state);
  const errorCode = laterErrorCode(before, status);
  await tx.message.update({
    where,
    data: {
      outboundId: row.outboundId ?? status.providerMessageId,
      errorCode,
      ...(state === before.state ? {} : { state, stateAt: status.at }),
      ...(status.pricing ? { pricing: status.pricing } : {}),
    },
  });
  return state !== before.state || errorCode !== before.errorCode;
}

/** The lock of the turn is not enough: ordinary statuses are written without it. */
async function lockAttempt(tx: TenantTx, tenantId: string, id: string) {
  type Row = { state: AttemptState; errorCode: number | null; outboundId: string | null };
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT state, error_code AS "errorCode", outbound_id AS "outboundId" FROM messages
    WHERE tenant_id = ${tenantId} AND id = ${id} FOR UPDATE`;
  if (!row) throw new Error("an attempt that was just found is gone");
  return row;
}
