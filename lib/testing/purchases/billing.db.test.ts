import { afterAll, describe, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import { buyPack } from "@/lib/credits/orders/buy-pack";
import { createTopUpRound } from "@/lib/credits/orders/buy-top-up";
import { findPack } from "@/lib/credits/orders/credit-pack";
import type { PaymentHint } from "@/lib/credits/orders/payments.port";
import { createSettleRound } from "@/lib/credits/orders/settle-order";
import type { Environment } from "@/lib/env/environment.schema";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { createBilling, type Shop } from "@/lib/wiring/build-billing";
import { balanceOf, driftOf, makeTenant } from "../ledger/ledger-fixtures";
import { onlyTenant } from "./billing-world";

const stripeUrl = inject("otherStripeUrl");
const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const silent = () => undefined;
const log = { info: silent, warn: silent, error: silent };
const env = {
  APP_URL: "http://127.0.0.1:9",
  STRIPE_SECRET_KEY: "sk_test_sandbox",
  STRIPE_WEBHOOK_SECRET: ["whsec_sandbox"],
  STRIPE_API_URL: stripeUrl,
  STRIPE_PAYMENT_METHODS: ["card", "link"],
  STRIPE_AUTOMATIC_TAX: false,
  STRIPE_TAX_IDS: false,
} as Environment;

function openShop(): Shop {
  const { shop } = createBilling(env, { database, noticeDue: silent, log });
  if (!shop) throw new Error("no shop");
  return shop;
}

async function door<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(`${stripeUrl}/_sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as Answer;
}

/** A tenant's purchases on the database, of the sandbox's Stripe, by the real SDK. */
async function begin() {
  const shop = openShop();
  const { tenantId } = await makeTenant(database);
  const buyer = { personId: "person", email: "owner@example.com", businessName: "Salon & Sons" };
  const stamp = { tenantId, personId: "person", action: "credits.buy", at: new Date() };
  const small = findPack(shop.packs, 500);
  if (!small) throw new Error("no pack of 500 credits");
  const buy = () => buyPack(shop.ports, stamp, buyer, small);
  const ours = onlyTenant(database, tenantId, shop.ports);
  const topUp = createTopUpRound(ours);
  const settle = createSettleRound(ours);
  const order = () => database.tables.order.findFirstOrThrow({ where: { tenantId }, orderBy: { createdAt: "desc" } });
  const event = async (type: PaymentHint["type"]) => {
    const { objectId, id: orderId } = await order();
    const hint = { eventId: randomIds.newId(), type, live: false, objectId: objectId ?? "", orderId };
    await shop.hints.noteHint({ ...hint, paymentIntentId: null }, new Date());
    await settle();
    return balanceOf(database, tenantId);
  };
  const sweepAt = async (nowMs: number) => {
    const then = { ...ours, clock: { now: () => new Date(nowMs) } };
    await createSettleRound(then)();
    await createTopUpRound(then)();
  };
  return { shop, tenantId, buy, topUp, order, event, sweepAt };
}

describe("a purchase at the sandbox's Stripe", () => {
  it("is granted when it is paid, and follows its money back and forth", async () => {
    const { tenantId, buy, order, event } = await begin();
    const first = await buy();
    expect(await buy()).toEqual(first);
    const session = (await order()).objectId;
    await door("pay", { session });
    expect(await event("checkout.session.completed")).toBe(500);
    expect(await event("checkout.session.completed")).toBe(500);
    const { paymentIntentId: payment_intent, receiptUrl } = await order();
    expect(receiptUrl).toContain("/receipts/");

    const half = await door<{ id: string }>("refund", { payment_intent, amount: 150 });
    expect(await event("refund.created")).toBe(250);
    const dispute = await door<{ id: string }>("dispute", { payment_intent, amount: 150 });
    expect(await event("charge.dispute.funds_withdrawn")).toBe(0);
    await door("dispute/step", { dispute: dispute.id, status: "won" });
    expect(await event("charge.dispute.closed")).toBe(250);
    await door("refund/status", { refund: half.id, status: "failed" });
    expect(await event("refund.failed")).toBe(500);
    expect(await driftOf(database, tenantId)).toEqual([]);
  });

  it("whose session was never noted is the same session again: what is stored is what was sent, byte for byte", async () => {
    const { tenantId, buy, order, event } = await begin();
    await buy();
    const { id, objectId } = await order();
    await database.tables.order.update({ where: { id }, data: { objectId: null } });
    await buy();
    expect(await database.tables.order.count({ where: { tenantId } })).toBe(1);
    expect(await order()).toMatchObject({ id, objectId });
    await door("pay", { session: objectId });
    expect(await event("checkout.session.completed")).toBe(500);
  });

  it("saves the card for auto top-up, which is bought once, and off after a card that is of no use", async () => {
    const { shop, tenantId, buy, topUp, order, event } = await begin();
    const pack = findPack(shop.packs, 500);
    if (!pack) throw new Error("no pack of 500 credits");
    const stamp = { tenantId, personId: "person", action: "credits.auto_top_up", at: new Date() };
    await shop.ports.billing.setAutoTopUp(stamp, { below: 499, pack, monthlyLimitMinor: 900 });
    await buy();
    await door("pay", { session: (await order()).objectId });
    await event("checkout.session.completed");
    const account = () => database.tables.billingAccount.findUniqueOrThrow({ where: { tenantId } });
    const { paymentMethodId: payment_method } = await account();
    expect(payment_method).toMatch(/^pm_/);

    const { paymentIntentId: payment_intent } = await order();
    await door("refund", { payment_intent, amount: 300 });
    expect(await event("refund.created")).toBe(0);
    await Promise.all([topUp(), topUp()]);
    expect(await balanceOf(database, tenantId)).toBe(500);
    expect(await order()).toMatchObject({ kind: "top_up", state: "paid" });

    await door("card", { payment_method, card: "4000000000000341" });
    const failing = await order();
    await door("refund", { payment_intent: failing.objectId });
    expect(await event("refund.created")).toBe(0);
    await topUp();
    expect(await order()).toMatchObject({ kind: "top_up", state: "failed", failure: "generic_decline" });
    expect(await account()).toMatchObject({ declines: 1, autoTopUp: true });
    const mails = await database.tables.creditNotice.findMany({ where: { tenantId, kind: "top_up_declined" } });
    expect(mails).toHaveLength(1);
    expect(await driftOf(database, tenantId)).toEqual([]);
  });
});

describe("a server error, which Stripe keeps under the request's key", () => {
  const failOnce = (op: string) => door("faults", { op: `${op}:running`, kind: "error", status: 500, times: 1 });

  it("costs the owner one more click, not a day", async () => {
    const { tenantId, buy, order, event } = await begin();
    await failOnce("checkout.sessions.create");
    await expect(buy()).rejects.toThrow("never_arrived");
    expect(await buy()).toMatchObject({ kind: "go" });
    await door("pay", { session: (await order()).objectId });
    expect(await event("checkout.session.completed")).toBe(500);
    const states = await database.tables.order.findMany({ where: { tenantId }, orderBy: { createdAt: "asc" } });
    expect(states.map(({ state }) => state)).toEqual(["failed", "paid"]);
  });

  it("of a top-up holds it for minutes: a payment that comes to light is not made twice", async () => {
    const { shop, tenantId, buy, topUp, order, event, sweepAt } = await begin();
    const pack = findPack(shop.packs, 500);
    if (!pack) throw new Error("no pack of 500 credits");
    const stamp = { tenantId, personId: "person", action: "credits.auto_top_up", at: new Date() };
    await shop.ports.billing.setAutoTopUp(stamp, { below: 499, pack, monthlyLimitMinor: 900 });
    await buy();
    await door("pay", { session: (await order()).objectId });
    await event("checkout.session.completed");
    await door("refund", { payment_intent: (await order()).paymentIntentId });
    await failOnce("payment_intents.create");
    expect(await event("refund.created")).toBe(0);
    await topUp();
    expect(await order()).toMatchObject({ kind: "top_up", state: "open" });
    await sweepAt(Date.now() + 11 * 60_000);
    const topUps = await database.tables.order.findMany({
      where: { tenantId, kind: "top_up" },
      orderBy: { createdAt: "asc" },
    });
    expect(topUps.map(({ state, failure }) => [state, failure])).toEqual([
      ["failed", "never_arrived"],
      ["paid", null],
    ]);
    expect(await database.tables.billingAccount.findUnique({ where: { tenantId } })).toMatchObject({ declines: 0 });
    expect(await balanceOf(database, tenantId)).toBe(500);
  });
});
