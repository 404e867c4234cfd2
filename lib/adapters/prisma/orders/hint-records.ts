import type { HintRecords, PaymentHint } from "@/lib/credits/orders/payments.port";
import type { Database } from "../shared/database";
import { asPlatform, asWebhook, forTenant } from "../shared/tenant-scope";

const DAY_MS = 86_400_000;

/** An event of a payment that is not ours, of an account that sells other things too, waits so long for its order. */
const WAITS_MS = 3 * DAY_MS;
/** Events name no tenant, so no tenant's retention applies: all are kept as long, and so many are deleted by one sweep. */
const KEPT_MS = 90 * DAY_MS;
const FORGOTTEN_AT_ONCE = 1_000;

/** Events whose order is looked for at once; a shop that sells other things too has thousands that will never have one. */
const RESOLVED_AT_ONCE = 500;

type Found = { event_id: string; tenant_id: string; order_id: string };

/** Stripe's events. They name no tenant: whose they are is asked across all of them, and each wakes its own. */
export function createHintRecords(database: Database): HintRecords {
  return {
    async noteHint(hint, now) {
      const { eventId: id, type, objectId, orderId, paymentIntentId } = hint;
      const seen = await asWebhook(database, null, (tx) => tx.stripeEvent.count({ where: { id } }));
      if (seen > 0) return "repeated";
      // Before the event is kept: if this ends in between, Stripe sends it again, and nothing is doubled.
      const found = await wake(database, hint, now);
      const event = { id, type, objectId, orderId, paymentIntentId, receivedAt: now, resolvedAt: found ? now : null };
      await asWebhook(database, null, (tx) => tx.stripeEvent.createMany({ data: [event], skipDuplicates: true }));
      return found ? "noted" : "waits";
    },

    async resolveHints(now) {
      const since = new Date(now.getTime() - WAITS_MS);
      const found = await asPlatform(
        database,
        (tx) => tx.$queryRaw<Found[]>`
          SELECT e.id AS event_id, o.tenant_id, o.id AS order_id
          FROM stripe_events e
          JOIN orders o ON o.id = e.order_id OR o.object_id = e.object_id OR o.payment_intent_id = e.payment_intent_id
          WHERE e.resolved_at IS NULL AND e.received_at >= ${since}
          LIMIT ${RESOLVED_AT_ONCE}`,
      );
      for (const { tenant_id, order_id } of found) await wakeOrder(database, tenant_id, order_id, now);
      const where = { id: { in: found.map(({ event_id }) => event_id) } };
      await asWebhook(database, null, (tx) => tx.stripeEvent.updateMany({ where, data: { resolvedAt: now } }));
    },

    async forgetHints(now) {
      const lt = new Date(now.getTime() - KEPT_MS);
      // Both ways by the index of (resolved at, received at).
      const where = { OR: [{ resolvedAt: { lt } }, { resolvedAt: null, receivedAt: { lt } }] };
      await asWebhook(database, null, (tx) => tx.stripeEvent.deleteMany({ where, limit: FORGOTTEN_AT_ONCE }));
    },
  };
}

/** Makes due what an event names, by whichever of its ids we know. False: its order is not known yet. */
async function wake(database: Database, hint: PaymentHint, now: Date): Promise<boolean> {
  const { type, objectId, orderId, paymentIntentId } = hint;
  if (type === "payment_method.detached" || type === "customer.deleted") {
    const named = type === "customer.deleted" ? { customerId: objectId } : { paymentMethodId: objectId };
    const owners = await asPlatform(database, (tx) =>
      tx.billingAccount.findMany({ where: named, select: { tenantId: true } }),
    );
    for (const { tenantId } of owners) {
      const data = { lookAtCard: true, nextTryAt: now };
      await forTenant(database, tenantId, (tx) =>
        tx.billingAccount.updateMany({ where: { ...named, tenantId }, data }),
      );
    }
    return true;
  }
  const ids = [
    ...(orderId === null ? [] : [{ id: orderId }]),
    { objectId },
    ...(paymentIntentId === null ? [] : [{ paymentIntentId }]),
  ];
  const orders = await asPlatform(database, (tx) =>
    tx.order.findMany({ where: { OR: ids }, select: { id: true, tenantId: true } }),
  );
  for (const { id, tenantId } of orders) await wakeOrder(database, tenantId, id, now);
  return orders.length > 0;
}

/** No later than now, also one that nobody was to look at any more. */
function wakeOrder(database: Database, tenantId: string, orderId: string, now: Date): Promise<number> {
  return forTenant(
    database,
    tenantId,
    (tx) => tx.$executeRaw`
      UPDATE orders SET next_try_at = LEAST(next_try_at, ${now}) WHERE tenant_id = ${tenantId} AND id = ${orderId}`,
  );
}
