import type { Account } from "../../accounts/account";
import type { DeliveryStatus } from "../../channels/inbound-message";
import { laterState } from "../../pipeline/attempt-state";
import type { AttemptState, Records } from "../../pipeline/records";
import type { Database, Transaction } from "./database";
import { forTenant } from "./tenant-scope";
import { concludeTurn, lockTurn } from "./turn-records";

/** So many turns at once: a delivery of a thousand statuses must not take every connection. */
const AT_ONCE = 5;

type Attempt = { id: string; turnId: string; attempt: number | null; outboundId: string | null };

export function createStatusRecords(database: Database): Pick<Records, "applyStatuses"> {
  return {
    async applyStatuses(account, statuses, now) {
      const attempts = await forTenant(database, account.tenantId, (tx) => findAttempts(tx, account, statuses));
      const byTurn = new Map<string, { status: DeliveryStatus; attemptId: string }[]>();
      let ours = 0;
      const byName = new Map(attempts.map((attempt) => [nameOf(attempt), attempt]));
      for (const status of statuses) {
        const found = byName.get(status.providerMessageId) ?? byName.get(status.callbackData ?? "");
        if (!found) continue;
        ours += 1;
        byTurn.set(found.turnId, [...(byTurn.get(found.turnId) ?? []), { status, attemptId: found.id }]);
      }
      const turns = [...byTurn];
      for (let start = 0; start < turns.length; start += AT_ONCE) {
        const part = turns.slice(start, start + AT_ONCE);
        await Promise.all(part.map(([turnId, items]) => applyToTurn(database, account, turnId, items, now)));
      }
      return ours;
    },
  };
}

/** All attempts that a delivery's statuses can speak of, in one query. */
async function findAttempts(
  tx: Transaction,
  account: Account,
  statuses: readonly DeliveryStatus[],
): Promise<Attempt[]> {
  const named = statuses.flatMap(({ callbackData }) => /^(.+):[12]$/.exec(callbackData ?? "")?.[1] ?? []);
  const rows = await tx.message.findMany({
    where: {
      tenantId: account.tenantId,
      accountId: account.id,
      direction: "out",
      OR: [
        { outboundId: { in: statuses.map(({ providerMessageId }) => providerMessageId) } },
        { turnId: { in: named } },
      ],
    },
    select: { id: true, turnId: true, attempt: true, outboundId: true },
  });
  return rows.flatMap(({ turnId, ...row }) => (turnId === null ? [] : [{ ...row, turnId }]));
}

/** What a status calls it: the provider's id, or, when our call's answer never came, what we attached to the call. */
const nameOf = ({ outboundId, turnId, attempt }: Attempt): string => outboundId ?? `${turnId}:${attempt}`;

function applyToTurn(
  database: Database,
  { tenantId }: Account,
  turnId: string,
  items: readonly { status: DeliveryStatus; attemptId: string }[],
  now: Date,
): Promise<void> {
  return forTenant(database, tenantId, async (tx) => {
    const turn = await lockTurn(tx, { tenantId, turnId });
    if (!turn) return;
    let moved = false;
    for (const { status, attemptId } of items) moved = (await applyOne(tx, attemptId, status)) || moved;
    if (moved) await concludeTurn(tx, { tenantId, turnId }, turn.credit, now);
  });
}

/** Whether the attempt's state moved. */
async function applyOne(tx: Transaction, id: string, status: DeliveryStatus): Promise<boolean> {
  const row = await tx.message.findUniqueOrThrow({ where: { id } });
  const state = laterState(row.state as AttemptState, status.state);
  await tx.message.update({
    where: { id },
    data: {
      outboundId: row.outboundId ?? status.providerMessageId,
      ...(state === row.state ? {} : { state, stateAt: status.at }),
      ...(state === "failed" ? { errorCode: status.errorCode } : {}),
      ...(status.pricing ? { pricing: status.pricing } : {}),
    },
  });
  return state !== row.state;
}
