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
