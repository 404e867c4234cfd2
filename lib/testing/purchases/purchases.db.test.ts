import { afterAll, describe, expect, inject, it } from "vitest";
import { proveLedger } from "@/lib/adapters/prisma/credits/prove-ledger";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { balanceOf, driftOf } from "../ledger/ledger-fixtures";
import { BillingWorld, LARGE, SMALL } from "./billing-world";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const kindsOf = async ({ tenantId }: BillingWorld): Promise<string[]> => {
  const entries = await database.tables.creditEntry.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
  return entries.map(({ kind, amount }) => `${kind} ${amount}`);
};

async function paidWorld(): Promise<{ world: BillingWorld; objectId: string }> {
  const world = await BillingWorld.create(database);
  await world.buy();
  const [objectId = ""] = world.stripe.begun;
  world.stripe.pay(objectId);
  world.nowMs += 60_000;
  await world.sweep();
  expect(await kindsOf(world)).toEqual(["purchase 500"]);
  return { world, objectId };
}

describe("a purchase", () => {
  it("grants once what was ordered, when Stripe says that it is paid", async () => {
    const world = await BillingWorld.create(database);
    const bought = await world.buy();
    expect(bought).toMatchObject({ kind: "go", url: expect.stringContaining("https://checkout.stripe.com/") });
    world.nowMs += 60_000;
    await world.sweep();
    expect(await kindsOf(world)).toEqual([]);

    world.stripe.pay(world.stripe.begun[0] ?? "");
    world.nowMs += 60_000;
    await world.sweep();
    world.nowMs += 86_400_000;
    await world.sweep();
    expect(await kindsOf(world)).toEqual(["purchase 500"]);
    expect(await world.orders()).toMatchObject([{ state: "paid", paidMinor: 300, receiptUrl: expect.any(String) }]);
    expect(await driftOf(database, world.tenantId)).toEqual([]);
    const audit = await database.tables.auditEntry.findMany({ where: { tenantId: world.tenantId } });
    expect(audit).toMatchObject([{ action: "credits.buy", personId: "person", details: { credits: 500 } }]);
  });

  it("is one for two clicks at once, and for another click later", async () => {
    const world = await BillingWorld.create(database);
    const both = await Promise.all([world.buy(), world.buy()]);
    expect(both[0]).toEqual(both[1]);
    expect(await world.buy()).toEqual(both[0]);
    expect(world.stripe.begun).toHaveLength(1);
  });

  it("of another pack ends the open one first", async () => {
    const world = await BillingWorld.create(database);
    await world.buy(SMALL);
    await world.buy(LARGE);
    expect((await world.orders()).map(({ state, credits }) => [state, credits])).toEqual([
      ["expired", 500],
      ["open", 2_000],
    ]);
    expect([...world.stripe.payments.values()].map(({ status }) => status)).toEqual(["expired", "open"]);
  });

  it("that was paid meanwhile is granted, and no other is begun", async () => {
    const world = await BillingWorld.create(database);
    await world.buy(SMALL);
    world.stripe.pay(world.stripe.begun[0] ?? "");
    expect(await world.buy(LARGE)).toMatchObject({ kind: "settled" });
    expect(await balanceOf(database, world.tenantId)).toBe(500);
    expect(await world.buy(LARGE)).toMatchObject({ kind: "go" });
  });

  it("of a customer that was deleted makes another one", async () => {
    const world = await BillingWorld.create(database);
    await world.buy();
    world.stripe.pay(world.stripe.begun[0] ?? "");
    await world.buy();
    world.stripe.goneCustomers.add(`cus_${world.tenantId}_1`);
    expect(await world.buy(LARGE)).toMatchObject({ kind: "go" });
    expect(await world.account()).toMatchObject({ customerId: `cus_${world.tenantId}_2` });
  });

  it("whose answer got lost is found again under the same key", async () => {
    const world = await BillingWorld.create(database);
    world.stripe.loseAnswers = 1;
    await expect(world.buy()).rejects.toThrow("time-out");
    expect(await world.buy()).toMatchObject({ kind: "go" });
    expect(world.stripe.begun).toHaveLength(1);
    expect(await world.orders()).toHaveLength(1);
  });

  it("whose answer got lost a day ago is looked for, not begun again", async () => {
    const world = await BillingWorld.create(database);
    world.stripe.loseAnswers = 1;
    await expect(world.buy()).rejects.toThrow("time-out");
    world.stripe.pay(world.stripe.begun[0] ?? "");
    world.nowMs += 24 * 3_600_000;
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(500);
    expect(world.stripe.begun).toHaveLength(1);
  });
});

describe("what Stripe has under an order", () => {
  it.each([
    ["amount", { amount: 299 }],
    ["currency", { currency: "eur" }],
    ["customer", { customerId: "cus_other" }],
    ["order", { orderId: "another" }],
    ["livemode", { live: true }],
  ])("with another %s grants nothing, and is logged", async (field, change) => {
    const world = await BillingWorld.create(database);
    await world.buy();
    const [objectId = ""] = world.stripe.begun;
    world.stripe.pay(objectId);
    Object.assign(world.stripe.of(objectId), change);
    world.nowMs += 60_000;
    await world.sweep();
    expect(await kindsOf(world)).toEqual([]);
    expect(await world.orders()).toMatchObject([{ state: "mismatch", failure: field }]);
    expect(world.logged).toContain("order.mismatch");
    const { held } = await proveLedger(database);
    expect(held.filter(({ tenant }) => tenant === world.tenantId)).toMatchObject([
      { problem: expect.stringContaining(`another ${field}`) },
    ]);
    expect(await world.buy()).toMatchObject({ kind: "go" });
  });
});

describe("an event", () => {
  const hint = (world: BillingWorld, eventId: string, type: "checkout.session.completed" | "refund.created") => ({
    ...{ eventId: `${world.tenantId}-${eventId}`, type, live: false, objectId: world.stripe.begun[0] ?? "" },
    ...{ orderId: null, paymentIntentId: null },
  });

  it("makes its order due at once, and once", async () => {
    const world = await BillingWorld.create(database);
    await world.buy();
    world.stripe.pay(world.stripe.begun[0] ?? "");
    const event = hint(world, "1", "checkout.session.completed");
    const now = new Date(world.nowMs);
    expect(await world.hints.noteHint(event, now)).toBe("noted");
    expect(await world.hints.noteHint(event, now)).toBe("repeated");
    await world.sweep();
    await world.sweep();
    expect(await kindsOf(world)).toEqual(["purchase 500"]);
  });

  it("of a refund that comes before its order is known to be paid waits for it", async () => {
    const world = await BillingWorld.create(database);
    await world.buy();
    const [objectId = ""] = world.stripe.begun;
    const event = {
      ...hint(world, "2", "refund.created"),
      objectId: `re_${world.tenantId}`,
      paymentIntentId: objectId.replace(/^cs/, "pi"),
    };
    expect(await world.hints.noteHint(event, new Date(world.nowMs))).toBe("waits");
    world.stripe.pay(objectId);
    world.nowMs += 60_000;
    await world.sweep();
    world.stripe.of(objectId).refunds.push({ amount: 300, failed: false });
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(500);
    await world.hints.resolveHints(new Date(world.nowMs));
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(0);
  });
});

describe("money that goes back", () => {
  it("is not given again by a look that is older than what is known", async () => {
    const { world, objectId } = await paidWorld();
    const { orders, payments } = world.ports;
    const [row] = await world.orders();
    const before = await orders.findOrder(world.tenantId, row?.id ?? "");
    if (!before) throw new Error("no order");
    const old = { kind: "seen", payment: await payments.read(before) } as const;
    world.stripe.of(objectId).refunds.push({ amount: 300, failed: false });
    world.nowMs += 86_400_000;
    await world.sweep();
    expect(await orders.settleOrder(before, old, false, new Date(world.nowMs))).toBeNull();
    expect(await kindsOf(world)).toEqual(["purchase 500", "refund -500"]);
  });

  it("takes its credits along, whatever was spent of them, and gives them back when it comes again", async () => {
    const { world, objectId } = await paidWorld();
    const payment = world.stripe.of(objectId);
    const day = async () => {
      world.nowMs += 86_400_000 * 30;
      await world.sweep();
      expect(await driftOf(database, world.tenantId)).toEqual([]);
      return balanceOf(database, world.tenantId);
    };
    payment.refunds.push({ amount: 150, failed: false });
    expect(await day()).toBe(250);
    payment.dispute = { amount: 300, held: true, open: true };
    expect(await day()).toBe(0);
    payment.dispute = { amount: 300, held: false, open: false };
    expect(await day()).toBe(250);
    Object.assign(payment.refunds[0] ?? {}, { failed: true });
    expect(await day()).toBe(500);
    expect(await kindsOf(world)).toEqual([
      "purchase 500",
      "refund -250",
      "refund -250",
      "reversal 250",
      "reversal 250",
    ]);
  });
});
