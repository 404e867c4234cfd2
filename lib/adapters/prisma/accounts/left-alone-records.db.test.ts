import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { LEFT_ALONE_LIMITS } from "@/lib/accounts/left-alone";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { someFacts } from "@/lib/testing/fixtures/meta-books";
import { makeTenant, NOON, type Owner } from "@/lib/testing/ledger/ledger-fixtures";
import { createRecords } from "../turns/pipeline-records";
import { createTurnLog } from "../turns/turn-log";
import { createAccountStore } from "./account-records";
import { createLeftAloneStore } from "./left-alone-records";
import { createWhatsappRecords } from "./whatsapp/whatsapp-records";

const database = openTestDatabase(inject("databaseUrl"));
const store = createLeftAloneStore(database, randomIds);
const CUSTOMER = "491711234567";

let owner: Owner;
let other: Owner;
const stamp = ({ tenantId } = owner, action = "account.leave_alone") => ({
  tenantId,
  personId: "person",
  action,
  at: NOON,
});
const isLeftAlone = async ({ tenantId, accountId }: Owner, address = CUSTOMER) =>
  (await createRecords(database, randomIds, "classifier").countReplies(tenantId, accountId, address, NOON)).leftAlone;

/** As a message that names both makes them one customer's. */
async function joinAddresses({ tenantId, accountId }: Owner, customer: string, other: string): Promise<void> {
  const row = { tenantId, accountId, customer, seenAt: NOON };
  await database.tables.customerAddress.createMany({
    data: [
      { ...row, address: customer },
      { ...row, address: other },
    ],
  });
}

beforeAll(async () => {
  [owner, other] = [await makeTenant(database), await makeTenant(database)];
});
afterAll(() => database.$disconnect());

describe("customers whom a number never answers", () => {
  it("are added once, noted on, removed and brought back, each with a trace that doesn't name them", async () => {
    const { tenantId, accountId } = owner;
    const entry = { address: CUSTOMER, note: "wholesaler", createdAt: NOON, stoppedAt: null };
    expect(await store.add(stamp(), accountId, CUSTOMER, "wholesaler")).toEqual({ kind: "added", entry });
    expect(await store.add(stamp(), accountId, CUSTOMER, null)).toEqual({ kind: "there", entry });
    expect(await isLeftAlone(owner)).toBe(true);
    expect(await isLeftAlone(owner, "491711234568")).toBe(false);

    expect(await store.changeNote(stamp(), accountId, CUSTOMER, null)).toEqual({ ...entry, note: null });
    expect(await store.changeNote(stamp(), accountId, "1", "nobody")).toBeNull();
    expect(await store.list(tenantId, accountId)).toEqual([{ ...entry, note: null }]);
    expect(await store.remove(stamp(), accountId, CUSTOMER, false)).toEqual({
      kind: "removed",
      entry: { ...entry, note: null },
    });
    expect(await store.remove(stamp(), accountId, CUSTOMER, false)).toBeNull();
    expect(await isLeftAlone(owner)).toBe(false);

    const traces = await database.tables.auditEntry.findMany({ where: { tenantId } });
    expect(traces).toHaveLength(3);
    expect(JSON.stringify(traces)).not.toMatch(/49171|wholesaler/);
  });

  it("are the same in either spelling that WhatsApp may have of a number", async () => {
    const { accountId } = owner;
    const [typed, known] = ["525512345678", "5215512345678"];
    const entry = { address: typed, note: null, createdAt: NOON, stoppedAt: null };
    await store.add(stamp(), accountId, typed, null);
    expect(await isLeftAlone(owner, known)).toBe(true);
    expect(await store.add(stamp(), accountId, known, null)).toEqual({ kind: "there", entry });
    expect(await store.remove(stamp(), accountId, known, false)).toEqual({ kind: "removed", entry });
    expect(await isLeftAlone(owner, typed)).toBe(false);
  });

  it("are the same by each address that WhatsApp has named as one customer's", async () => {
    const customer = await makeTenant(database);
    const { tenantId, accountId } = customer;
    const [typed, written, id] = ["525512345678", "5215512345678", "US.1"];
    await joinAddresses(customer, written, id);
    const entry = { address: typed, note: "wholesaler", createdAt: NOON, stoppedAt: null };
    await store.add(stamp(customer), accountId, typed, "wholesaler");
    for (const address of [typed, written, id]) {
      expect(await isLeftAlone(customer, address)).toBe(true);
      expect(await store.add(stamp(customer), accountId, address, null)).toEqual({ kind: "there", entry });
    }
    expect(await store.changeNote(stamp(customer), accountId, id, null)).toEqual({ ...entry, note: null });
    expect(await store.list(tenantId, accountId)).toEqual([{ ...entry, note: null }]);
    expect(await store.remove(stamp(customer), accountId, id, false)).toEqual({
      kind: "removed",
      entry: { ...entry, note: null },
    });
    expect(await store.list(tenantId, accountId)).toEqual([]);
    for (const address of [typed, written, id]) expect(await isLeftAlone(customer, address)).toBe(false);
  });

  it("who were added by two addresses before these were known as one's are one entry, and go as one", async () => {
    const customer = await makeTenant(database);
    const { tenantId, accountId } = customer;
    const at = (seconds: number) => ({ ...stamp(customer), at: new Date(NOON.getTime() + seconds * 1000) });
    await store.add(at(0), accountId, "US.1", "by id");
    await store.add(at(1), accountId, CUSTOMER, "by number");
    await store.add(at(2), accountId, "491711230000", null);
    const listed = async () => (await store.list(tenantId, accountId)).map(({ address, note }) => [address, note]);
    expect(await listed()).toHaveLength(3);
    await joinAddresses(customer, CUSTOMER, "US.1");
    expect(await listed()).toEqual([
      ["491711230000", null],
      [CUSTOMER, "by number"],
    ]);
    expect(await store.changeNote(at(3), accountId, "US.1", "both")).toMatchObject({ address: CUSTOMER, note: "both" });
    expect(await store.remove(at(3), accountId, CUSTOMER, false)).toMatchObject({
      entry: { address: CUSTOMER, note: "both" },
    });
    expect(await listed()).toEqual([["491711230000", null]]);
    expect(await isLeftAlone(customer, "US.1")).toBe(false);
  });

  it("are the number's own, and nobody else's to read or change", async () => {
    const { accountId } = owner;
    await store.add(stamp(), accountId, CUSTOMER, null);
    const foreign = stamp(other);
    expect(await isLeftAlone(other)).toBe(false);
    expect(await store.list(other.tenantId, accountId)).toEqual([]);
    expect(await store.add(foreign, accountId, CUSTOMER, null)).toBeNull();
    expect(await store.changeNote(foreign, accountId, CUSTOMER, "x")).toBeNull();
    expect(await store.remove(foreign, accountId, CUSTOMER, false)).toBeNull();
    expect(await isLeftAlone(owner)).toBe(true);
  });

  it("are marked in the log, on the turns of their number alone", async () => {
    const { tenantId, accountId } = owner;
    const second = "second-number";
    const row = { tenantId, displayAddress: "+1", defaultRule: {} };
    await database.tables.account.create({
      data: { ...row, channel: "whatsapp", id: `${accountId}-2`, externalId: `${second}-${tenantId}` },
    });
    const turns = [
      { id: `${tenantId}-a`, accountId, senderId: CUSTOMER },
      { id: `${tenantId}-b`, accountId, senderId: "491711234568" },
      { id: `${tenantId}-c`, accountId: `${accountId}-2`, senderId: CUSTOMER },
      { id: `${tenantId}-d`, accountId, senderId: "US.5" },
      { id: `${tenantId}-e`, accountId: `${accountId}-2`, senderId: "US.5" },
    ];
    await joinAddresses(owner, CUSTOMER, "US.5");
    for (const { id, accountId, senderId } of turns) {
      const whose = { tenantId, accountId };
      await database.tables.turn.create({ data: { ...whose, id, conversation: id, openedAt: NOON, releasedAt: NOON } });
      const message = { ...whose, id, turnId: id, senderId, inboundId: id, channel: "whatsapp", direction: "inbound" };
      await database.tables.message.create({
        data: { ...message, recipientId: "number", kind: "text", sentAt: NOON, createdAt: NOON },
      });
    }
    const log = await createTurnLog(database).listTurns(tenantId, { limit: 10 });
    expect(await isLeftAlone({ ...owner, accountId: `${accountId}-2` })).toBe(false);
    expect(log.toReversed().map(({ leftAlone }) => leftAlone)).toEqual([true, false, false, true, false]);
  });

  it("are no more than the list may hold, also when many are added at once", async () => {
    const { tenantId, accountId } = other;
    const most = LEFT_ALONE_LIMITS.customers;
    const data = Array.from({ length: most - 1 }, (_, index) => ({
      tenantId,
      accountId,
      address: String(10_000_000 + index),
      createdAt: NOON,
      personId: "person",
    }));
    await database.tables.leftAlone.createMany({ data });
    const added = await Promise.all(
      ["1", "2", "3"].map((end) => store.add(stamp(other), accountId, `4917112345${end}`, null)),
    );
    expect(added.map((one) => one?.kind).toSorted()).toEqual(["added", "full", "full"]);
    expect(await store.list(tenantId, accountId)).toHaveLength(most);
  });

  it("are kept when the number is disconnected, out of reach, and come back with it to its tenant", async () => {
    const { tenantId, accountId, externalId } = owner;
    const accounts = createAccountStore(database, randomIds, "classifier");
    const numbers = createWhatsappRecords(database, randomIds, {
      embedding: { name: "model", pooling: "cls" },
      classifier: "classifier",
    });
    const facts = someFacts();
    const again = (id: string) => ({
      id,
      numberId: externalId,
      wabaId: "1",
      sealedToken: null,
      tokenExpiresAt: null,
      facts,
    });
    await accounts.disconnect(stamp(owner, "account.disconnect"), accountId);
    expect(await store.list(tenantId, accountId)).toEqual([]);
    expect(await store.remove(stamp(), accountId, CUSTOMER, false)).toBeNull();
    expect(await database.tables.leftAlone.count({ where: { tenantId, accountId } })).toBe(1);
    // Another account was the same number before, and knew the customer by another name.
    const earlier = { ...owner, accountId: `${accountId}-earlier` };
    const gone = { tenantId, displayAddress: "+1", defaultRule: {}, channel: "whatsapp", disconnectedAt: NOON };
    await database.tables.account.create({ data: { ...gone, id: earlier.accountId, formerExternalId: externalId } });
    await joinAddresses(earlier, "US.5", "US.6");
    await database.tables.customerAddress.updateMany({
      where: { tenantId, accountId: earlier.accountId },
      data: { seenAt: new Date(NOON.getTime() - 1) },
    });

    const [foreign, own] = [`${accountId}-foreign`, `${accountId}-again`];
    await numbers.add(stamp(other, "account.connect"), again(foreign));
    expect(await isLeftAlone({ ...other, accountId: foreign })).toBe(false);
    expect(await database.tables.customerAddress.count({ where: { tenantId: other.tenantId } })).toBe(0);
    await accounts.disconnect(stamp(other, "account.disconnect"), foreign);
    await numbers.add(stamp(owner, "account.connect"), again(own));
    expect(await isLeftAlone({ ...owner, accountId: own })).toBe(true);
    expect((await store.list(tenantId, own)).map(({ address }) => address)).toEqual([CUSTOMER]);
    const brought = await database.tables.customerAddress.findMany({
      where: { tenantId },
      orderBy: { address: "asc" },
    });
    expect(brought.map((row) => [row.accountId, row.address, row.customer])).toEqual([
      [own, CUSTOMER, CUSTOMER],
      [own, "US.5", CUSTOMER],
      [own, "US.6", "US.5"],
    ]);
    expect(await isLeftAlone({ ...owner, accountId: own }, "US.5")).toBe(true);
  });
});
