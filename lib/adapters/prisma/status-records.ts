import type { Account } from "../../accounts/account";
import type { DeliveryStatus } from "../../channels/inbound-message";
import { laterState } from "../../pipeline/attempt-state";
import type { AttemptState, Records } from "../../pipeline/records";
import type { Database, Transaction } from "./database";
import { forTenant } from "./tenant-scope";
import { concludeTurn, lockTurn } from "./turn-records";

export function createStatusRecords(database: Database): Pick<Records, "applyStatus"> {
  return {
    applyStatus: (account, status, now) =>
      forTenant(database, account.tenantId, async (tx) => {
        const found = await findAttempt(tx, account, status);
        if (!found?.turnId) return false;
        const ref = { tenantId: account.tenantId, turnId: found.turnId };
        const turn = await lockTurn(tx, ref);
        if (!turn) return false;
        const row = await tx.message.findUniqueOrThrow({ where: { id: found.id } });
        const state = laterState(row.state as AttemptState, status.state);
        await tx.message.update({
          where: { id: row.id },
          data: {
            outboundId: row.outboundId ?? status.providerMessageId,
            ...(state === row.state ? {} : { state, stateAt: status.at }),
            ...(state === "failed" ? { errorCode: status.errorCode } : {}),
            ...(status.pricing ? { pricing: status.pricing } : {}),
          },
        });
        if (state !== row.state) await concludeTurn(tx, ref, turn.credit, now);
        return true;
      }),
  };
}

/** By the provider's id, or, when our call's answer never came, by what we attached to the call. */
async function findAttempt(tx: Transaction, account: Account, status: DeliveryStatus) {
  const ours = { tenantId: account.tenantId, accountId: account.id, direction: "out" } as const;
  const byId = await tx.message.findFirst({
    where: { ...ours, outboundId: status.providerMessageId },
    select: { id: true, turnId: true },
  });
  if (byId || status.callbackData === null) return byId;
  const at = status.callbackData.lastIndexOf(":");
  const attempt = Number(status.callbackData.slice(at + 1));
  if (at < 1 || !Number.isInteger(attempt) || attempt < 1 || attempt > 2) return null;
  return tx.message.findFirst({
    where: { ...ours, turnId: status.callbackData.slice(0, at), attempt },
    select: { id: true, turnId: true },
  });
}
