import type { HintRecords, PaymentHint } from "../../credits/orders/payment-hint";
import type { Database, Transaction } from "./database";

const DAY_MS = 86_400_000;

/** An event of a payment that is not ours, of an account that sells other things too, waits so long for its order. */
const WAITS_MS = 3 * DAY_MS;
const KEPT_MS = 90 * DAY_MS;
const BATCH = 500;

type StoredHint = Pick<PaymentHint, "objectId" | "orderId" | "paymentIntentId"> & { type: string };

/** Stripe's events. They name no tenant, so these look across all of them. */
export function createHintRecords(asPlatform: Database): HintRecords {
  return {
    noteHint: (hint, now) =>
      asPlatform.$transaction(async (tx) => {
        const { eventId: id, type, objectId, orderId, paymentIntentId } = hint;
        const event = { id, type, objectId, orderId, paymentIntentId, receivedAt: now };
        const { count } = await tx.stripeEvent.createMany({ data: [event], skipDuplicates: true });
        if (count === 0) return "repeated";
        if (!(await makeDue(tx, hint, now))) return "waits";
        await tx.stripeEvent.update({ where: { id }, data: { resolvedAt: now } });
        return "noted";
      }),

    async resolveHints(now) {
      const since = new Date(now.getTime() - WAITS_MS);
      const waiting = await asPlatform.stripeEvent.findMany({
        where: { resolvedAt: null, receivedAt: { gte: since } },
        orderBy: { receivedAt: "asc" },
        take: BATCH,
      });
      for (const event of waiting) {
        await asPlatform.$transaction(async (tx) => {
          if (!(await makeDue(tx, event, now))) return;
          await tx.stripeEvent.update({ where: { id: event.id }, data: { resolvedAt: now } });
        });
      }
      await asPlatform.stripeEvent.deleteMany({ where: { receivedAt: { lt: new Date(now.getTime() - KEPT_MS) } } });
    },
  };
}

/** Makes due what an event names, by whichever of its ids we know. False: none. */
async function makeDue(tx: Transaction, hint: StoredHint, now: Date): Promise<boolean> {
  const { type, objectId, orderId, paymentIntentId } = hint;
  if (type === "payment_method.detached" || type === "customer.deleted") {
    const where = type === "customer.deleted" ? { customerId: objectId } : { paymentMethodId: objectId };
    await tx.billingAccount.updateMany({ where, data: { lookAtCard: true, nextTryAt: now } });
    return true;
  }
  const due = await tx.$executeRaw`
    UPDATE orders SET next_try_at = LEAST(next_try_at, ${now})
    WHERE id = ${orderId} OR object_id = ${objectId} OR payment_intent_id = ${paymentIntentId}`;
  return due > 0;
}
