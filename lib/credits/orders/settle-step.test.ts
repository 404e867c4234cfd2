import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextLookAt, type Order, type OrderState, type SeenPayment } from "./order";
import { creditsToTake, settleStep } from "./settle-step";

const ORDERED = new Date("2026-11-20T12:00:00Z");

/** An order of 500 credits for 3.00 that waits to be paid. */
function anOrder(change: Partial<Order> = {}): Order {
  return {
    ...{ id: "order-1", tenantId: "tenant-1", kind: "checkout", state: "open", credits: 500, priceMinor: 300 },
    ...{ currency: "usd", customerId: "cus-1", savesCard: false, parameters: {}, objectId: "cs-1" },
    ...{ paymentIntentId: null, paidMinor: null, takenCredits: 0, moves: 0, disputeOpen: false, receiptUrl: null },
    ...{ failure: null, version: 1, createdAt: ORDERED, expiresAt: null, paidAt: null },
    ...change,
  };
}

/** What Stripe has under that order once it is paid. */
function aPayment(change: Partial<SeenPayment> = {}): SeenPayment {
  return {
    ...{ objectId: "cs-1", status: "paid", subtotalMinor: 300, totalMinor: 300, currency: "usd", customerId: "cus-1" },
    ...{ orderId: "order-1", live: false, paymentIntentId: "pi-1", paymentMethodId: "pm-1", receiptUrl: null },
    ...{ refundedMinor: 0, withdrawnMinor: 0, disputeOpen: false, decline: null, checkoutUrl: null },
    ...change,
  };
}

const NOW = new Date("2026-11-20T12:05:00Z");
const settle = (order: Order, change: Partial<SeenPayment>, live = false) =>
  settleStep(order, { kind: "seen", payment: aPayment(change) }, live, NOW);

const STATUSES = ["open", "processing", "paid", "expired", "failed", "unclear"] as const;

describe("an order", () => {
  it.each([
    ["open", "open", "open"],
    ["open", "unclear", "open"],
    ["open", "processing", "paying"],
    ["open", "expired", "expired"],
    ["open", "failed", "failed"],
    ["open", "paid", "paid"],
    ["paying", "open", "paying"],
    ["paying", "failed", "failed"],
    ["paying", "paid", "paid"],
    ["expired", "open", "expired"],
    ["expired", "processing", "expired"],
    ["expired", "paid", "paid"],
    ["failed", "paid", "paid"],
    ["mismatch", "paid", "paid"],
    ["mismatch", "failed", "mismatch"],
  ] as const)("that is %s becomes, seen %s, %s", (state, status, next) => {
    const { order, entries } = settle(anOrder({ state }), { status });
    expect(order.state).toBe(next);
    expect(entries).toEqual(next === "paid" ? [{ kind: "purchase", amount: 500, reference: "order-1" }] : []);
  });

  it("that is paid stays so, whatever is seen later, and is granted once", () => {
    const { order: paid } = settle(anOrder(), {});
    for (const status of STATUSES) {
      const again = settle(paid, { status });
      expect(again.order).toEqual(paid);
      expect(again.entries).toEqual([]);
    }
  });

  it.each([
    ["livemode", { live: true }],
    ["order", { orderId: "another" }],
    ["order", { orderId: null }],
    ["object", { objectId: "cs-2" }],
    ["currency", { currency: "eur" }],
    ["customer", { customerId: "cus-2" }],
    ["amount", { subtotalMinor: 299 }],
    ["amount", { subtotalMinor: 301, totalMinor: 301 }],
    ["amount", { totalMinor: 0 }],
  ])("with another %s under it grants nothing", (field, change) => {
    const { order, entries, mismatch, lookAt } = settle(anOrder(), change);
    expect([order.state, order.failure, entries, mismatch, lookAt]).toEqual(["mismatch", field, [], field, null]);
  });

  it("that is paid moves no credits by what belongs to another", () => {
    const { order: paid } = settle(anOrder(), {});
    expect(settle(paid, { orderId: "another", refundedMinor: 300 })).toMatchObject({ order: paid, entries: [] });
    expect(settle(paid, { customerId: null, refundedMinor: 300 }).entries).toEqual([
      { kind: "refund", amount: -500, reference: "order-1:1" },
    ]);
  });

  it("that Stripe never heard of, or refuses, has failed; one that is paid has not", () => {
    const refused = { kind: "refused", code: "resource_missing", customerGone: true } as const;
    const unknown = settleStep({ ...anOrder(), objectId: null }, { kind: "missing" }, false, NOW);
    expect(unknown).toMatchObject({ order: { failure: "never_arrived" }, lookAt: null });
    const ofAnotherKey = settleStep(anOrder(), { kind: "missing" }, false, NOW);
    expect(ofAnotherKey).toMatchObject({ order: { failure: "not_at_stripe" }, lookAt: expect.any(Date) });
    expect(settleStep(anOrder(), refused, false, NOW).order).toMatchObject({ failure: "resource_missing" });
    const paid = anOrder({ state: "paid", paidMinor: 300 });
    expect(settleStep(paid, refused, false, NOW).order).toEqual(paid);
  });
});

describe("credits that follow the money", () => {
  it("keeps taken what the money says, whatever came before, and never more than was granted", () => {
    const money = fc.record({ refundedMinor: fc.nat(400), withdrawnMinor: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(money, { minLength: 1, maxLength: 20 }), fc.nat(90), (looks, tax) => {
        let order = anOrder();
        let balance = 0;
        const references = new Set<string>();
        for (const gone of looks) {
          const { order: next, entries } = settle(order, { totalMinor: 300 + tax, ...gone });
          for (const { kind, amount, reference } of entries) {
            expect(references).not.toContain(`${kind} ${reference}`);
            references.add(`${kind} ${reference}`);
            balance += amount;
          }
          order = next;
          expect(balance).toBe(500 - creditsToTake(500, { paidMinor: 300 + tax, ...gone }));
          expect(order.takenCredits).toBe(500 - balance);
        }
      }),
    );
  });

  it("takes none for nothing, all for all, and the lower number for a part", () => {
    const take = (refundedMinor: number, withdrawnMinor = 0) =>
      creditsToTake(500, { paidMinor: 300, refundedMinor, withdrawnMinor });
    expect([take(0), take(1), take(150), take(299), take(300), take(300, 300), take(150, 150)]).toEqual([
      0, 1, 250, 498, 500, 500, 500,
    ]);
    expect(creditsToTake(500, { paidMinor: 0, refundedMinor: 1, withdrawnMinor: 0 })).toBe(0);
  });
});

describe("the next look", () => {
  const days = (order: Partial<Order>, now: string) => nextLookAt(anOrder(order), new Date(now))?.toISOString() ?? null;

  it("comes soon while a buyer may be paying, later when a bank does, and rarely once paid", () => {
    expect(days({}, "2026-11-20T12:05:00Z")).toBe("2026-11-20T12:06:00.000Z");
    expect(days({}, "2026-11-20T12:30:00Z")).toBe("2026-11-20T12:40:00.000Z");
    expect(days({ state: "paying" }, "2026-11-20T12:05:00Z")).toBe("2026-11-20T13:05:00.000Z");
    const paid = { state: "paid", paidAt: new Date("2026-11-20T12:00:00Z") } as const;
    expect(days(paid, "2026-11-20T12:00:00Z")).toBe("2026-11-21T12:00:00.000Z");
    expect(days(paid, "2026-11-21T12:00:00Z")).toBe("2026-11-23T12:00:00.000Z");
    expect(days(paid, "2027-06-20T12:00:00Z")).toBeNull();
    expect(days({ ...paid, disputeOpen: true }, "2027-06-20T12:00:00Z")).toBe("2027-06-21T12:00:00.000Z");
  });

  it("never comes for what has ended", () => {
    const ended: OrderState[] = ["expired", "failed", "mismatch"];
    for (const state of ended) expect(days({ state }, "2026-11-20T12:05:00Z")).toBeNull();
  });
});
