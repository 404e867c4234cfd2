import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { purchase, type StripeBench, startStripeBench, webhookSecret } from "./stripe-bench";

let bench: StripeBench;

beforeEach(async () => {
  bench = await startStripeBench();
});
afterEach(() => bench.close());

/** The id of a paid intent. */
async function sold(card = "4242424242424242"): Promise<string> {
  const session = await bench.stripe.checkout.sessions.create(purchase());
  await bench.door("pay", { session: session.id, card });
  const { payment_intent } = await bench.stripe.checkout.sessions.retrieve(session.id);
  return String(payment_intent);
}

describe("a refund", () => {
  it("gives back two halves and no more", async () => {
    const payment_intent = await sold();
    await bench.stripe.refunds.create({ payment_intent, amount: 150 });
    await bench.door("refund", { payment_intent, amount: 150 });
    await expect(bench.stripe.refunds.create({ payment_intent })).rejects.toMatchObject({
      code: "charge_already_refunded",
    });
    const list = await bench.stripe.refunds.list({ payment_intent });
    expect(list.data.map(({ amount, status }) => [amount, status])).toEqual([
      [150, "succeeded"],
      [150, "succeeded"],
    ]);
    const intent = await bench.stripe.paymentIntents.retrieve(payment_intent, { expand: ["latest_charge"] });
    expect(intent.latest_charge).toMatchObject({ amount_refunded: 300, refunded: true });
    await bench.webhooks("refund.created", 2);
  });

  it("can be pending, and fail after it succeeded: then the money is there again", async () => {
    const payment_intent = await sold("4000000000007726");
    const refund = await bench.stripe.refunds.create({ payment_intent });
    expect(refund.status).toBe("pending");
    await bench.door("refund/status", { refund: refund.id, status: "succeeded" });
    await bench.door("refund/status", { refund: refund.id, status: "failed" });
    expect((await bench.webhooks("refund.failed"))[0]?.event.data.object).toMatchObject({
      status: "failed",
      failure_reason: "expired_or_canceled_card",
    });
    await bench.webhooks("refund.updated", 2);
    const intent = await bench.stripe.paymentIntents.retrieve(payment_intent, { expand: ["latest_charge"] });
    expect(intent.latest_charge).toMatchObject({ amount_refunded: 0, refunded: false });
  });
});

describe("a dispute", () => {
  it("withdraws the money, refuses a refund, and brings it back when it is won", async () => {
    const payment_intent = await sold("4000000000000259");
    await bench.webhooks("charge.dispute.funds_withdrawn");
    const [dispute] = (await bench.stripe.disputes.list({ payment_intent })).data;
    expect(dispute).toMatchObject({ status: "needs_response", balance_transactions: [{ amount: -300 }] });
    await expect(bench.stripe.refunds.create({ payment_intent })).rejects.toMatchObject({ code: "charge_disputed" });
    await bench.door("dispute/step", { dispute: dispute?.id, status: "won" });
    await bench.webhooks("charge.dispute.funds_reinstated");
    await bench.webhooks("charge.dispute.closed");
    const won = await bench.stripe.disputes.retrieve(dispute?.id ?? "");
    expect(won.balance_transactions.map(({ amount }) => amount)).toEqual([-300, 300]);
  });

  it("takes nothing as an inquiry or when prevented, part of it when partial, and may have a status nobody knows", async () => {
    const payment_intent = await sold("4000000000001976");
    const [inquiry] = (await bench.stripe.disputes.list({ payment_intent })).data;
    expect(inquiry).toMatchObject({
      status: "warning_needs_response",
      balance_transactions: [],
      is_charge_refundable: true,
    });
    const prevented = await bench.door("dispute", { payment_intent: await sold(), kind: "prevented" });
    expect(prevented).toMatchObject({ status: "prevented", balance_transactions: [] });
    await bench.door("dispute/step", { dispute: inquiry?.id, move: "withdraw", amount: 100 });
    const moved = await bench.door("dispute/step", { dispute: inquiry?.id, status: "appeal_of_the_future" });
    expect(moved).toMatchObject({ status: "appeal_of_the_future", balance_transactions: [{ amount: -100 }] });
  });
});

describe("a webhook", () => {
  it("comes again, newly signed, until the app takes it", async () => {
    bench.answers.push(302, 302);
    await bench.door("faults", [{ op: "webhook", kind: "duplicate" }]);
    await bench.door("delete-customer", { customer: (await bench.stripe.customers.create({})).id });
    await bench.webhooks("customer.deleted", 2);
    await expect.poll(() => bench.door("deliveries", {}, "GET"), { interval: 5 }).toMatchObject({ waiting: 1 });
    await bench.door("hurry");
    const [first, , third] = await bench.webhooks("customer.deleted", 3);
    expect(third?.body).toBe(first?.body);
    await expect.poll(() => bench.door("deliveries", {}, "GET"), { interval: 5 }).toMatchObject({ waiting: 0 });
    await bench.door("secrets", { secrets: ["whsec_new", webhookSecret] });
    const { event } = { event: third?.event.id };
    await bench.door("resend", { event });
    await bench.door("resend", { event, anew: true });
    const all = await bench.webhooks("customer.deleted", 5);
    expect(new Set(all.map((one) => one.event.id)).size).toBe(2);
    for (const secret of ["whsec_new", webhookSecret]) {
      const { body = "", signature = "" } = all.at(-1) ?? {};
      expect(bench.stripe.webhooks.constructEvent(body, signature, secret).type).toBe("customer.deleted");
    }
  });

  it("can be forged, thin, of live mode, or of a wrong secret", async () => {
    const object = await sold();
    const type = "payment_intent.succeeded";
    await bench.door("forge", {
      type: "payment_intent.canceled",
      object,
      set: { amount: 1, "metadata.order": "foreign" },
      livemode: true,
    });
    const [forged] = await bench.webhooks("payment_intent.canceled");
    expect(forged?.event).toMatchObject({
      livemode: true,
      data: { object: { amount: 1, metadata: { order: "foreign" } } },
    });
    expect((await bench.stripe.paymentIntents.retrieve(object)).amount).toBe(300);
    await bench.door("alter", { id: object, set: { amount: 1, currency: "eur" } });
    expect(await bench.stripe.paymentIntents.retrieve(object)).toMatchObject({ amount: 1, currency: "eur" });
    await bench.door("forge", { type: "payment_intent.processing", object, secrets: ["whsec_wrong"] });
    const [wrong] = await bench.webhooks("payment_intent.processing");
    const check = () => bench.stripe.webhooks.constructEvent(wrong?.body ?? "", wrong?.signature ?? "", webhookSecret);
    expect(check).toThrow(Stripe.errors.StripeSignatureVerificationError);
    await bench.door("forge", { type, object, thin: true });
    const thin = (await bench.webhooks(type, 2))[1];
    const read = () => bench.stripe.webhooks.constructEvent(thin?.body ?? "", thin?.signature ?? "", webhookSecret);
    expect(read).toThrow("thin event");
  });
});

it("keeps its world over a restart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "concierge-stripe-"));
  const before = await startStripeBench(folder);
  const session = await before.stripe.checkout.sessions.create(purchase(), { idempotencyKey: "order:1" });
  await before.door("pay", { session: session.id });
  await before.close();
  const after = await startStripeBench(folder);
  expect(await after.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: "paid" });
  expect((await after.stripe.checkout.sessions.create(purchase(), { idempotencyKey: "order:1" })).id).toBe(session.id);
  expect((await after.stripe.events.list({ type: "checkout.session.completed" })).data).toHaveLength(1);
  await after.close();
  await rm(folder, { recursive: true });
});
