import type { HandOverCause, HandOverOrder, TurnRef } from "@/lib/pipeline/turn";
import type { TenantTx } from "../shared/tenant-scope";

/** Who closed the turn has the mail to itself for so long: it alone may have the customer's words. */
const OWN_TRY_MS = 60_000;

type OrderFor = HandOverOrder & { accountId: string; customer: string };

/** Notes on a locked, open turn whether a person takes over when it ends, in the place of what was `ordered` before. */
export async function orderHandOver(
  tx: TenantTx,
  { tenantId, turnId }: TurnRef,
  order: OrderFor | null,
  ordered: HandOverCause | null,
): Promise<HandOverCause | null> {
  if (ordered !== null) await tx.handOver.deleteMany({ where: { tenantId, turnId, nextTryAt: null } });
  if (order === null) return null;
  const { accountId, customer, cause, notify, pauseMinutes } = order;
  await tx.handOver.create({ data: { tenantId, turnId, accountId, customer, cause, notify, pauseMinutes } });
  return cause;
}

/** Lets an ordered hand-over begin, in the transaction that ends its turn. Answers its cause. */
export async function beginHandOver(
  tx: TenantTx,
  { tenantId, turnId }: TurnRef,
  cause: HandOverCause,
  now: Date,
): Promise<HandOverCause> {
  const data = { askedAt: now, nextTryAt: new Date(now.getTime() + OWN_TRY_MS) };
  await tx.handOver.updateMany({ where: { tenantId, turnId, nextTryAt: null }, data });
  return cause;
}
