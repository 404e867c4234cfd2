import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { propertyRuns } from "@/lib/testing/property-runs";
import { OrderRecordsModel } from "@/lib/testing/purchases/order-records-model";
import { StripeModel } from "@/lib/testing/purchases/stripe-model";
import type { Order } from "./order";
import type { OrderDraft, Payments } from "./payments.port";
import { createSettleRound, settleOrder } from "./settle-order";
import { creditsToTake } from "./settle-step";

const PACK = { credits: 500, priceMinor: 299, currency: "usd" };
const ORDERS = 10;
const DAY_MS = 86_400_000;

const silent = () => undefined;

/** A shop with ten orders of ten tenants; what is read at Stripe may arrive late. */
class Shop {
  readonly stripe = new StripeModel();
  readonly records = new OrderRecordsModel();
  nowMs = Date.UTC(2026, 10, 20);
  private readonly payments: Payments;

  constructor(arrival: () => Promise<unknown>) {
    const { stripe } = this;
    const late = async <Value>(answer: Promise<Value>): Promise<Value> => {
      const value = await answer;
      await arrival();
      return value;
    };
    this.payments = Object.assign(Object.create(stripe), {
      begin: (order: Order) => late(stripe.begin(order)),
      read: (order: Order) => late(stripe.read(order)),
      find: (order: Order) => late(stripe.find(order)),
    });
  }

  get ports() {
    return {
      orders: this.records,
      payments: this.payments,
      noticeDue: silent,
      clock: { now: () => new Date(this.nowMs) },
      log: { info: silent, warn: silent, error: silent },
    };
  }

  async open(index: number): Promise<string> {
    const draft: OrderDraft = {
      ...{ id: `order-${index}`, tenantId: `tenant-${index}`, kind: "checkout", pack: PACK, savesCard: false },
      ...{ customerId: `cus-${index}`, paymentMethodId: null, expiresAt: null },
    };
    const parameters = this.stripe.parametersOf(draft);
    await this.records.openCheckout({ ...draft, parameters, now: new Date(this.nowMs) });
    return draft.id;
  }

  /** A look by whoever comes by: success page, webhook or another process. */
  async settle(orderId: string): Promise<void> {
    try {
      await settleOrder(this.ports, this.records.of(orderId).order);
    } catch (error) {
      // Stripe did not answer: the order stays due.
      if (!(error instanceof UpstreamError)) throw error;
    }
  }

  /** Every sweep of the months that follow; what is still open at Stripe ends there by itself. */
  async wait(): Promise<void> {
    const round = createSettleRound(this.ports);
    for (let looks = 0; looks < 500; looks += 1) {
      for (const payment of this.stripe.payments.values()) {
        if (payment.status === "open") payment.status = "expired";
        if (payment.dispute) payment.dispute.open = false;
      }
      const due = [...this.records.kept.values()].flatMap(({ lookAt }) => lookAt?.getTime() ?? []);
      if (due.length === 0) return;
      this.nowMs = Math.max(this.nowMs, Math.min(...due));
      await round();
    }
    throw new Error("orders that are never done with");
  }

  /** What Stripe's books say that an order is worth. */
  worth(orderId: string): number {
    const payment = [...this.stripe.payments.values()].find((one) => one.orderId === orderId);
    if (payment?.status !== "paid") return 0;
    const { goneMinor, paidMinor } = this.stripe.goneShare(payment.objectId);
    return PACK.credits - creditsToTake(PACK.credits, { paidMinor, refundedMinor: goneMinor, withdrawnMinor: 0 });
  }
}

/** Most of what happens, happens to a few orders. */
const target = fc.oneof(fc.nat(2), fc.nat(ORDERS - 1));

/** What buyers, banks, the network and our own processes do to one order. */
const step = fc.oneof(
  {
    arbitrary: fc.record({ do: fc.constant("settle" as const), target, times: fc.integer({ min: 1, max: 3 }) }),
    weight: 4,
  },
  { arbitrary: fc.record({ do: fc.constant("pay" as const), target, tax: fc.nat(60) }), weight: 3 },
  fc.record({ do: fc.constant("refund" as const), target, amount: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ do: fc.constant("refund_fails" as const), target }),
  fc.record({ do: fc.constantFrom("dispute", "reinstate", "lose_answer", "expire", "event"), target }),
  fc.record({ do: fc.constant("later" as const), target, ms: fc.integer({ min: 1, max: 3 * DAY_MS }) }),
);

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

const GIVES_BACK: ReadonlySet<Step["do"]> = new Set(["refund_fails", "reinstate"]);

function atStripe({ stripe }: Shop, orderId: string, one: Step): void {
  const payment = stripe.payments.get(`cs_${orderId}`);
  if (!payment) return;
  const paid = payment.status === "paid";
  if (one.do === "pay" && payment.status === "open") stripe.pay(payment.objectId, one.tax);
  if (one.do === "expire" && payment.status === "open") payment.status = "expired";
  if (one.do === "refund" && paid) payment.refunds.push({ amount: one.amount, failed: false });
  const [first] = payment.refunds;
  if (one.do === "refund_fails" && first) first.failed = true;
  if (one.do === "dispute" && paid) payment.dispute = { amount: payment.paidMinor, held: true, open: true };
  if (one.do === "reinstate" && payment.dispute) payment.dispute = { ...payment.dispute, held: false, open: false };
}

/** Begins a step; a look at an order goes on while later steps happen. */
function begin(shop: Shop, one: Step): Promise<void>[] {
  const orderId = `order-${one.target}`;
  if (one.do === "settle") return Array.from({ length: one.times }, () => shop.settle(orderId));
  if (one.do === "later") shop.nowMs += one.ms;
  else if (one.do === "lose_answer") shop.stripe.loseAnswers = 1;
  else if (one.do === "event") shop.records.hint(orderId, new Date(shop.nowMs));
  else atStripe(shop, orderId, one);
  return [];
}

describe("ledger and Stripe", () => {
  it("agree to the credit, however events are shuffled, doubled, lost or late", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(step, { minLength: 50, maxLength: 200 }),
        fc.boolean(),
        async (scheduler, all, calm) => {
          const steps = calm ? all.filter((one) => !GIVES_BACK.has(one.do)) : all;
          const shop = new Shop(() => scheduler.schedule(Promise.resolve()));
          for (let index = 0; index < ORDERS; index += 1) await shop.open(index);
          const looks: Promise<void>[] = [];
          const sequence = scheduler.scheduleSequence(
            steps.map((one) => async () => {
              looks.push(...begin(shop, one));
            }),
          );
          await scheduler.waitFor(sequence.task);
          await scheduler.waitFor(Promise.all(looks));
          // What was read before another look took credits must not give them back, not even for a while.
          if (calm) expect(shop.records.entries.filter(({ kind }) => kind === "reversal")).toEqual([]);
          await scheduler.waitFor(shop.wait());
          for (const orderId of shop.records.kept.keys()) {
            expect(shop.records.creditsOf(orderId), orderId).toBe(shop.worth(orderId));
          }
        },
      ),
      { numRuns: propertyRuns(100) },
    );
  });
});
