import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { balanceOf } from "@/lib/testing/ledger/ledger-fixtures";
import { BillingWorld, SMALL } from "@/lib/testing/purchases/billing-world";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import { BILLING_ACTIONS } from "./billing-actions";
import { type ActionResult, runAction } from "./run-action";

type Name = keyof typeof BILLING_ACTIONS;
const NAMES = Object.keys(BILLING_ACTIONS) as Name[];

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

let world: BillingWorld;
let first: Owner;
let second: Owner;

function appOf(change: object = {}): Application {
  const { ports, hints } = world;
  const shop = { ports: { ...ports, ...change }, packs: ports.packs, hints };
  return {
    billing: { orders: ports.orders, accounts: ports.billing, shop, contact: null },
    ports: { clock: ports.clock, log: ports.log },
    signIn: { limiter: { take: async () => 0 } },
  } as unknown as Application;
}

/** The table's actions differ in what they take; here each is given what the schema is there to check. */
function run(name: Name, owner: Owner | null, input: unknown, app = appOf()): Promise<ActionResult<unknown>> {
  return runAction(app, owner, BILLING_ACTIONS[name] as Parameters<typeof runAction>[2], input);
}

const TOP_UP = { enabled: true, credits: 500, below: 50, monthlyLimitMinor: 900 } as const;
const INPUTS: Record<Name, object> = {
  buyPack: { credits: 500 },
  settlePurchase: { orderId: "none" },
  saveAutoTopUp: TOP_UP,
  openPortal: {},
};

beforeAll(async () => {
  world = await BillingWorld.create(database);
  const other = await BillingWorld.create(database);
  const owner = (tenantId: string): Owner => ({
    personId: "person",
    email: "o@example.com",
    tenantId,
    tenantName: "S",
  });
  first = owner(world.tenantId);
  second = owner(other.tenantId);
});

describe.each(NAMES)("%s", (name) => {
  it("is refused to somebody who is not signed in", async () => {
    expect(await run(name, null, INPUTS[name])).toEqual({ ok: false, code: "unauthenticated" });
  });

  it("refuses what its schema doesn't know: a price, a quantity, a tenant", async () => {
    for (const surprise of [{ priceMinor: 1 }, { quantity: 9 }, { tenantId: second.tenantId }]) {
      expect(await run(name, first, { ...INPUTS[name], ...surprise })).toMatchObject({ code: "invalid_input" });
    }
  });
});

describe("an owner", () => {
  it("buys a pack that is sold, at the price that it is sold for", async () => {
    expect(await run("buyPack", first, { credits: 501 })).toEqual({ ok: false, code: "not_found" });
    const bought = await run("buyPack", first, { credits: 500 });
    expect(bought).toMatchObject({ ok: true, value: { kind: "go" } });
    expect(await world.orders()).toMatchObject([
      { priceMinor: SMALL.priceMinor, credits: 500, tenantId: first.tenantId },
    ]);
  });

  it("settles its own purchase, and no other's", async () => {
    const [order] = await world.orders();
    world.stripe.pay(order?.objectId ?? "");
    const orderId = order?.id;
    expect(await run("settlePurchase", second, { orderId })).toEqual({ ok: false, code: "not_found" });
    expect(await run("settlePurchase", first, { orderId: "none" })).toEqual({ ok: false, code: "not_found" });
    expect(await balanceOf(database, first.tenantId)).toBe(0);
    const paid = { ok: true, value: { state: "paid", credits: 500 } };
    expect(await run("settlePurchase", first, { orderId })).toEqual(paid);
    expect(await run("settlePurchase", first, { orderId })).toEqual(paid);
    expect(await balanceOf(database, first.tenantId)).toBe(500);
  });

  it("switches auto top-up on within its bounds, and off; both are in the audit log", async () => {
    expect(await run("saveAutoTopUp", first, { ...TOP_UP, below: 500 })).toMatchObject({ code: "invalid_input" });
    expect(await run("saveAutoTopUp", first, { ...TOP_UP, monthlyLimitMinor: 299 })).toMatchObject({
      code: "invalid_input",
    });
    expect(await run("saveAutoTopUp", first, TOP_UP)).toMatchObject({
      value: { autoTopUp: { below: 50, pack: SMALL, monthlyLimitMinor: 900 } },
    });
    expect(await run("saveAutoTopUp", first, { enabled: false })).toMatchObject({ value: { autoTopUp: null } });
    const where = { tenantId: first.tenantId, action: "credits.auto_top_up" };
    expect(await database.tables.auditEntry.findMany({ where, orderBy: { at: "asc" } })).toHaveLength(2);
  });

  it("is told that auto top-up is not offered where tax is added, and nothing at all is sold without a shop", async () => {
    expect(await run("saveAutoTopUp", first, TOP_UP, appOf({ topUpOffered: false }))).toMatchObject({
      code: "forbidden",
    });
    const closed = appOf();
    const app = { ...closed, billing: { ...closed.billing, shop: null } };
    for (const name of ["buyPack", "openPortal", "saveAutoTopUp"] as const) {
      expect(await run(name, first, INPUTS[name], app)).toEqual({ ok: false, code: "forbidden" });
    }
    expect(await run("saveAutoTopUp", first, { enabled: false }, app)).toMatchObject({ ok: true });
  });

  it("gets to the portal, with a new customer when the old one is gone", async () => {
    expect(await run("openPortal", first, {})).toMatchObject({ ok: true });
    world.stripe.goneCustomers.add(`cus_${first.tenantId}_1`);
    expect(await run("openPortal", first, {})).toEqual({ ok: false, code: "not_found" });
    expect(await run("openPortal", first, {})).toMatchObject({ ok: true });
  });
});
