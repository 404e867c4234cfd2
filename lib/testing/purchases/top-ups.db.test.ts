import { afterAll, describe, expect, inject, it } from "vitest";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { appendEntry, reserveTurnCredit } from "@/lib/adapters/prisma/credits/ledger";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { lockTurn } from "@/lib/adapters/prisma/turns/turn-records";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { balanceOf, driftOf, makeTurn } from "../ledger/ledger-fixtures";
import { BillingWorld, LARGE, SMALL } from "./billing-world";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const HOUR_MS = 3_600_000;
const DECLINED = { code: "insufficient_funds", hard: false };
const SETTINGS = { below: 50, pack: SMALL, monthlyLimitMinor: 900 };

/** Auto top-up is on, a card is saved, and so many credits are left. */
async function worldWith(credits: number, settings = SETTINGS): Promise<BillingWorld> {
  const world = await BillingWorld.create(database);
  const { tenantId } = world;
  await world.ports.billing.readCustomer(tenantId);
  await world.ports.billing.keepCustomer(tenantId, 1, `cus_${tenantId}_1`);
  await world.ports.billing.keepCard(tenantId, null, "pm_1");
  await grant(world, credits);
  await world.ports.billing.setAutoTopUp(world.stamp("credits.auto_top_up"), settings);
  return world;
}

async function grant({ tenantId, nowMs }: BillingWorld, amount: number): Promise<void> {
  const gift = { tenantId, amount, reference: randomIds.newId(), reason: "test", now: new Date(nowMs) };
  await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, gift));
}

const reserve = ({ tenantId, nowMs }: BillingWorld, turnId: string) =>
  forTenant(database, tenantId, async (tx) => {
    const turn = await lockTurn(tx, { tenantId, turnId });
    return reserveTurnCredit(tx, { tenantId, turnId }, turn?.credit ?? null, 1, new Date(nowMs));
  });

const statesOf = async (world: BillingWorld) => (await world.orders()).map(({ kind, state }) => `${kind} ${state}`);

async function mailsOf({ tenantId }: BillingWorld): Promise<string[]> {
  const mails = await database.tables.creditNotice.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
  return mails.map(({ kind }) => kind).filter((kind) => kind !== "low" && kind !== "zero");
}

describe("auto top-up", () => {
  it("buys one pack below the line, and none above it", async () => {
    const world = await worldWith(50);
    await world.sweep();
    expect(await statesOf(world)).toEqual([]);
    const turn = await makeTurn(database, world);
    expect(await reserve(world, turn)).toEqual({ kind: "reserved", notice: true });
    await world.sweep();
    expect(await statesOf(world)).toEqual(["top_up paid"]);
    expect(await balanceOf(database, world.tenantId)).toBe(549);
    expect(world.stripe.of(world.stripe.begun[0] ?? "").parameters).toMatchObject({ paymentMethodId: "pm_1" });
    world.nowMs += HOUR_MS;
    await world.sweep();
    expect(world.stripe.begun).toHaveLength(1);
    expect(await driftOf(database, world.tenantId)).toEqual([]);
  });

  it("buys one for fifty turns that cross the line at once, however many processes look", async () => {
    const world = await worldWith(99);
    const turns = await Promise.all(Array.from({ length: 50 }, () => makeTurn(database, world)));
    const rings = await Promise.all(turns.map((turn) => reserve(world, turn)));
    expect(rings.filter((ring) => ring.kind === "reserved" && ring.notice).length).toBeGreaterThanOrEqual(1);
    await Promise.all(Array.from({ length: 8 }, () => world.sweep()));
    expect(await statesOf(world)).toEqual(["top_up paid"]);
    expect(world.stripe.begun).toHaveLength(1);
    expect(await balanceOf(database, world.tenantId)).toBe(549);
  });

  it("looks at once when it is switched on below the line, where no reply could cross it", async () => {
    const world = await worldWith(1);
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(501);
  });

  it("stops at the month's limit, says so once, and goes on next month", async () => {
    const world = await worldWith(1, { ...SETTINGS, monthlyLimitMinor: 599 });
    await world.sweep();
    await spend(world, 490);
    for (let look = 0; look < 2; look += 1) {
      world.nowMs += 2 * HOUR_MS;
      await world.sweep();
    }
    expect(await statesOf(world)).toEqual(["top_up paid"]);
    expect(await mailsOf(world)).toEqual(["top_up_limit"]);
    world.nowMs = Date.UTC(new Date(world.nowMs).getUTCFullYear(), 11, 1, 2);
    await world.sweep();
    expect(await statesOf(world)).toEqual(["top_up paid", "top_up paid"]);
  });

  it("tells of a decline with a way to buy, tries again half a day later, and is off after the second", async () => {
    const world = await worldWith(1);
    world.stripe.topUps = [DECLINED, { code: "authentication_required", hard: false }];
    await world.sweep();
    world.nowMs += HOUR_MS;
    await world.sweep();
    expect(await statesOf(world)).toEqual(["top_up failed"]);
    expect(await mailsOf(world)).toEqual(["top_up_declined"]);
    world.nowMs += 12 * HOUR_MS;
    await world.sweep();
    expect(await mailsOf(world)).toEqual(["top_up_declined", "top_up_off"]);
    expect(world.stripe.cancelled).toEqual(world.stripe.begun);
    expect(await world.account()).toMatchObject({ autoTopUp: false, offReason: "declined" });
    world.nowMs += 30 * 24 * HOUR_MS;
    await world.sweep();
    expect(world.stripe.begun).toHaveLength(2);
    // Failed ones cost nothing of the month.
    const now = new Date(world.nowMs);
    expect((await world.ports.billing.readSettings(world.tenantId, now)).spentThisMonthMinor).toBe(0);
  });

  it("is off at once when the bank says that the card is of no use", async () => {
    const world = await worldWith(1);
    world.stripe.topUps = [{ code: "stolen_card", hard: true }];
    await world.sweep();
    expect(await world.account()).toMatchObject({ autoTopUp: false });
    expect(await mailsOf(world)).toEqual(["top_up_off"]);
  });

  it("waits for a payment that takes its time, and counts it already", async () => {
    const world = await worldWith(1);
    world.stripe.topUps = ["processing"];
    await world.sweep();
    world.nowMs += 2 * HOUR_MS;
    await world.sweep();
    expect(await statesOf(world)).toEqual(["top_up paying"]);
    const now = new Date(world.nowMs);
    expect((await world.ports.billing.readSettings(world.tenantId, now)).spentThisMonthMinor).toBe(300);
    world.stripe.pay(world.stripe.begun[0] ?? "");
    world.nowMs += 2 * HOUR_MS;
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(501);
  });

  it("keeps to one order when an answer gets lost", async () => {
    const world = await worldWith(1);
    world.stripe.loseAnswers = 1;
    await world.sweep();
    expect(await statesOf(world)).toEqual(["top_up open"]);
    world.nowMs += 10 * 60_000;
    await world.sweep();
    expect(await statesOf(world)).toEqual(["top_up paid"]);
    expect(world.stripe.begun).toHaveLength(1);
  });

  it("waits while the owner is buying, and while a payment is disputed", async () => {
    const world = await worldWith(1);
    await world.buy(LARGE);
    const [objectId = ""] = world.stripe.begun;
    await world.sweep();
    expect(await statesOf(world)).toEqual(["checkout open"]);
    world.stripe.pay(objectId);
    Object.assign(world.stripe.of(objectId), { dispute: { amount: 1_000, held: true, open: true } });
    world.nowMs += HOUR_MS;
    await world.sweep();
    expect(await balanceOf(database, world.tenantId)).toBe(1);
    expect(await statesOf(world)).toEqual(["checkout paid"]);
    Object.assign(world.stripe.of(objectId), { dispute: { amount: 1_000, held: true, open: false } });
    world.nowMs += 25 * HOUR_MS;
    await world.sweep();
    expect(await statesOf(world)).toEqual(["checkout paid", "top_up paid"]);
  });

  it("waits for a first card, which the next purchase saves", async () => {
    const world = await worldWith(1);
    await world.ports.billing.keepCard(world.tenantId, "pm_1", null);
    world.stripe.card = { kind: "none" };
    await world.sweep();
    expect(await world.account()).toMatchObject({ autoTopUp: true });
    await world.buy(SMALL);
    expect(await world.orders()).toMatchObject([{ kind: "checkout", savesCard: true }]);
    world.stripe.pay(world.stripe.begun[0] ?? "");
    world.nowMs += 60_000;
    await world.sweep();
    expect(await world.account()).toMatchObject({ paymentMethodId: "pm_1" });
    expect(await world.buy(SMALL)).toMatchObject({ kind: "go" });
    expect((await world.orders()).at(-1)).toMatchObject({ savesCard: false });
  });

  it.each([
    ["no_card", (world: BillingWorld) => Object.assign(world.stripe, { card: { kind: "none" } })],
    ["customer_gone", (world: BillingWorld) => world.stripe.goneCustomers.add(`cus_${world.tenantId}_1`)],
  ] as const)("ends with its card, and says so: %s", async (why, take) => {
    const world = await worldWith(1_000);
    await world.sweep();
    take(world);
    const event = { eventId: `${world.tenantId}-gone`, live: false, orderId: null, paymentIntentId: null };
    await world.hints.noteHint(
      why === "no_card"
        ? { ...event, type: "payment_method.detached", objectId: "pm_1" }
        : { ...event, type: "customer.deleted", objectId: `cus_${world.tenantId}_1` },
      new Date(world.nowMs),
    );
    await world.sweep();
    expect(await world.account()).toMatchObject({ autoTopUp: false, offReason: why, paymentMethodId: null });
    expect(await mailsOf(world)).toEqual(["top_up_off"]);
    expect(world.stripe.begun).toEqual([]);
  });

  it("ends where tax is added: without Checkout it would be sold without tax", async () => {
    const world = await worldWith(1);
    await world.sweep({ topUpOffered: false });
    expect(await world.account()).toMatchObject({ autoTopUp: false, offReason: "taxed" });
    expect(world.stripe.begun).toEqual([]);
  });

  it("ends when its pack is sold at another price: the owner has agreed to this one", async () => {
    const world = await worldWith(1);
    await world.sweep({ packs: [{ ...SMALL, priceMinor: 400 }] });
    expect(await world.account()).toMatchObject({ autoTopUp: false, offReason: "pack_changed" });
    expect(world.stripe.begun).toEqual([]);
  });
});

/** Spends credits as replies would, without a turn for each. */
async function spend({ tenantId }: BillingWorld, amount: number): Promise<void> {
  const entry = { tenantId, kind: "adjustment", amount: -amount, reference: randomIds.newId(), reason: null } as const;
  await forTenant(database, tenantId, (tx) => appendEntry(tx, { ...entry, now: new Date() }));
}
