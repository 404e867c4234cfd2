import type { HintRecords, PaymentHint } from "@/lib/credits/orders/payments.port";
import type { Database } from "../shared/database";
import { inPlatform, type PlatformTx, platformOf } from "../shared/tenant-scope";

const DAY_MS = 86_400_000;

/** An event of a payment that is not ours, of an account that sells other things too, waits so long for its order. */
const WAITS_MS = 3 * DAY_MS;
/** Events name no tenant, so no tenant's retention applies: all are kept as long, and so many are deleted by one sweep. */
const KEPT_MS = 90 * DAY_MS;
const FORGOTTEN_AT_ONCE = 1_000;

/** Stripe's events. They name no tenant, so these look across all of them. */
export function createHintRecords(database: Database): HintRecords {
  const asPlatform = platformOf(database);
  return {
    noteHint: (hint, now) =>
      inPlatform(asPlatform, async (tx) => {
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
      // One statement: where other things are sold too, thousands wait for an order that will never be.
      await asPlatform.$executeRaw`
        WITH known AS (
          SELECT e.id AS event_id, o.id AS order_id
          FROM stripe_events e
          JOIN orders o ON o.id = e.order_id OR o.object_id = e.object_id OR o.payment_intent_id = e.payment_intent_id
          WHERE e.resolved_at IS NULL AND e.received_at >= ${since}
          FOR UPDATE OF e SKIP LOCKED
        ), woken AS (
          UPDATE orders o SET next_try_at = LEAST(o.next_try_at, ${now}) FROM known WHERE o.id = known.order_id
        )
        UPDATE stripe_events e SET resolved_at = ${now} FROM known WHERE e.id = known.event_id`;
    },

    async forgetHints(now) {
      const lt = new Date(now.getTime() - KEPT_MS);
      // Both ways by the index of (resolved at, received at).
      const where = { OR: [{ resolvedAt: { lt } }, { resolvedAt: null, receivedAt: { lt } }] };
      await asPlatform.stripeEvent.deleteMany({ where, limit: FORGOTTEN_AT_ONCE });
    },
  };
}

/** Makes due what an event names, by whichever of its ids we know. False: none. */
async function makeDue(tx: PlatformTx, hint: PaymentHint, now: Date): Promise<boolean> {
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
