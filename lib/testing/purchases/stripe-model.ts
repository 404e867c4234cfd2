import { UpstreamError } from "@/lib/core/errors";
import type { Decline, Order, SeenPayment, Sight } from "@/lib/credits/orders/order";
import type { OrderDraft, Payments, SavedCard } from "@/lib/credits/orders/payments.port";

type Status = SeenPayment["status"];

type ModelPayment = {
  objectId: string;
  parameters: Readonly<Record<string, unknown>>;
  kind: Order["kind"];
  orderId: string;
  customerId: string;
  amount: number;
  currency: string;
  live: boolean;
  status: Status;
  paidMinor: number;
  decline: Decline | null;
  refunds: { amount: number; failed: boolean }[];
  dispute: { amount: number; held: boolean; open: boolean } | null;
};

/** Stripe as far as an order can tell: idempotency keys, payments, money that went back. */
export class StripeModel implements Payments {
  live = false;
  readonly payments = new Map<string, ModelPayment>();
  /** Requests that made a payment, by key; a repeated key makes no second one. */
  readonly begun: string[] = [];
  readonly cancelled: string[] = [];
  goneCustomers = new Set<string>();
  card: SavedCard = { kind: "card", paymentMethodId: "pm_1" };
  /** How the next top-ups end; without more of them they succeed. */
  topUps: (Decline | "processing")[] = [];
  /** Answers that get lost on the way: the request arrives, and nobody hears of it. */
  loseAnswers = 0;
  private readonly keys = new Map<string, Sight>();

  async createCustomer(tenantId: string, round: number): Promise<string> {
    return `cus_${tenantId}_${round}`;
  }

  parametersOf({ id, pack, customerId, paymentMethodId }: OrderDraft): Record<string, unknown> {
    return { order: id, amount: pack.priceMinor, currency: pack.currency, customer: customerId, paymentMethodId };
  }

  async begin(order: Order): Promise<Sight> {
    const known = this.keys.get(order.id);
    const sight = known ?? this.create(order);
    this.keys.set(order.id, sight);
    if (this.loseAnswers > 0) {
      this.loseAnswers -= 1;
      throw new UpstreamError("stripe", "begin", true, "time-out");
    }
    return sight;
  }

  private create(order: Order): Sight {
    if (this.goneCustomers.has(order.customerId)) {
      return { kind: "refused", code: "resource_missing", customerGone: true };
    }
    const { order: orderId, amount, currency, customer } = order.parameters;
    const objectId = `${order.kind === "checkout" ? "cs" : "pi"}_${order.id}`;
    const payment: ModelPayment = {
      ...{ objectId, parameters: order.parameters, kind: order.kind, orderId: String(orderId) },
      ...{ customerId: String(customer), amount: Number(amount), currency: String(currency), live: this.live },
      ...{ status: "open", paidMinor: 0, decline: null, refunds: [], dispute: null },
    };
    this.payments.set(objectId, payment);
    this.begun.push(objectId);
    if (order.kind === "top_up") {
      const end = this.topUps.shift();
      if (end === undefined) this.pay(objectId);
      else if (end === "processing") payment.status = "processing";
      else Object.assign(payment, { status: "failed", decline: end });
    }
    return { kind: "seen", payment: this.see(payment) };
  }

  async read(order: Order): Promise<SeenPayment> {
    return this.see(this.of(order.objectId ?? ""));
  }

  async find(order: Order): Promise<SeenPayment | null> {
    const found = [...this.payments.values()].find(({ orderId }) => orderId === order.id);
    return found ? this.see(found) : null;
  }

  async expire(order: Order): Promise<void> {
    const payment = this.of(order.objectId ?? "");
    if (payment.status === "open") payment.status = "expired";
  }

  async cancel(objectId: string): Promise<void> {
    this.cancelled.push(objectId);
  }

  async findCard(customerId: string): Promise<SavedCard> {
    return this.goneCustomers.has(customerId) ? { kind: "customer_gone" } : this.card;
  }

  async openPortal(customerId: string): Promise<string | null> {
    return this.goneCustomers.has(customerId) ? null : "https://billing.stripe.com/p/session";
  }

  of(objectId: string): ModelPayment {
    const payment = this.payments.get(objectId);
    if (!payment) throw new Error(`no such payment: ${objectId}`);
    return payment;
  }

  /** The buyer, or the bank, does its part. */
  pay(objectId: string, tax = 0): void {
    const payment = this.of(objectId);
    Object.assign(payment, { status: "paid", paidMinor: payment.amount + tax });
  }

  /** What the ledger must have taken back of so many credits, told from the money alone. */
  goneShare(objectId: string): { goneMinor: number; paidMinor: number } {
    const { refunds, dispute, paidMinor } = this.of(objectId);
    const refunded = refunds.reduce((sum, { amount, failed }) => sum + (failed ? 0 : amount), 0);
    return { goneMinor: refunded + (dispute?.held ? dispute.amount : 0), paidMinor };
  }

  private see(payment: ModelPayment): SeenPayment {
    const { objectId, status, amount, currency, customerId, orderId, live, paidMinor, decline, dispute } = payment;
    const refundedMinor = payment.refunds.reduce((sum, one) => sum + (one.failed ? 0 : one.amount), 0);
    return {
      ...{ objectId, status, currency, customerId, orderId, live, decline, refundedMinor },
      ...{ subtotalMinor: amount, totalMinor: paidMinor },
      paymentIntentId: status === "open" || status === "expired" ? null : objectId.replace(/^cs/, "pi"),
      paymentMethodId: status === "paid" ? "pm_1" : null,
      receiptUrl: status === "paid" ? `https://pay.stripe.com/receipts/${objectId}` : null,
      withdrawnMinor: dispute?.held ? dispute.amount : 0,
      disputeOpen: dispute?.open ?? false,
      checkoutUrl: status === "open" ? `https://checkout.stripe.com/${objectId}` : null,
    };
  }
}
