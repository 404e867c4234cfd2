import {
  isOpen,
  nextLookAt,
  nextMissingLookAt,
  type Order,
  type OrderState,
  type SeenPayment,
  type Sight,
} from "./order";

/** A ledger entry that an order calls for. The reference makes it one of its kind, whoever asks for it again. */
export type OrderEntry = { kind: "purchase" | "refund" | "reversal"; amount: number; reference: string };

export type Settlement = {
  /** What the order is from now on. */
  order: Order;
  entries: OrderEntry[];
  /** What Stripe has is not what was ordered: which field. */
  mismatch: string | null;
  /** When to look again; null: not unless an event says so. */
  lookAt: Date | null;
};

/**
 * What follows from what Stripe has under an order, whatever was known before, in whatever order it is learnt. Success
 * page, webhook and sweep all end here. `paid` stays; everything else gives way to it.
 */
export function settleStep(order: Order, sight: Sight, live: boolean, now: Date): Settlement {
  const end = (next: Order, entries: OrderEntry[] = [], mismatch: string | null = null): Settlement => ({
    order: next,
    entries,
    mismatch,
    lookAt: nextLookAt(next, now),
  });
  if (sight.kind === "missing") return settleMissing(order, now);
  if (sight.kind === "refused") return end(isOpen(order.state) ? fail(order, sight.code) : order);
  const { payment } = sight;
  const mismatch = findMismatch(order, payment, live);
  if (mismatch !== null) {
    return end(order.state === "paid" ? order : { ...order, state: "mismatch", failure: mismatch }, [], mismatch);
  }
  const known: Order = {
    ...order,
    objectId: payment.objectId,
    paymentIntentId: payment.paymentIntentId ?? order.paymentIntentId,
  };
  if (payment.status === "paid") {
    const { order: next, entries } = followMoney(known, payment, now);
    return end(next, entries);
  }
  if (!isOpen(order.state)) return end(known);
  const state = NEXT[payment.status];
  if (state === null) return end(known);
  return end(state === "failed" ? fail(known, payment.decline?.code ?? "payment_failed") : { ...known, state });
}

/**
 * An order that has an object was begun with another key: the owner must be able to buy with this one, and with the first
 * one back in place the order must not be lost.
 */
function settleMissing(order: Order, now: Date): Settlement {
  const failure = order.objectId === null ? "never_arrived" : "not_at_stripe";
  const next = isOpen(order.state) ? fail(order, failure) : order;
  const lookAt =
    order.objectId !== null && next.state === "failed" ? nextMissingLookAt(next, now) : nextLookAt(next, now);
  return { order: next, entries: [], mismatch: null, lookAt };
}

/** What an open order becomes; null: what it was. */
const NEXT = {
  open: null,
  unclear: null,
  processing: "paying",
  expired: "expired",
  failed: "failed",
} as const satisfies Record<Exclude<SeenPayment["status"], "paid">, OrderState | null>;

const fail = (order: Order, failure: string): Order => ({ ...order, state: "failed", failure });

function followMoney(order: Order, payment: SeenPayment, now: Date): { order: Order; entries: OrderEntry[] } {
  const entries: OrderEntry[] = [];
  if (order.state !== "paid") entries.push({ kind: "purchase", amount: order.credits, reference: order.id });
  const paidMinor = order.paidMinor ?? payment.totalMinor;
  const target = creditsToTake(order.credits, { ...payment, paidMinor });
  const difference = target - order.takenCredits;
  const moves = order.moves + (difference === 0 ? 0 : 1);
  if (difference !== 0) {
    const kind = difference > 0 ? "refund" : "reversal";
    entries.push({ kind, amount: -difference, reference: `${order.id}:${moves}` });
  }
  const next: Order = {
    ...order,
    state: "paid",
    failure: null,
    paidMinor,
    paidAt: order.paidAt ?? now,
    takenCredits: target,
    moves,
    disputeOpen: payment.disputeOpen,
    receiptUrl: payment.receiptUrl ?? order.receiptUrl,
  };
  return { order: next, entries };
}

/**
 * The first thing in which a payment is not what was ordered, or null. Of an order that is paid only whose it is, and in
 * which currency: its customer may be deleted by then. `live`: whether this installation takes real money.
 */
function findMismatch(order: Order, seen: SeenPayment, live: boolean): string | null {
  if (seen.live !== live) return "livemode";
  if (seen.orderId !== order.id) return "order";
  if (order.objectId !== null && seen.objectId !== order.objectId) return "object";
  if (seen.currency !== order.currency) return "currency";
  if (order.state === "paid") return null;
  if (seen.customerId !== order.customerId) return "customer";
  if (seen.subtotalMinor !== order.priceMinor) return "amount";
  return seen.status === "paid" && seen.totalMinor < order.priceMinor ? "amount" : null;
}

export type MoneyBack = { paidMinor: number; refundedMinor: number; withdrawnMinor: number };

/**
 * How many of the granted credits are to be taken back by now: in all, not in addition. Refunds and disputes may both hit
 * one payment and together exceed it. Rounded down, in the tenant's favour; all are taken when all the money is gone.
 */
export function creditsToTake(granted: number, { paidMinor, refundedMinor, withdrawnMinor }: MoneyBack): number {
  if (paidMinor <= 0) return 0;
  // The product exceeds what a number holds exactly only above 9 * 10^15: a million credits times 90 million dollars.
  return Math.max(0, Math.min(granted, Math.floor((granted * (refundedMinor + withdrawnMinor)) / paidMinor)));
}
