import fc from "fast-check";
import { afterAll, describe, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import { ENTRY_RULES } from "@/lib/credits/credit-entry";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import {
  balanceOf,
  driftOf,
  makePaidOrder,
  makeTenant,
  makeTurn,
  NOON,
  tamper,
  uniqueId,
} from "@/lib/testing/ledger/ledger-fixtures";
import { raceLedger } from "@/lib/testing/ledger/race-ledger";
import { propertyRuns } from "@/lib/testing/property-runs";
import { forTenant } from "../shared/tenant-scope";
import { lockTurn } from "../turns/turn-records";
import { createCreditReader } from "./balance-records";
import { createCreditUseReader } from "./credit-use-records";
import { grantCredits, grantLiveCredits, grantSignUpCredits } from "./grant-credits";
import { appendEntry, endTurnCredit, reserveTurnCredit } from "./ledger";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

type Owner = { tenantId: string; accountId: string };

const grant = (tenantId: string, amount: number, reference = uniqueId("grant")) =>
  forTenant(database, tenantId, (tx) =>
    grantCredits(tx, randomIds, { tenantId, amount, reference, reason: "test", now: NOON }),
  );

const append = (
  tenantId: string,
  kind: "grant" | "purchase" | "refund" | "adjustment",
  amount: number,
  reference: string,
) =>
  forTenant(database, tenantId, (tx) =>
    appendEntry(tx, { tenantId, kind, amount, reference, reason: null, now: NOON }),
  );

const reserve = ({ tenantId }: Owner, turnId: string, priceCredits = 1) =>
  forTenant(database, tenantId, async (tx) => {
    const turn = await lockTurn(tx, { tenantId, turnId });
    return reserveTurnCredit(tx, { tenantId, turnId }, turn?.credit ?? null, priceCredits, NOON);
  });

const end = ({ tenantId }: Owner, turnId: string, fact: "replied" | "silent" | "undelivered") =>
  forTenant(database, tenantId, async (tx) => {
    const turn = await lockTurn(tx, { tenantId, turnId });
    await endTurnCredit(tx, { tenantId, turnId }, turn?.credit ?? null, fact, null, NOON);
    if (turn?.closed_at === null) {
      await tx.turn.updateMany({ where: { id: turnId }, data: { closedAt: NOON, outcome: fact } });
    }
  });

const kindsOf = async (tenantId: string, reference: string): Promise<string[]> => {
  const rows = await database.tables.creditEntry.findMany({ where: { tenantId, reference }, orderBy: { id: "asc" } });
  return rows.map((row) => row.kind);
};

describe("the credit ledger", () => {
  it("writes one entry per kind and reference", async () => {
    const { tenantId } = await makeTenant(database);
    expect(await append(tenantId, "grant", 50, "gift-1")).toMatchObject({ kind: "written", balance: 50 });
    expect(await append(tenantId, "grant", 50, "gift-1")).toEqual({ kind: "repeated", amount: 50 });
    expect(await append(tenantId, "adjustment", -50, "gift-1")).toMatchObject({ kind: "written", balance: 0 });
    expect(await balanceOf(database, tenantId)).toBe(0);
    expect(await driftOf(database, tenantId)).toEqual([]);
  });

  it("refuses to spend what is not there, and lets a refund take back what was spent", async () => {
    const owner = await makeTenant(database);
    expect(await reserve(owner, await makeTurn(database, owner))).toEqual({ kind: "no_credit" });
    const order = await makePaidOrder(database, owner.tenantId, { credits: 1, takenCredits: 1 });
    await append(owner.tenantId, "purchase", 1, order);
    expect(await reserve(owner, await makeTurn(database, owner))).toMatchObject({ kind: "reserved" });
    expect(await reserve(owner, await makeTurn(database, owner))).toEqual({ kind: "no_credit" });
    expect(await append(owner.tenantId, "refund", -1, `${order}:1`)).toMatchObject({ kind: "written", balance: -1 });
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("takes the price that it is told, whole or not at all, and gives back what it took", async () => {
    const owner = await makeTenant(database);
    await grant(owner.tenantId, 5);
    const [first, second] = [await makeTurn(database, owner), await makeTurn(database, owner)];
    expect(await reserve(owner, first, 3)).toMatchObject({ kind: "reserved" });
    expect(await reserve(owner, second, 3)).toEqual({ kind: "no_credit" });
    expect(await balanceOf(database, owner.tenantId)).toBe(2);
    const reader = createCreditReader(database, randomIds, { now: () => NOON });
    expect(await reader.readBalance(owner.tenantId)).toMatchObject({ credits: 2, reserved: 3 });
    await end(owner, first, "silent");
    expect(await reader.readBalance(owner.tenantId)).toMatchObject({ credits: 5, reserved: 0 });
    expect(await balanceOf(database, owner.tenantId)).toBe(5);
    const third = await makeTurn(database, owner);
    await reserve(owner, third, 3);
    await end(owner, third, "replied");
    const use = await createCreditUseReader(database, { now: () => NOON }).readUse(owner.tenantId, 1);
    expect(use.perRule.map(({ credits }) => credits)).toEqual([3]);
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("takes no amount that its kind does not have", async () => {
    const { tenantId } = await makeTenant(database);
    await expect(append(tenantId, "purchase", -5, "order-3")).rejects.toThrow("expected 1 or more");
    await expect(append(tenantId, "adjustment", 0, "slip")).rejects.toThrow("expected not 0");
  });

  it("gives 50 turns that race for 1 credit one reserve", async () => {
    const owner = await makeTenant(database);
    await grant(owner.tenantId, 1);
    const turns = await Promise.all(Array.from({ length: 50 }, () => makeTurn(database, owner)));
    const answers = await Promise.all(turns.map((turnId) => reserve(owner, turnId)));
    expect(answers.filter(({ kind }) => kind === "reserved")).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === "no_credit")).toHaveLength(49);
    expect(await balanceOf(database, owner.tenantId)).toBe(0);
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("reserves once for a turn, however often and however simultaneously it is asked", async () => {
    const owner = await makeTenant(database);
    await grant(owner.tenantId, 10);
    const turnId = await makeTurn(database, owner);
    await Promise.all(Array.from({ length: 10 }, () => reserve(owner, turnId)));
    expect(await kindsOf(owner.tenantId, turnId)).toEqual(["reserve"]);
    expect(await balanceOf(database, owner.tenantId)).toBe(9);
  });

  it.each([
    { facts: ["replied"], kinds: ["reserve", "settle"], left: 0 },
    { facts: ["silent"], kinds: ["reserve", "restore"], left: 1 },
    { facts: ["undelivered"], kinds: ["reserve", "restore"], left: 1 },
    { facts: ["replied", "undelivered", "undelivered"], kinds: ["reserve", "settle", "restore"], left: 1 },
    // Failed, and then delivered after all: what came back stays.
    { facts: ["replied", "undelivered", "replied"], kinds: ["reserve", "settle", "restore"], left: 1 },
    { facts: ["silent", "replied"], kinds: ["reserve", "restore"], left: 1 },
    { facts: ["silent", "replied", "undelivered"], kinds: ["reserve", "restore"], left: 1 },
  ] as const)("ends the credit of a turn with facts $facts as $kinds", async ({ facts, kinds, left }) => {
    const owner = await makeTenant(database);
    await grant(owner.tenantId, 1);
    const turnId = await makeTurn(database, owner);
    await reserve(owner, turnId);
    for (const fact of facts) await end(owner, turnId, fact);
    expect(await kindsOf(owner.tenantId, turnId)).toEqual(kinds);
    expect(await balanceOf(database, owner.tenantId)).toBe(left);
  });
});

describe("free credits", () => {
  const signUp = (tenantId: string) =>
    forTenant(database, tenantId, (tx) => grantSignUpCredits(tx, randomIds, tenantId, NOON));
  const live = (tenantId: string, externalId: string) =>
    forTenant(database, tenantId, (tx) =>
      grantLiveCredits(tx, randomIds, tenantId, { channel: "whatsapp", externalId }, NOON),
    );

  it("gives 10 at sign-up and 90 for the first number, once each, and logs both", async () => {
    const { tenantId } = await makeTenant(database);
    const [first, second] = [uniqueId("n"), uniqueId("n")];
    expect([await signUp(tenantId), await signUp(tenantId)]).toEqual([10, 0]);
    expect([await live(tenantId, first), await live(tenantId, first), await live(tenantId, second)]).toEqual([
      90, 0, 0,
    ]);
    expect(await balanceOf(database, tenantId)).toBe(100);
    const log = await database.tables.auditEntry.findMany({ where: { tenantId } });
    expect(log.map(({ action, targetId }) => [action, targetId]).sort()).toEqual([
      ["credits.grant", "first-number"],
      ["credits.grant", "sign-up"],
    ]);
  });

  it("gives the 90 for a number to one tenant, and a number that earned nothing can still earn", async () => {
    const [one, other] = [await makeTenant(database), await makeTenant(database)];
    const [first, second] = [uniqueId("n"), uniqueId("n")];
    expect([await live(one.tenantId, first), await live(one.tenantId, second)]).toEqual([90, 0]);
    expect([await live(other.tenantId, first), await live(other.tenantId, second)]).toEqual([0, 90]);
  });

  it("gives 90 once when two numbers of a tenant go live at the same time, and when two tenants race for one", async () => {
    const [one, other] = [await makeTenant(database), await makeTenant(database)];
    const numbers = [uniqueId("n"), uniqueId("n"), uniqueId("n")];
    const own = await Promise.all(numbers.map((number) => live(one.tenantId, number)));
    expect(own.toSorted()).toEqual([0, 0, 90]);
    const third = await makeTenant(database);
    const shared = uniqueId("n");
    const raced = await Promise.all([live(other.tenantId, shared), live(third.tenantId, shared)]);
    expect(raced.toSorted()).toEqual([0, 90]);
  });
});

describe("the ledger against a simple model", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("grant" as const), amount: fc.integer({ min: 1, max: 3 }), name: fc.nat(3) }),
    fc.record({ kind: fc.constant("refund" as const), amount: fc.integer({ min: 1, max: 3 }), name: fc.nat(1) }),
    fc.record({ kind: fc.constant("reserve" as const), turn: fc.nat(4) }),
    fc.record({ kind: fc.constantFrom("replied", "silent", "undelivered"), turn: fc.nat(4) }),
  );

  it("agrees after every step", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const owner = await makeTenant(database);
        const turns: string[] = [];
        for (let index = 0; index < 5; index += 1) turns.push(await makeTurn(database, owner));
        const written = new Set<string>();
        const credit = new Map<number, "reserved" | "settled" | "restored">();
        let balance = 0;
        for (const item of steps) {
          if (item.kind === "grant" || item.kind === "refund") {
            const amount = item.kind === "grant" ? item.amount : -item.amount;
            const reference = `${item.kind}-${item.name}`;
            if (item.kind === "grant") await grant(owner.tenantId, amount, reference);
            else await append(owner.tenantId, "refund", amount, reference);
            if (!written.has(reference)) balance += amount;
            written.add(reference);
          } else {
            const turnId = turns[item.turn] ?? "";
            const state = credit.get(item.turn);
            if (item.kind === "reserve") {
              await reserve(owner, turnId);
              if (!state && balance >= 1) {
                balance -= 1;
                credit.set(item.turn, "reserved");
              }
            } else {
              await end(owner, turnId, item.kind);
              if (state === "reserved" && item.kind === "replied") credit.set(item.turn, "settled");
              else if (state === "reserved" || (state === "settled" && item.kind === "undelivered")) {
                balance += 1;
                credit.set(item.turn, "restored");
              }
            }
          }
          expect(await balanceOf(database, owner.tenantId)).toBe(balance);
        }
        const sums = await database.tables.creditEntry.aggregate({
          where: { tenantId: owner.tenantId },
          _sum: { amount: true },
        });
        expect(sums._sum.amount ?? 0).toBe(balance);
      }),
      { numRuns: propertyRuns(5) },
    );
  });
});

describe("the ledger's table", () => {
  const asReplica = (sql: string) =>
    database.tables.$transaction([
      database.tables.$executeRawUnsafe("SET LOCAL session_replication_role = replica"),
      database.tables.$executeRawUnsafe(sql),
    ]);

  it.each(["UPDATE credit_entries SET amount = amount", "DELETE FROM credit_entries", "TRUNCATE credit_entries"])(
    "refuses %s to everybody, a superuser who replays a log too",
    async (sql) => {
      const { tenantId } = await makeTenant(database);
      await append(tenantId, "adjustment", 50, "slip");
      const [me] = await database.tables.$queryRaw<{ rolsuper: boolean }[]>`
      SELECT rolsuper FROM pg_roles WHERE rolname = current_user`;
      expect(me?.rolsuper, "these tests run as a superuser").toBe(true);
      await expect(database.tables.$executeRawUnsafe(sql)).rejects.toThrow("credit_entries is append-only");
      await expect(asReplica(sql)).rejects.toThrow("credit_entries is append-only");
      expect(await balanceOf(database, tenantId)).toBe(50);
      expect(await driftOf(database, tenantId)).toEqual([]);
    },
  );

  it("lets each kind below zero that may overdraw, and no other", async () => {
    const { tenantId } = await makeTenant(database);
    for (const [kind, { mayOverdraw, allows }] of Object.entries(ENTRY_RULES)) {
      if (!allows(-1)) continue;
      const row = { tenantId, kind, amount: -1, balanceAfter: -1, reference: uniqueId("below"), createdAt: NOON };
      const written = await database.tables.creditEntry.createMany({ data: [row] }).catch(() => null);
      expect(written !== null, kind).toBe(mayOverdraw);
    }
    await tamper(database, (tx) => tx.creditEntry.deleteMany({ where: { tenantId } }));
  });

  it("holds codes and no words", async () => {
    const { tenantId } = await makeTenant(database);
    await grant(tenantId, 5, "invoice-17");
    expect(await database.tables.creditEntry.findMany({ where: { tenantId } })).toMatchObject([{ reason: null }]);
    const row = { tenantId, kind: "grant", amount: 1, balanceAfter: 6, reference: "words", createdAt: NOON };
    const spoken = { ...row, reason: "Paid by Ann" };
    await expect(database.tables.creditEntry.createMany({ data: [spoken] })).rejects.toThrow(
      "credit_entries_reason_check",
    );
    const reader = createCreditReader(database, randomIds, { now: () => NOON });
    expect(await reader.listEntries(tenantId, { limit: 5 })).toMatchObject([{ reason: "test" }]);
  });
});

describe("the ledger under a race", () => {
  const operations = propertyRuns(500);

  it(`neither drifts nor goes below zero in ${operations} operations`, { timeout: 240_000 }, async () => {
    const report = await raceLedger(database, { operations, atOnce: 8, tenants: 3, seed: 7 });
    expect(report.done).toBe(operations);
    expect(report.refused).toBeGreaterThan(0);
    for (const { tenantId, lowest } of report.tenants) {
      expect(lowest).toBeGreaterThanOrEqual(0);
      expect(await driftOf(database, tenantId)).toEqual([]);
    }
  });
});
