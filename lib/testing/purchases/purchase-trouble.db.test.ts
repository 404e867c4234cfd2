import { afterAll, describe, expect, inject, it } from "vitest";
import { appendEntry } from "@/lib/adapters/prisma/credits/ledger";
import { createHintRecords } from "@/lib/adapters/prisma/orders/hint-records";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { AppError, UpstreamError } from "@/lib/core/errors";
import { randomIds } from "@/lib/core/ids";
import type { Payments } from "@/lib/credits/orders/payments.port";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { balanceOf } from "../ledger/ledger-fixtures";
import { BillingWorld, SMALL } from "./billing-world";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const MINUTE_MS = 60_000;
const SETTINGS = { below: 50, pack: SMALL, monthlyLimitMinor: 900 };

/** Spends credits as replies would, without a turn for each. */
async function spend({ tenantId, nowMs }: BillingWorld, amount: number): Promise<void> {
  if (amount === 0) return;
  const entry = { tenantId, kind: "adjustment", amount: -amount, reference: randomIds.newId(), reason: null } as const;
  await forTenant(database, tenantId, (tx) => appendEntry(tx, { ...entry, now: new Date(nowMs) }));
}

const withStripe = (world: BillingWorld, changed: Partial<Payments>): { payments: Payments } => ({
  payments: Object.assign(Object.create(world.stripe), changed),
});

describe("an order that Stripe has no answer for", () => {
  it("is asked for less and less often, and at once when an event names it", async () => {
    const world = await BillingWorld.create(database);
    const { orderId } = await world.buy();
    const [objectId = ""] = world.stripe.begun;
    let asked = 0;
    const away = withStripe(world, {
      read: async () => {
        asked += 1;
        throw new UpstreamError("stripe", "read_checkout", false, "resource_missing");
      },
    });
    for (let look = 0; look < 18; look += 1) {
      world.nowMs += 10 * MINUTE_MS;
      await world.sweep(away);
    }
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(12);
    world.stripe.pay(objectId);
    const hint = { type: "checkout.session.completed", live: false, objectId, orderId, paymentIntentId: null } as const;
    await world.hints.noteHint({ ...hint, eventId: `${orderId}-paid` }, new Date(world.nowMs));
    world.nowMs += MINUTE_MS;
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(500);
    expect(await world.orders()).toMatchObject([{ attempts: 0 }]);
  });
});

describe("an order that was begun with another key", () => {
  it("does not keep the owner from buying, and is granted once its key is back", async () => {
    const world = await BillingWorld.create(database);
    await world.buy();
    const [objectId = ""] = world.stripe.begun;
    world.stripe.pay(objectId);
    const blind = withStripe(world, {
      read: async (order) => {
        if (order.objectId === objectId) throw new AppError("not_found", "no such object");
        return world.stripe.read(order);
      },
    });
    expect(await world.buy(SMALL, blind)).toMatchObject({ kind: "go" });
    expect(world.logged).toContain("order.not_at_stripe");
    expect(await world.orders()).toMatchObject([{ state: "failed", failure: "not_at_stripe" }, { state: "open" }]);
    world.nowMs += 25 * 60 * MINUTE_MS;
    await world.sweep(blind);
    expect(await balanceOf(database, world.tenantId)).toBe(0);
    world.nowMs += 25 * 60 * MINUTE_MS;
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(500);
  });
});

describe("an event that waits for its order", () => {
  it("waits behind no events of what else is sold at Stripe", async () => {
    const world = await BillingWorld.create(database);
    const { orderId } = await world.buy();
    const [objectId = ""] = world.stripe.begun;
    world.stripe.pay(objectId);
    const event = (id: string, paymentIntentId: string, secondsAgo: number) => ({
      ...{ id: `${orderId}-${id}`, type: "refund.created", objectId: `re_${orderId}_${id}`, paymentIntentId },
      receivedAt: new Date(world.nowMs - secondsAgo * 1_000),
    });
    const others = Array.from({ length: 600 }, (_, at) => event(`other-${at}`, `pi_other_${orderId}`, 600 - at));
    const ours = event("ours", objectId.replace(/^cs/, "pi"), 0);
    await database.tables.stripeEvent.createMany({ data: [...others, ours] });
    world.nowMs += MINUTE_MS;
    await world.sweep();
    await world.hints.resolveHints(new Date(world.nowMs));
    expect(await database.tables.stripeEvent.findUnique({ where: { id: ours.id } })).toMatchObject({
      resolvedAt: new Date(world.nowMs),
    });
    expect((await world.orders())[0]?.nextTryAt).toEqual(new Date(world.nowMs));
    await database.tables.stripeEvent.deleteMany({ where: { id: { startsWith: orderId } } });
  });
});

describe("an event of long ago", () => {
  it("is forgotten after 90 days", async () => {
    const at = (days: number) => new Date(Date.UTC(2001, 0, 1 + days));
    const event = (id: string, days: number) => ({ id, type: "refund.created", objectId: id, receivedAt: at(days) });
    await database.tables.stripeEvent.createMany({ data: [event("long-ago", 0), event("of-late", 2)] });
    await createHintRecords(database).forgetHints(at(91));
    const left = await database.tables.stripeEvent.findMany({ where: { id: { in: ["long-ago", "of-late"] } } });
    expect(left.map(({ id }) => id)).toEqual(["of-late"]);
    await database.tables.stripeEvent.deleteMany({ where: { id: "of-late" } });
  });
});

describe("a card that is saved while another looks for one", () => {
  it("is kept, and used at once", async () => {
    const world = await BillingWorld.create(database);
    await world.ports.billing.setAutoTopUp(world.stamp("credits.auto_top_up"), SETTINGS);
    await world.buy();
    const [objectId = ""] = world.stripe.begun;
    let first = true;
    const slow = withStripe(world, {
      findCard: async (...of) => {
        if (!first) return world.stripe.findCard(of[0]);
        first = false;
        world.stripe.pay(objectId);
        world.nowMs += MINUTE_MS;
        await world.buy();
        return { kind: "none" };
      },
    });
    await world.sweep(slow);
    expect(await world.account()).toMatchObject({ paymentMethodId: "pm_1" });
    expect((await world.account()).nextTryAt.getTime()).toBeLessThanOrEqual(world.nowMs);
  });
});

describe("a top-up that Stripe won't have", () => {
  const lowWorld = async (): Promise<BillingWorld> => {
    const world = await BillingWorld.create(database);
    const { billing } = world.ports;
    await billing.readCustomer(world.tenantId);
    await billing.keepCustomer(world.tenantId, 1, `cus_${world.tenantId}_1`);
    await billing.setAutoTopUp(world.stamp("credits.auto_top_up"), SETTINGS);
    return world;
  };
  const mailsOf = ({ tenantId }: BillingWorld) =>
    database.tables.creditNotice.findMany({ where: { tenantId, kind: { startsWith: "top_up" } } });

  it("is the operator's to mend: no card is blamed for it, and it is tried again later", async () => {
    const world = await lowWorld();
    const refused = { kind: "refused", code: "parameter_unknown", customerGone: false } as const;
    const refusing = withStripe(world, { begin: async () => refused });
    for (let minute = 0; minute < 3; minute += 1) {
      await world.sweep(refusing);
      world.nowMs += MINUTE_MS;
    }
    expect(await world.orders()).toMatchObject([{ state: "failed", failure: "parameter_unknown" }]);
    expect(world.logged).toContain("order.refused");
    expect(await world.account()).toMatchObject({ autoTopUp: true, declines: 0 });
    expect(await mailsOf(world)).toEqual([]);
    world.nowMs += 60 * MINUTE_MS;
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(500);
  });

  it("because its customer was deleted in that moment is told as that", async () => {
    const world = await lowWorld();
    const late = withStripe(world, {
      findCard: async (customerId) => {
        const card = await world.stripe.findCard(customerId);
        world.stripe.goneCustomers.add(customerId);
        return card;
      },
    });
    await world.sweep(late);
    await world.sweep();
    expect(await world.account()).toMatchObject({ autoTopUp: false, offReason: "customer_gone", declines: 0 });
    expect(await mailsOf(world)).toMatchObject([{ kind: "top_up_off" }]);
  });
});

describe("the month's limit", () => {
  it("is told of again once it was raised and reached again", async () => {
    const world = await BillingWorld.create(database);
    const { tenantId } = world;
    const { billing } = world.ports;
    await billing.readCustomer(tenantId);
    await billing.keepCustomer(tenantId, 1, `cus_${tenantId}_1`);
    const mails = () => database.tables.creditNotice.count({ where: { tenantId, kind: "top_up_limit" } });
    const large = { ...SETTINGS, below: 499 };
    for (const [monthlyLimitMinor, told] of [
      [300, 1],
      [600, 2],
    ] as const) {
      await billing.setAutoTopUp(world.stamp("credits.auto_top_up"), { ...large, monthlyLimitMinor });
      for (let hour = 0; hour < 4; hour += 1) {
        await world.sweep();
        world.nowMs += 60 * MINUTE_MS;
        const balance = await balanceOf(database, tenantId);
        await spend(world, balance);
      }
      expect(await mails()).toBe(told);
    }
  });
});
