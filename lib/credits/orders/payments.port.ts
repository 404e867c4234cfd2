import type { CreditPack } from "./credit-pack";
import type { Order, SeenPayment, Sight } from "./order";

/** What a new order is to be, before Stripe is asked. */
export type OrderDraft = {
  id: string;
  tenantId: string;
  kind: Order["kind"];
  pack: CreditPack;
  customerId: string;
  savesCard: boolean;
  /** Of a Checkout. */
  expiresAt: Date | null;
  /** Of a top-up. */
  paymentMethodId: string | null;
};

/** Who presses the button. Stripe puts name and address on invoices and receipts. */
export type Buyer = { personId: string; email: string; businessName: string };

export type SavedCard = { kind: "card"; paymentMethodId: string } | { kind: "none" } | { kind: "customer_gone" };

/** `stuck`: Stripe has failed, and answers each repetition with the same error: only its lists tell what came of it. */
export type Begun = Sight | { kind: "stuck" };

/**
 * Stripe. Every method throws UpstreamError when it is not known what became of the request, or when Stripe refuses
 * whatever this installation asks.
 */
export type Payments = {
  /** Whether it takes real money. */
  live: boolean;
  /** A customer of a tenant; the same for the same round and person. */
  createCustomer(tenantId: string, round: number, buyer: Buyer): Promise<string>;
  /** What is sent to Stripe for an order. Pure. */
  parametersOf(draft: OrderDraft): Record<string, unknown>;
  /** Sends an order's stored parameters. Sent again within `KEY_HOLDS_MS` it makes nothing new. */
  begin(order: Order): Promise<Begun>;
  /** What Stripe has under the order's `objectId`, which must be known. Throws AppError `not_found` when this key sees none. */
  read(order: Order): Promise<SeenPayment>;
  /** Looks for an order's object by its metadata; null when Stripe has none. */
  find(order: Order): Promise<SeenPayment | null>;
  /** Ends an open Checkout. One that was paid or has ended meanwhile is left as it is. */
  expire(order: Order): Promise<void>;
  /** Cancels a top-up that was declined, so that nobody confirms it later. One that has ended is left as it is. */
  cancel(objectId: string): Promise<void>;
  /** The card that top-ups use: the customer's default, else the one that was saved. */
  findCard(customerId: string, savedId: string | null): Promise<SavedCard>;
  /** The address of Stripe's customer portal; null when the customer is gone. */
  openPortal(customerId: string): Promise<string | null>;
};

/** Stripe keeps idempotency keys for 24 hours at least (docs.stripe.com/api/idempotent_requests). */
export const KEY_HOLDS_MS = 23 * 3_600_000;

/** The events that may change what an order or a card is worth; the endpoint at Stripe subscribes to exactly these. */
const HINT_TYPES = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
  "payment_intent.processing",
  "payment_intent.succeeded",
  "payment_intent.payment_failed",
  "payment_intent.canceled",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
  "payment_method.detached",
  "customer.deleted",
] as const;

export type HintType = (typeof HINT_TYPES)[number];

export const isHintType = (type: string): type is HintType => HINT_TYPES.some((one) => one === type);

/** What an event names; where to look, never what is true. Ids of at most 255 characters. */
export type PaymentHint = {
  eventId: string;
  type: HintType;
  live: boolean;
  objectId: string;
  /** `metadata.order` */
  orderId: string | null;
  paymentIntentId: string | null;
};

/**
 * `repeated`: this event was stored before. `noted`: what it names is due to be looked at. `waits`: its order is not known
 * under these ids yet, or is not ours.
 */
export type NotedHint = "repeated" | "noted" | "waits";

export type HintRecords = {
  /** Stores the event and makes what it names due, in one transaction. */
  noteHint(hint: PaymentHint, now: Date): Promise<NotedHint>;
  /**
   * Looks once more for the orders of events that wait. An order learns its payment's id when it is paid; a refund may be
   * told of before.
   */
  resolveHints(now: Date): Promise<void>;
  /** Forgets events of more than 90 days ago. */
  forgetHints(now: Date): Promise<void>;
};
