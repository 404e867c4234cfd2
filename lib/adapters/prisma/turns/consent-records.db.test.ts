import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { LEFT_ALONE_LIMITS } from "@/lib/accounts/left-alone";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createLeftAloneStore } from "../accounts/left-alone-records";
import { createRecords } from "./pipeline-records";

const database = openTestDatabase(inject("databaseUrl"));
const records = createRecords(database, randomIds, "classifier");
const list = createLeftAloneStore(database, randomIds);
const CUSTOMER = "491711234567";

let owner: Owner;
beforeEach(async () => {
  owner = await makeTenant(database);
});
afterAll(() => database.$disconnect());

const stamp = () => ({ tenantId: owner.tenantId, personId: "person", action: "account.leave_alone", at: NOON });
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

async function turn(): Promise<{ tenantId: string; turnId: string; accountId: string }> {
  const { tenantId, accountId } = owner;
  const turnId = uniqueId("turn");
  await database.tables.turn.create({
    data: { id: turnId, tenantId, accountId, conversation: "c", openedAt: NOON, releasedAt: NOON },
  });
  return { tenantId, turnId, accountId };
}

const ask = async (word: "stop" | "start", customer = CUSTOMER, at = NOON) =>
  records.changeConsent(await turn(), customer, word, at);
const standing = async (customer = CUSTOMER) => {
  const { leftAlone, optedOut } = await records.countReplies(owner.tenantId, owner.accountId, customer, NOON);
  return { leftAlone, optedOut };
};

describe("a customer's wish for no more answers", () => {
  it("stands once, is said by the turn that brought it alone, and ends by start", async () => {
    const first = await turn();
    expect(await records.changeConsent(first, CUSTOMER, "stop", NOON)).toBe("done");
    expect(await records.changeConsent(first, CUSTOMER, "stop", later(9))).toBe("done");
    expect(await standing()).toEqual({ leftAlone: false, optedOut: true });
    expect(await ask("stop")).toBe("as_before");
    expect(await list.list(owner.tenantId, owner.accountId)).toMatchObject([{ address: CUSTOMER, stoppedAt: NOON }]);

    const back = await turn();
    expect(await records.changeConsent(back, CUSTOMER, "start", NOON)).toBe("done");
    expect(await records.changeConsent(back, CUSTOMER, "start", NOON)).toBe("done");
    expect(await ask("start")).toBe("as_before");
    expect(await standing()).toEqual({ leftAlone: false, optedOut: false });
    const where = { tenantId: owner.tenantId };
    const audit = await database.tables.auditEntry.findMany({ where, orderBy: { id: "asc" } });
    const made = audit.filter(({ action }) => action.startsWith("customer."));
    expect(made.map(({ action, personId }) => [action, personId])).toEqual([
      ["customer.stop", null],
      ["customer.start", null],
    ]);
    expect(JSON.stringify(made)).not.toContain(CUSTOMER);
  });

  it("has room on a list that is full for its owner", async () => {
    const { tenantId, accountId } = owner;
    const data = Array.from({ length: LEFT_ALONE_LIMITS.customers }, (_, n) => ({
      ...{ tenantId, accountId, address: `1555${String(n).padStart(7, "0")}`, createdAt: NOON, personId: "person" },
    }));
    await database.tables.leftAlone.createMany({ data });
    expect(await ask("stop")).toBe("done");
    expect(await standing()).toMatchObject({ optedOut: true });
    expect(await list.add(stamp(), accountId, "491719999999", null)).toMatchObject({ kind: "full" });
    await list.remove(stamp(), accountId, "15550000000", false);
    expect(await list.add(stamp(), accountId, "491719999999", null)).toMatchObject({ kind: "added" });
  });

  it("is the same customer's by each of their addresses", async () => {
    const { tenantId, accountId } = owner;
    const row = { tenantId, accountId, customer: CUSTOMER, seenAt: NOON };
    await database.tables.customerAddress.createMany({
      data: [
        { ...row, address: CUSTOMER },
        { ...row, address: "US.134912" },
      ],
    });
    expect(await ask("stop", "US.134912")).toBe("done");
    expect(await standing(CUSTOMER)).toMatchObject({ optedOut: true });
    expect(await ask("start", CUSTOMER)).toBe("done");
    expect(await standing("US.134912")).toMatchObject({ optedOut: false });
  });

  it("is no way past the owner's own list, also where the owner came second", async () => {
    const { accountId } = owner;
    await list.add(stamp(), accountId, CUSTOMER, "wholesaler");
    expect(await ask("stop")).toBe("as_before");
    expect(await ask("start")).toBe("as_before");
    expect(await standing()).toEqual({ leftAlone: true, optedOut: false });

    const other = "491719999999";
    expect(await ask("stop", other)).toBe("done");
    expect(await list.add(stamp(), accountId, other, "mine")).toMatchObject({ kind: "added", entry: { note: "mine" } });
    expect(await list.add(stamp(), accountId, other, null)).toMatchObject({ kind: "there" });
    expect(await ask("start", other)).toBe("as_before");
    expect(await standing(other)).toEqual({ leftAlone: true, optedOut: false });
  });

  it("outlives the owner's entry, and goes from the list only where that is said", async () => {
    const { accountId } = owner;
    const remove = (liftsStop: boolean) => list.remove(stamp(), accountId, CUSTOMER, liftsStop);
    await list.add(stamp(), accountId, CUSTOMER, "wholesaler");
    await ask("stop");
    expect(await remove(false)).toMatchObject({
      kind: "kept",
      entry: { note: "wholesaler" },
      left: { note: null, stoppedAt: NOON },
    });
    expect(await standing()).toEqual({ leftAlone: false, optedOut: true });
    expect(await remove(false)).toMatchObject({ kind: "stopped", entry: { stoppedAt: NOON } });
    expect(await standing()).toEqual({ leftAlone: false, optedOut: true });
    // What the owner adds and takes back leaves it as it was, and START ends it.
    await list.add(stamp(), accountId, CUSTOMER, null);
    expect(await remove(false)).toMatchObject({ kind: "kept" });
    expect(await ask("start")).toBe("done");
    await ask("stop");
    expect(await remove(true)).toMatchObject({ kind: "removed" });
    expect(await standing()).toEqual({ leftAlone: false, optedOut: false });
  });

  it("is taken back by the turn that brought it, and by no other", async () => {
    const stopped = await turn();
    await records.changeConsent(stopped, CUSTOMER, "stop", NOON);
    expect(await records.takeBackConsent(await turn(), CUSTOMER, NOON)).toBe("done");
    expect(await standing()).toMatchObject({ optedOut: true });
    for (let times = 0; times < 2; times += 1) {
      expect(await records.takeBackConsent(stopped, CUSTOMER, NOON)).toBe("done");
      expect(await standing()).toMatchObject({ optedOut: false });
    }
    await ask("stop");
    const back = await turn();
    await records.changeConsent(back, CUSTOMER, "start", NOON);
    await records.takeBackConsent(back, CUSTOMER, NOON);
    expect(await standing()).toMatchObject({ optedOut: true });
    await records.endTurn({ ...back, reason: "send_failed", failureCode: null, match: null, now: NOON });
    expect(await records.takeBackConsent(back, CUSTOMER, NOON)).toBe("closed");
  });

  it("changes nothing for a turn that has ended", async () => {
    const ended = await turn();
    await records.endTurn({ ...ended, reason: "send_failed", failureCode: null, match: null, now: NOON });
    expect(await records.changeConsent(ended, CUSTOMER, "stop", NOON)).toBe("closed");
    expect(await standing()).toMatchObject({ optedOut: false });
  });
});
