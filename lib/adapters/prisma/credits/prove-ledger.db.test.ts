import { afterAll, describe, expect, inject, it } from "vitest";
import { type IdSource, randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import {
  driftOf,
  makePaidOrder,
  makeTenant,
  makeTurn,
  NOON,
  tamper,
  uniqueId,
} from "@/lib/testing/ledger/ledger-fixtures";
import { createOperatorCredits } from "../operator/operator-credits";
import { forTenant } from "../shared/tenant-scope";
import { appendEntry, endTurnCredit, reserveTurnCredit } from "./ledger";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const credits = createOperatorCredits(database, randomIds satisfies IdSource, { now: () => NOON });

async function spentTenant() {
  const owner = await makeTenant(database);
  const { tenantId } = owner;
  await credits.grant(tenantId, 5, "for the test", "first");
  await credits.grant(tenantId, 3, "for the test", "second");
  const turnId = await makeTurn(database, owner);
  const ref = { tenantId, turnId };
  await forTenant(database, tenantId, async (tx) => {
    await reserveTurnCredit(tx, ref, null, 1, NOON);
    await endTurnCredit(tx, ref, "reserved", "replied", null, NOON);
    await tx.turn.updateMany({ where: { id: turnId }, data: { closedAt: NOON, outcome: "replied" } });
  });
  expect(await driftOf(database, tenantId)).toEqual([]);
  return { tenantId, turnId };
}

describe("proving the ledger", () => {
  it("names an entry whose amount was edited, and the balance that it no longer adds up to", async () => {
    const { tenantId } = await spentTenant();
    await tamper(database, (tx) =>
      tx.creditEntry.updateMany({ where: { tenantId, reference: "operator:first" }, data: { amount: 6 } }),
    );
    const drift = await driftOf(database, tenantId);
    expect(drift).toContain("the kept balance is 7, its entries add up to 8");
    expect(drift.some((problem) => problem.includes("operator:first"))).toBe(true);
    expect(drift).toHaveLength(2);
  });

  it("finds a credit that came back as more than was reserved", async () => {
    const owner = await makeTenant(database);
    const { tenantId } = owner;
    await credits.grant(tenantId, 5, "for the test", "only");
    const ref = { tenantId, turnId: await makeTurn(database, owner) };
    await forTenant(database, tenantId, async (tx) => {
      await reserveTurnCredit(tx, ref, null, 2, NOON);
      await appendEntry(tx, { ...ref, kind: "restore", amount: 3, reference: ref.turnId, reason: null, now: NOON });
      await tx.turn.updateMany({
        where: { id: ref.turnId },
        data: { closedAt: NOON, outcome: "silent", credit: "restored" },
      });
    });
    expect(await driftOf(database, tenantId)).toEqual([expect.stringContaining("gives back 3 of 2 reserved")]);
  });

  it("finds two edits that cancel each other out", async () => {
    const { tenantId } = await spentTenant();
    await tamper(database, (tx) =>
      tx.creditEntry.updateMany({ where: { tenantId, reference: "operator:first" }, data: { amount: 6 } }),
    );
    await tamper(database, (tx) =>
      tx.creditEntry.updateMany({ where: { tenantId, reference: "operator:second" }, data: { amount: 2 } }),
    );
    expect(await driftOf(database, tenantId)).toHaveLength(2);
  });

  it("finds a kept balance that was edited", async () => {
    const { tenantId } = await spentTenant();
    await database.tables.creditBalance.update({ where: { tenantId }, data: { balance: 100 } });
    expect(await driftOf(database, tenantId)).toEqual(["the kept balance is 100, its entries add up to 7"]);
  });

  it("finds an entry that was removed, and a turn that says otherwise than its entries", async () => {
    const { tenantId, turnId } = await spentTenant();
    await tamper(database, (tx) =>
      tx.creditEntry.deleteMany({ where: { tenantId, reference: turnId, kind: "settle" } }),
    );
    expect(await driftOf(database, tenantId)).toEqual([
      `turn ${turnId} (replied) says that its credit is settled, its entries say reserved`,
    ]);
    await tamper(database, (tx) => tx.creditEntry.deleteMany({ where: { tenantId, reference: turnId } }));
    expect(await driftOf(database, tenantId)).toHaveLength(2);
  });

  it("finds an order and its entries that disagree, whichever of them was touched", async () => {
    const { tenantId } = await makeTenant(database);
    const order = await makePaidOrder(database, tenantId, { credits: 500 });
    const problem = `order ${order} (paid) is to have granted 500 and taken 0 credits, its entries say`;
    expect(await driftOf(database, tenantId)).toEqual([`${problem} 0 and 0`]);
    const entry = { tenantId, kind: "purchase", amount: 500, reference: order, reason: null, now: NOON } as const;
    await forTenant(database, tenantId, (tx) => appendEntry(tx, entry));
    expect(await driftOf(database, tenantId)).toEqual([]);
    const refund = { ...entry, kind: "refund", amount: -20, reference: `${order}:1` } as const;
    await forTenant(database, tenantId, (tx) => appendEntry(tx, refund));
    expect(await driftOf(database, tenantId)).toEqual([`${problem} 500 and 20`]);
    await database.tables.order.update({ where: { id: order }, data: { takenCredits: 20 } });
    expect(await driftOf(database, tenantId)).toEqual([]);
    await forTenant(database, tenantId, (tx) => appendEntry(tx, { ...entry, reference: "no-such-order" }));
    expect(await driftOf(database, tenantId)).toEqual([
      "order no-such-order (unknown) is to have granted 0 and taken 0 credits, its entries say 500 and 0",
    ]);
  });

  it("finds a silent turn that was charged", async () => {
    const { tenantId, turnId } = await spentTenant();
    await database.tables.turn.updateMany({ where: { id: turnId }, data: { outcome: "silent" } });
    expect(await driftOf(database, tenantId)).toHaveLength(1);
  });
});

describe("the operator's grant", () => {
  it("is granted once per reference, and is in the audit log once", async () => {
    const { tenantId } = await makeTenant(database);
    const first = await credits.grant(tenantId, 50, "sorry", "ticket-7");
    const second = await credits.grant(tenantId, 50, "sorry", "ticket-7");
    expect(first).toMatchObject({ tenant: tenantId, amount: 50, repeated: false, balance: 50, reference: "ticket-7" });
    expect(second).toMatchObject({ repeated: true, balance: 50 });
    await expect(credits.grant(tenantId, 60, "sorry", "ticket-7")).rejects.toThrow("50 credits were granted under it");
    expect(await database.tables.auditEntry.findMany({ where: { tenantId } })).toMatchObject([
      {
        action: "credits.grant",
        personId: null,
        targetId: "operator:ticket-7",
        details: { amount: 50, reason: "sorry" },
      },
    ]);
  });

  it("without a reference is another one each time", async () => {
    const { tenantId } = await makeTenant(database);
    await credits.grant(tenantId, 5, "more", null);
    expect(await credits.grant(tenantId, 5, "more", null)).toMatchObject({ balance: 10 });
    expect((await credits.show(tenantId)).entries).toHaveLength(2);
  });

  it("says what is wrong with a tenant or an amount", async () => {
    const nobody = uniqueId("nobody");
    await expect(credits.grant(nobody, 5, "more", null)).rejects.toThrow(`--tenant ${nobody}: no such tenant`);
    const { tenantId } = await makeTenant(database);
    await expect(credits.grant(tenantId, 1_000_001, "more", null)).rejects.toThrow("at most 1000000");
    await expect(credits.grant(tenantId, 0, "more", null)).rejects.toThrow("1 or more");
  });
});
