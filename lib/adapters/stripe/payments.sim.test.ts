import { describe, expect, inject, it } from "vitest";
import type { Order } from "@/lib/credits/orders/order";
import type { OrderDraft } from "@/lib/credits/orders/payments.port";
import { createPayments } from "./payments";

const url = inject("stripeUrl");
const settings = { appUrl: "http://127.0.0.1:9", paymentMethods: ["card", "link"], automaticTax: false, taxIds: false };
const payments = createPayments({ secretKey: "sk_test_sandbox", apiUrl: url }, settings);
const BUYER = { personId: "person-1", email: "owner@salon.example", businessName: "Salon" };
const PACK = { credits: 500, priceMinor: 300, currency: "usd" };

async function door<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(`${url}/_sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer as Answer;
}

let count = 0;

function orderOf(draft: Partial<OrderDraft> & Pick<OrderDraft, "customerId">): Order {
  count += 1;
  const now = new Date();
  const whole: OrderDraft = {
    ...{ id: `order-${count}-${now.getTime()}`, tenantId: "tenant-1", kind: "checkout", pack: PACK, savesCard: false },
    ...{ expiresAt: new Date(now.getTime() + 3_600_000), paymentMethodId: null },
    ...draft,
  };
  const { id, tenantId, kind, pack, customerId, savesCard, expiresAt } = whole;
  return {
    ...{ id, tenantId, kind, ...pack, customerId, savesCard, expiresAt, parameters: payments.parametersOf(whole) },
    ...{ state: "open", objectId: null, paymentIntentId: null, paidMinor: null, takenCredits: 0, moves: 0, version: 1 },
    ...{ disputeOpen: false, receiptUrl: null, failure: null, createdAt: now, paidAt: null },
  };
}

const customer = () => payments.createCustomer(`tenant-${crypto.randomUUID()}`, 1, BUYER);

async function begin(order: Order): Promise<Order> {
  const sight = await payments.begin(order);
  if (sight.kind !== "seen") throw new Error(`not begun: ${sight.kind}`);
  return { ...order, objectId: sight.payment.objectId };
}

/** A customer with a saved card, as a purchase with auto top-up leaves it. */
async function withSavedCard(card?: string): Promise<{ customerId: string; paymentMethodId: string }> {
  const customerId = await customer();
  const order = await begin(orderOf({ customerId, savesCard: true }));
  await door("pay", { session: order.objectId });
  const { paymentMethodId } = await payments.read(order);
  if (paymentMethodId === null) throw new Error("no card was saved");
  if (card) await door("card", { payment_method: paymentMethodId, card });
  return { customerId, paymentMethodId };
}

const topUp = ({ customerId, paymentMethodId }: { customerId: string; paymentMethodId: string }) =>
  orderOf({ kind: "top_up", customerId, paymentMethodId, expiresAt: null });

describe("a Checkout", () => {
  it("is begun once for one order, paid on its page, and tells what was paid", async () => {
    const order = await begin(orderOf({ customerId: await customer() }));
    expect((await begin(order)).objectId).toBe(order.objectId);
    const open = await payments.read(order);
    expect(open).toMatchObject({ status: "open", subtotalMinor: 300, currency: "usd", orderId: order.id, live: false });
    expect(open.checkoutUrl).toContain("/c/pay/");
    await door("pay", { session: order.objectId });
    expect(await payments.read(order)).toMatchObject({
      ...{ status: "paid", totalMinor: 300, customerId: order.customerId, orderId: order.id, checkoutUrl: null },
      ...{ refundedMinor: 0, withdrawnMinor: 0, disputeOpen: false },
      paymentIntentId: expect.stringMatching(/^pi_/),
      receiptUrl: expect.stringContaining("http"),
    });
    expect(await payments.find({ ...order, objectId: null })).toMatchObject({ objectId: order.objectId });
    expect(await payments.find({ ...order, id: "another" })).toBeNull();
  });

  it("that is begun again is told as it is by now, not as it was", async () => {
    const order = await begin(orderOf({ customerId: await customer() }));
    await door("pay", { session: order.objectId });
    expect(await payments.begin(order)).toMatchObject({ kind: "seen", payment: { status: "paid", totalMinor: 300 } });
  });

  it("of another key, or of none, is not found", async () => {
    const order = orderOf({ customerId: await customer() });
    await expect(payments.read({ ...order, objectId: "cs_test_another" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("can be ended before it is paid, and not after", async () => {
    const ended = await begin(orderOf({ customerId: await customer() }));
    await payments.expire(ended);
    expect(await payments.read(ended)).toMatchObject({ status: "expired" });
    const paid = await begin(orderOf({ customerId: await customer() }));
    await door("pay", { session: paid.objectId });
    await payments.expire(paid);
    expect(await payments.read(paid)).toMatchObject({ status: "paid" });
  });

  it("of a slow payment is processing, then paid or failed", async () => {
    for (const succeeds of [true, false]) {
      const order = await begin(orderOf({ customerId: await customer() }));
      await door("pay", { session: order.objectId, card: "sepa_debit" });
      expect(await payments.read(order)).toMatchObject({ status: "processing" });
      await door("settle", { session: order.objectId, succeeds });
      expect(await payments.read(order)).toMatchObject({ status: succeeds ? "paid" : "failed" });
    }
  });

  it("with tax has the price as its subtotal", async () => {
    const taxed = createPayments(
      { secretKey: "sk_test_sandbox", apiUrl: url },
      { ...settings, automaticTax: true, taxIds: true },
    );
    const order = orderOf({ customerId: await customer() });
    const draft = { ...order, pack: PACK, paymentMethodId: null };
    const begun = await begin({ ...order, parameters: taxed.parametersOf(draft) });
    await door("pay", { session: begun.objectId });
    const seen = await taxed.read(begun);
    expect(seen).toMatchObject({ status: "paid", subtotalMinor: 300 });
    expect(seen.totalMinor).toBeGreaterThan(300);
  });

  it("of a customer that Stripe does not have is refused", async () => {
    expect(await payments.begin(orderOf({ customerId: "cus_nobody" }))).toEqual({
      ...{ kind: "refused", code: "resource_missing", customerGone: true },
    });
  });
});

describe("money that went back", () => {
  it("is told of refunds that did not fail, and of disputes while they hold it", async () => {
    const order = await begin(orderOf({ customerId: await customer() }));
    await door("pay", { session: order.objectId });
    const { paymentIntentId: payment_intent } = await payments.read(order);
    const refund = await door<{ id: string }>("refund", { payment_intent, amount: 100 });
    expect(await payments.read(order)).toMatchObject({ status: "paid", refundedMinor: 100 });
    await door("refund/status", { refund: refund.id, status: "failed" });
    expect(await payments.read(order)).toMatchObject({ refundedMinor: 0 });
    const dispute = await door<{ id: string }>("dispute", { payment_intent });
    expect(await payments.read(order)).toMatchObject({ withdrawnMinor: 300, disputeOpen: true });
    await door("dispute/step", { dispute: dispute.id, status: "won" });
    expect(await payments.read(order)).toMatchObject({ withdrawnMinor: 0, disputeOpen: false });
  });

  it("is none of an inquiry, nor of a dispute that was prevented", async () => {
    for (const kind of ["inquiry", "prevented"]) {
      const order = await begin(orderOf({ customerId: await customer() }));
      await door("pay", { session: order.objectId });
      const { paymentIntentId: payment_intent } = await payments.read(order);
      await door("dispute", { payment_intent, kind });
      expect(await payments.read(order)).toMatchObject({ withdrawnMinor: 0, disputeOpen: kind === "inquiry" });
    }
  });
});

describe("a top-up", () => {
  it("is paid with the saved card, once", async () => {
    const saved = await withSavedCard();
    expect(await payments.findCard(saved.customerId, saved.paymentMethodId)).toEqual({
      ...{ kind: "card", paymentMethodId: saved.paymentMethodId },
    });
    const order = topUp(saved);
    const first = await payments.begin(order);
    expect(first).toMatchObject({ kind: "seen", payment: { status: "paid", totalMinor: 300, orderId: order.id } });
    expect(await payments.begin(order)).toEqual(first);
  });

  it.each([
    ["4000000000000341", { code: "generic_decline", hard: false }],
    ["4000002760003184", { code: "authentication_required", hard: false }],
    ["4000000000009995", { code: "insufficient_funds", hard: false }],
  ])("that the bank declines for %s is told so, can be cancelled, and stays declined", async (card, decline) => {
    const order = topUp(await withSavedCard(card));
    const sight = await payments.begin(order);
    expect(sight).toMatchObject({ kind: "seen", payment: { status: "failed", orderId: order.id, decline } });
    if (sight.kind !== "seen") return;
    await payments.cancel(sight.payment.objectId);
    await payments.cancel(sight.payment.objectId);
    expect(await payments.read({ ...order, objectId: sight.payment.objectId })).toMatchObject({ status: "failed" });
    expect(await payments.begin(order)).toMatchObject({ kind: "seen", payment: { status: "failed", decline } });
  });
});

describe("what Stripe does not answer", () => {
  it("is an error that says so, and not what was asked", async () => {
    const nowhere = createPayments({ secretKey: "sk_test_sandbox", apiUrl: "http://127.0.0.1:9" }, settings);
    await expect(nowhere.createCustomer("tenant-1", 1, BUYER)).rejects.toThrow(
      "stripe create_customer: StripeConnectionError",
    );
  });

  it("names a key that is refused", async () => {
    const stranger = createPayments({ secretKey: "sk_test_other", apiUrl: url }, settings);
    const refused = stranger.createCustomer("tenant-1", 1, BUYER);
    await expect(refused).rejects.toMatchObject({ retryable: false, refusal: { status: 401 } });
  });
});

describe("the portal", () => {
  it("has an address for a customer, and none for one that is gone", async () => {
    expect(await payments.openPortal(await customer())).toContain("http");
    expect(await payments.openPortal("cus_nobody")).toBeNull();
  });
});
