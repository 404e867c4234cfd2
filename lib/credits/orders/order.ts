/** `checkout`: the owner pays on Stripe's page. `top_up`: bought by itself, with the saved card. */
export type OrderKind = "checkout" | "top_up";

/**
 * `open`: not paid yet. `paying`: the payment is under way and may take days. `paid`: credits were granted; for good.
 * `mismatch`: what Stripe has under this order is not what was ordered; nothing is granted, and a person has to look.
 */
export type OrderState = "open" | "paying" | "paid" | "expired" | "failed" | "mismatch";

/**
 * One purchase, and one request to Stripe: a new try after a decline is a new order. All that is sent stands in
 * `parameters`, so that the same request can be sent again under the same idempotency key.
 */
export type Order = {
  id: string;
  tenantId: string;
  kind: OrderKind;
  state: OrderState;
  credits: number;
  /** Without tax, in the currency's smallest unit. */
  priceMinor: number;
  currency: string;
  customerId: string;
  /** The card is kept for auto top-up once this order is paid. */
  savesCard: boolean;
  parameters: Readonly<Record<string, unknown>>;
  /** Stripe's id of the Checkout Session or the PaymentIntent; null until its answer was seen. */
  objectId: string | null;
  paymentIntentId: string | null;
  /** With tax; null until paid. */
  paidMinor: number | null;
  /** Taken back because of refunds and disputes. */
  takenCredits: number;
  /** Entries that took back or gave back, so far. */
  moves: number;
  disputeOpen: boolean;
  receiptUrl: string | null;
  /** A code: why it failed. */
  failure: string | null;
  /** Grows with each look that was written: whoever looked at Stripe before it must look again. */
  version: number;
  createdAt: Date;
  expiresAt: Date | null;
  paidAt: Date | null;
};

/** Why a card was refused. `hard`: trying again with it is useless or forbidden. */
export type Decline = { code: string; hard: boolean };

/**
 * What Stripe has under an order at one moment. `unclear`: a state that this program does not know; it changes nothing.
 * Money that went back is told of paid ones only.
 */
export type SeenPayment = {
  objectId: string;
  status: "open" | "processing" | "paid" | "expired" | "failed" | "unclear";
  /** Before tax and after discounts. */
  subtotalMinor: number;
  totalMinor: number;
  currency: string;
  customerId: string | null;
  /** `metadata.order`. */
  orderId: string | null;
  /** True for real money. */
  live: boolean;
  paymentIntentId: string | null;
  paymentMethodId: string | null;
  receiptUrl: string | null;
  /** Refunds that did not fail. */
  refundedMinor: number;
  /** What disputes hold at this moment. */
  withdrawnMinor: number;
  disputeOpen: boolean;
  decline: Decline | null;
  /** Where it is paid, as long as it is open. */
  checkoutUrl: string | null;
};

/** `missing`: Stripe never heard of it, or another key made it. `refused`: Stripe won't have it; `code` is Stripe's. */
export type Sight =
  | { kind: "seen"; payment: SeenPayment }
  | { kind: "missing" }
  | { kind: "refused"; code: string; customerGone: boolean };

export const isOpen = (state: OrderState): boolean => state === "open" || state === "paying";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Buyers pay within minutes; an event that got lost then shows soon. */
const FRESH_MS = 20 * MINUTE_MS;

/** Days after the payment on which a paid order is looked at once more. Banks take up to 120 for a dispute, and more to end it. */
const PAID_DAYS = [1, 3, 7, 14, 30, 60, 90, 120, 150, 180];

/** A Checkout ends within a day; the longest payments take two weeks. */
const MISSING_DAYS = 30;

/** Of an order that this key does not see: once a day, for a month. */
export function nextMissingLookAt({ createdAt }: Pick<Order, "createdAt">, now: Date): Date | null {
  return now.getTime() - createdAt.getTime() < MISSING_DAYS * DAY_MS ? new Date(now.getTime() + DAY_MS) : null;
}

/**
 * When an order is looked at again although no event has come: an event that got lost must cost neither side a credit.
 * Null when nothing can follow any more.
 */
export function nextLookAt(
  order: Pick<Order, "state" | "createdAt" | "paidAt" | "disputeOpen">,
  now: Date,
): Date | null {
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  switch (order.state) {
    case "open": {
      const fresh = now.getTime() - order.createdAt.getTime() < FRESH_MS;
      return after(fresh ? MINUTE_MS : 10 * MINUTE_MS);
    }
    case "paying":
      return after(HOUR_MS);
    case "paid": {
      if (order.disputeOpen) return after(DAY_MS);
      const paidAt = (order.paidAt ?? now).getTime();
      const days = PAID_DAYS.find((day) => paidAt + day * DAY_MS > now.getTime());
      return days === undefined ? null : new Date(paidAt + days * DAY_MS);
    }
    case "expired":
    case "failed":
    case "mismatch":
      return null;
  }
}
