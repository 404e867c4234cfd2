import { isOpen, type Order, type Sight } from "@/lib/credits/orders/order";
import { AFTER_DECLINE_MS, AFTER_REFUSAL_MS, afterDecline } from "@/lib/credits/orders/top-up-policy";
import type { OwnerNotice } from "@/lib/notices/notice-mail";
import type { TenantTx } from "../shared/tenant-scope";

/** What the end of an order does to its tenant's billing account and mails. True when there is a mail to send. */
export async function followOrder(
  tx: TenantTx,
  before: Order,
  after: Order,
  sight: Sight,
  now: Date,
): Promise<boolean> {
  if (before.state === after.state || isOpen(after.state)) return false;
  const { tenantId } = after;
  // Whatever ended: auto top-up may have waited for it.
  await tx.billingAccount.update({ where: { tenantId }, data: { nextTryAt: now } });
  if (after.state === "paid") {
    const saved = after.savesCard && sight.kind === "seen" ? sight.payment.paymentMethodId : null;
    const data = { ...(after.kind === "top_up" && { declines: 0 }), ...(saved !== null && { paymentMethodId: saved }) };
    await tx.billingAccount.update({ where: { tenantId }, data });
    return false;
  }
  if (after.state !== "failed") return false;
  if (after.kind === "checkout") {
    // What failed on Stripe's page was seen there; what failed days later was not.
    if (before.state === "paying") await writeNotice(tx, tenantId, "payment_failed", now);
    return before.state === "paying";
  }
  if (sight.kind === "missing") return false;
  if (sight.kind === "refused") {
    // No bank has said no, so the owner's card is not to blame. A customer that is gone is found out by the next look.
    if (!sight.customerGone) {
      const later = new Date(now.getTime() + AFTER_REFUSAL_MS);
      await tx.billingAccount.update({ where: { tenantId }, data: { nextTryAt: later } });
    }
    return false;
  }
  const hard = sight.payment.decline?.hard === true;
  const { declines } = await tx.billingAccount.findUniqueOrThrow({ where: { tenantId }, select: { declines: true } });
  const next = afterDecline(declines, hard);
  const nextTryAt = new Date(now.getTime() + AFTER_DECLINE_MS);
  const off = next.off ? { autoTopUp: false, offReason: "declined" } : {};
  await tx.billingAccount.update({ where: { tenantId }, data: { declines: next.declines, nextTryAt, ...off } });
  await writeNotice(tx, tenantId, next.off ? "top_up_off" : "top_up_declined", now);
  return true;
}

/** A mail to the owner, in the transaction of what it tells. */
export async function writeNotice(tx: TenantTx, tenantId: string, kind: OwnerNotice, now: Date): Promise<void> {
  await tx.creditNotice.create({ data: { tenantId, kind, nextTryAt: now, createdAt: now } });
}
