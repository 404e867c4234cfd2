import type Stripe from "stripe";
import type { Decline, SeenPayment } from "@/lib/credits/orders/order";

type Intent = Stripe.PaymentIntent;
type Session = Stripe.Checkout.Session;

/** What refunds and disputes hold of a payment. */
export type MoneyGone = Pick<SeenPayment, "refundedMinor" | "withdrawnMinor" | "disputeOpen">;

export const NOTHING_GONE: MoneyGone = { refundedMinor: 0, withdrawnMinor: 0, disputeOpen: false };

const idOf = (value: string | { id: string } | null | undefined): string | null =>
  typeof value === "string" ? value : (value?.id ?? null);

const expanded = <Value extends { id: string }>(value: string | Value | null | undefined): Value | null =>
  typeof value === "object" ? value : null;

/** A Checkout Session, with its PaymentIntent where that was expanded. */
export function readSession(session: Session, gone: MoneyGone = NOTHING_GONE): SeenPayment {
  const intent = expanded<Intent>(session.payment_intent);
  return {
    objectId: session.id,
    status: sessionStatus(session, intent),
    subtotalMinor: session.amount_subtotal ?? 0,
    totalMinor: session.amount_total ?? 0,
    currency: (session.currency ?? "").toLowerCase(),
    customerId: idOf(session.customer),
    orderId: session.metadata?.order ?? null,
    live: session.livemode,
    paymentIntentId: idOf(session.payment_intent),
    paymentMethodId: idOf(intent?.payment_method),
    receiptUrl: expanded<Stripe.Charge>(intent?.latest_charge)?.receipt_url ?? null,
    ...gone,
    decline: intent ? readDecline(intent.last_payment_error) : null,
    checkoutUrl: session.status === "open" ? session.url : null,
  };
}

/**
 * `complete` and `unpaid` is a payment that takes days; it has failed once its intent wants another method
 * (docs.stripe.com/checkout/fulfillment). `no_payment_required` can't be: nothing here is free.
 */
function sessionStatus(session: Session, intent: Intent | null): SeenPayment["status"] {
  if (session.status === "open") return "open";
  if (session.status === "expired") return "expired";
  if (session.status !== "complete") return "unclear";
  if (session.payment_status === "paid") return "paid";
  if (session.payment_status !== "unpaid") return "unclear";
  return intent?.status === "requires_payment_method" || intent?.status === "canceled" ? "failed" : "processing";
}

/** A PaymentIntent of a top-up: confirmed when it was made, with nobody there to do more. */
export function readIntent(intent: Intent, gone: MoneyGone = NOTHING_GONE): SeenPayment {
  return {
    objectId: intent.id,
    status: INTENT_STATUS[intent.status] ?? "unclear",
    subtotalMinor: intent.amount,
    totalMinor: intent.amount_received,
    currency: intent.currency.toLowerCase(),
    customerId: idOf(intent.customer),
    orderId: intent.metadata.order ?? null,
    live: intent.livemode,
    paymentIntentId: intent.id,
    paymentMethodId: idOf(intent.payment_method),
    receiptUrl: expanded<Stripe.Charge>(intent.latest_charge)?.receipt_url ?? null,
    ...gone,
    decline: readDecline(intent.last_payment_error),
    checkoutUrl: null,
  };
}

/** Open lists: a status that is not here is new, and neither grants nor ends anything. */
const INTENT_STATUS: Readonly<Record<string, SeenPayment["status"] | undefined>> = {
  succeeded: "paid",
  processing: "processing",
  requires_payment_method: "failed",
  requires_action: "failed",
  canceled: "failed",
};

/** Cards that stay refused (docs.stripe.com/declines/codes). */
const HARD_DECLINES: ReadonlySet<string> = new Set([
  "expired_card",
  "lost_card",
  "stolen_card",
  "pickup_card",
  "restricted_card",
  "invalid_account",
]);

type CardRefusal = { code?: string | undefined; decline_code?: string | undefined; advice_code?: string | undefined };

export function readDecline(error: CardRefusal | null | undefined): Decline | null {
  if (!error) return null;
  const code = error.decline_code ?? error.code ?? "card_declined";
  return { code, hard: HARD_DECLINES.has(code) || error.advice_code === "do_not_try_again" };
}

/** A refund that is new to us counts as money that is going back: nothing may be kept by a word we don't know. */
const DEAD_REFUNDS: ReadonlySet<string> = new Set(["failed", "canceled"]);

/** In these nothing is decided any more. */
const ENDED_DISPUTES: ReadonlySet<string> = new Set(["won", "lost", "prevented", "warning_closed"]);

type Refund = Pick<Stripe.Refund, "amount" | "status">;
type Dispute = Pick<Stripe.Dispute, "amount" | "status"> & {
  balance_transactions: readonly Pick<Stripe.BalanceTransaction, "amount">[];
};

/** An appeal may withdraw once more what was reinstated. */
const isWithdrawn = (moves: Dispute["balance_transactions"]): boolean =>
  moves.reduce((sum, { amount }) => sum + Math.sign(amount), 0) < 0;

/**
 * What refunds and disputes hold. A dispute holds its amount from when it was withdrawn until it is reinstated; its
 * balance transactions tell, in the currency of the account, so only their signs are read. An inquiry (`warning_…`) and a
 * prevented dispute have none.
 */
export function readMoneyGone(refunds: readonly Refund[], disputes: readonly Dispute[]): MoneyGone {
  const live = refunds.filter(({ status }) => !DEAD_REFUNDS.has(status ?? ""));
  const held = disputes.filter(
    ({ status, balance_transactions: moves }) =>
      status !== "won" && status !== "prevented" && !status.startsWith("warning_") && isWithdrawn(moves),
  );
  const sum = (amounts: readonly { amount: number }[]) => amounts.reduce((total, { amount }) => total + amount, 0);
  return {
    refundedMinor: sum(live),
    withdrawnMinor: sum(held),
    disputeOpen: disputes.some(({ status }) => !ENDED_DISPUTES.has(status)),
  };
}
