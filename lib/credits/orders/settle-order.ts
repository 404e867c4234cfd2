import type { Clock } from "@/lib/core/clock";
import { AppError, describeError, UpstreamError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import { createWorkPool } from "@/lib/core/work-pool";
import type { Order, SeenPayment, Sight } from "./order";
import type { OrderRecords } from "./order-records.port";
import { KEY_HOLDS_MS, type Payments } from "./payments.port";

export type SettlePorts = {
  orders: OrderRecords;
  payments: Payments;
  /** A mail waits to be sent. */
  noticeDue: () => void;
  clock: Clock;
  log: Logger;
};

/** How an order stands, and what was seen at Stripe to know it. */
export type OrderStanding = { order: Order; sight: Sight };

/** Others may settle the same order meanwhile: browser tabs, and one round. Whoever writes first is done. */
const TRIES = 20;

/**
 * Brings an order to where Stripe has it: the one road on which credits are granted and taken back. Success page, webhook
 * and sweep call it, in any order and as often as they like. Throws UpstreamError when Stripe did not answer: the order
 * stays due, and the sweep comes by again.
 */
export async function settleOrder(ports: SettlePorts, order: Order): Promise<OrderStanding> {
  const { orders, payments, clock, log } = ports;
  let current = order;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const sight = await lookAtOrder(ports, current);
    const settled = await orders.settleOrder(current, sight, payments.live, clock.now());
    if (settled !== null) {
      const { id: orderId, tenantId, kind, state } = settled.order;
      if (settled.mismatch !== null) {
        log.error("order.mismatch", { orderId, tenantId, kind, field: settled.mismatch });
      } else if (settled.granted > 0) {
        log.info("order.paid", { orderId, tenantId, kind, credits: settled.granted });
      } else if (settled.order.state !== current.state) {
        log.info("order.ended", { orderId, tenantId, kind, state, failure: settled.order.failure });
      }
      if (sight.kind === "missing" && current.objectId !== null) {
        log.error("order.not_at_stripe", { orderId, tenantId, kind, state });
      }
      if (sight.kind === "refused" && !sight.customerGone) {
        log.error("order.refused", { orderId, tenantId, kind, code: sight.code });
      }
      if (sight.kind === "seen" && sight.payment.status === "unclear") log.warn("order.unclear", { orderId, tenantId });
      if (settled.notice) ports.noticeDue();
      return { order: settled.order, sight };
    }
    const fresh = await orders.findOrder(current.tenantId, current.id);
    if (!fresh) throw new Error("an order that was just read is gone");
    current = fresh;
  }
  throw new Error("an order changed each time it was settled");
}

async function lookAtOrder(ports: SettlePorts, order: Order): Promise<Sight> {
  const sight = await findAtStripe(ports, order);
  if (sight.kind !== "seen" || order.kind !== "top_up" || sight.payment.status !== "failed") return sight;
  return { kind: "seen", payment: await cancelDeclined(ports, order, sight.payment) };
}

/**
 * What Stripe has under an order. Whether a request whose answer got lost has arrived is found out by sending the same
 * request again, as long as Stripe knows its key, and then by looking through the customer's payments.
 */
async function findAtStripe({ payments, clock }: SettlePorts, order: Order): Promise<Sight> {
  if (order.objectId !== null) return readOrNone(payments, order);
  const age = clock.now().getTime() - order.createdAt.getTime();
  if (age < KEY_HOLDS_MS) {
    const begun = await payments.begin(order);
    if (begun.kind !== "stuck") return begun;
  }
  const payment = await payments.find(order);
  if (payment) return { kind: "seen", payment };
  // Nobody was ever sent to a Checkout that is not known here; a card may have been charged.
  if (order.kind === "top_up" && age < COMES_TO_LIGHT_MS) throw new UpstreamError("stripe", "begin", true, "stuck");
  return { kind: "missing" };
}

async function readOrNone(payments: Payments, order: Order): Promise<Sight> {
  try {
    return { kind: "seen", payment: await payments.read(order) };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return { kind: "missing" };
    throw error;
  }
}

/** Stripe mends what a server error left half done, and tells of it by events (docs.stripe.com/error-low-level). */
const COMES_TO_LIGHT_MS = 10 * 60_000;

/** Before the decline is recorded: a crash in between finds the order open, and comes here once more. */
async function cancelDeclined({ payments }: SettlePorts, order: Order, declined: SeenPayment): Promise<SeenPayment> {
  await payments.cancel(declined.objectId);
  const after = await payments.read({ ...order, objectId: declined.objectId });
  return { ...after, decline: declined.decline };
}

const CLAIM_MS = 120_000;
const AT_ONCE = 4;
const PER_ROUND = 200;
/** After a failure a tenant's other orders wait so long, in ms. */
const REST_MS = 30_000;

/** Settles what is due: orders that an event told of, that stayed open, or whose turn has come. For after-work and sweep. */
export function createSettleRound(ports: SettlePorts): (askedBy?: string) => Promise<void> {
  const { orders, clock, log } = ports;
  return createWorkPool({
    atOnce: AT_ONCE,
    perTenant: 1,
    perRing: PER_ROUND,
    restMs: REST_MS,
    now: () => clock.now().getTime(),
    claim: async (except) => {
      const now = clock.now();
      const order = await orders.claimOrder(now, new Date(now.getTime() + CLAIM_MS), except);
      return order && { order, tenants: [order.tenantId] };
    },
    work: async ({ order }) => {
      try {
        await settleOrder(ports, order);
        return [];
      } catch (error) {
        const { id: orderId, tenantId } = order;
        log.warn("order.not_settled", { orderId, tenantId, error: describeError(error) });
        await orders.backOff(order, clock.now());
        return [tenantId];
      }
    },
  });
}
