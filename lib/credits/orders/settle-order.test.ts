import { describe, expect, it } from "vitest";
import { OrderRecordsModel } from "@/lib/testing/purchases/order-records-model";
import { StripeModel } from "@/lib/testing/purchases/stripe-model";
import type { OrderDraft, Payments } from "./payments.port";
import { settleOrder } from "./settle-order";

const silent = () => undefined;

async function paidShop() {
  const stripe = new StripeModel();
  const orders = new OrderRecordsModel();
  const ports = {
    ...{ orders, noticeDue: silent, log: { info: silent, warn: silent, error: silent } },
    payments: stripe as Payments,
    clock: { now: () => new Date("2026-11-20T12:00:00Z") },
  };
  const draft: OrderDraft = {
    ...{ id: "order-1", tenantId: "tenant-1", kind: "checkout", customerId: "cus-1", savesCard: false },
    ...{ pack: { credits: 500, priceMinor: 300, currency: "usd" }, expiresAt: null, paymentMethodId: null },
  };
  const { order } = await orders.openCheckout({
    ...draft,
    parameters: stripe.parametersOf(draft),
    now: ports.clock.now(),
  });
  await settleOrder(ports, order);
  stripe.pay("cs_order-1");
  return { stripe, orders, ports, order: () => orders.of("order-1").order };
}

describe("settling an order", () => {
  it("looks again when another has settled it since: what it saw is old by then", async () => {
    const { stripe, orders, ports, order } = await paidShop();
    await settleOrder(ports, order());
    let release = silent as () => void;
    let held = new Promise<void>((resolve) => {
      release = () => resolve();
    });
    const slow: Payments = Object.assign(Object.create(stripe), {
      read: async (...of: Parameters<Payments["read"]>) => {
        const seen = await stripe.read(...of);
        await held;
        held = Promise.resolve();
        return seen;
      },
    });
    const late = settleOrder({ ...ports, payments: slow }, order());
    stripe.of("cs_order-1").refunds.push({ amount: 300, failed: false });
    await settleOrder(ports, order());
    expect(orders.creditsOf("order-1")).toBe(0);
    release();
    await late;
    expect(orders.entries.map(({ kind, amount }) => [kind, amount])).toEqual([
      ["purchase", 500],
      ["refund", -500],
    ]);
  });

  it("looks again too when the later look changed nothing: a refund that has failed by then takes nothing", async () => {
    const { stripe, orders, ports, order } = await paidShop();
    await settleOrder(ports, order());
    const refund = { amount: 300, failed: false };
    stripe.of("cs_order-1").refunds.push(refund);
    let late: Promise<unknown> | undefined;
    const slow: Payments = Object.assign(Object.create(stripe), {
      read: async (...of: Parameters<Payments["read"]>) => {
        const seen = await stripe.read(...of);
        if (late === undefined) {
          refund.failed = true;
          late = settleOrder(ports, order());
          await late;
        }
        return seen;
      },
    });
    await settleOrder({ ...ports, payments: slow }, order());
    expect(orders.entries.map(({ kind }) => kind)).toEqual(["purchase"]);
  });

  it("leaves the order as it is when Stripe does not answer", async () => {
    const { ports, orders, order } = await paidShop();
    const away: Payments = Object.assign(Object.create(ports.payments), {
      read: () => Promise.reject(new Error("away")),
    });
    const before = order();
    await expect(settleOrder({ ...ports, payments: away }, before)).rejects.toThrow("away");
    expect([order(), orders.entries]).toEqual([before, []]);
  });
});
