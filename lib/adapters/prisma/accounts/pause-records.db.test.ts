import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { PauseChange } from "@/lib/accounts/pause";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, makeTurn, NOON, type Owner } from "@/lib/testing/ledger/ledger-fixtures";
import { createRecords } from "../turns/pipeline-records";

const database = openTestDatabase(inject("databaseUrl"));
const records = createRecords(database, randomIds, "classifier");
afterAll(() => database.$disconnect());

const PHONE = "15550100100";
const USER_ID = "US.13491208655300000001";
const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR_MS);

let shop: Owner;
let other: Owner;
beforeEach(async () => {
  [shop, other] = [await makeTenant(database), await makeTenant(database)];
  const { tenantId, accountId } = shop;
  await database.tables.customerAddress.createMany({
    data: [PHONE, USER_ID].map((address) => ({ tenantId, accountId, address, customer: USER_ID, seenAt: NOON })),
  });
});

const set = (customer: string | null, until: Date | null, change: Partial<PauseChange> = {}, of = shop) =>
  records.setPause(of, { customer, until, keepsLater: false, cause: "owner", now: NOON, stamp: null, ...change });
const pausedUntil = async (address: string, of = shop) =>
  (await records.countReplies(of.tenantId, of.accountId, address, NOON)).pausedUntil;

describe("a pause", () => {
  it("is of a customer by all of their addresses, and of nobody else", async () => {
    const set1 = await set(PHONE, later(1));
    expect(set1?.until).toEqual(later(1));
    expect(set1?.addresses.toSorted()).toEqual([PHONE, USER_ID]);
    expect([await pausedUntil(PHONE), await pausedUntil(USER_ID)]).toEqual([later(1), later(1)]);
    expect([await pausedUntil("15550100200"), await pausedUntil(PHONE, other)]).toEqual([null, null]);
    expect(await records.listPauses(shop, NOON)).toEqual([
      { customer: PHONE, until: later(1), cause: "owner", since: NOON },
    ]);
    // By the other address it ends, and there is one.
    await set(USER_ID, later(2));
    expect(await records.listPauses(shop, NOON)).toMatchObject([{ customer: USER_ID, until: later(2) }]);
    await set(PHONE, null);
    expect([await pausedUntil(USER_ID), await records.listPauses(shop, NOON)]).toEqual([null, []]);
  });

  it("of everybody stands beside those of customers, and ends by itself", async () => {
    await set(PHONE, later(1));
    await set(null, later(5));
    expect([await pausedUntil(PHONE), await pausedUntil("15550100200")]).toEqual([later(5), later(5)]);
    expect((await records.listPauses(shop, NOON)).map(({ customer }) => customer)).toEqual([null, PHONE]);
    expect((await records.listPauses(shop, later(2))).map(({ customer }) => customer)).toEqual([null]);
    await set(null, null);
    expect([await pausedUntil(PHONE), await pausedUntil("15550100200")]).toEqual([later(1), null]);
  });

  it("that keeps the later end never shortens what stands, and one by hand may", async () => {
    await set(PHONE, later(20));
    expect(await set(PHONE, later(12), { keepsLater: true, cause: "phone" })).toMatchObject({ until: later(20) });
    expect(await records.listPauses(shop, NOON)).toMatchObject([{ until: later(20), cause: "owner" }]);
    expect(await set(USER_ID, later(30), { keepsLater: true, cause: "phone" })).toMatchObject({ until: later(30) });
    expect(await set(PHONE, later(1))).toMatchObject({ until: later(1) });
    expect(await records.listPauses(shop, NOON)).toMatchObject([{ until: later(1), cause: "owner" }]);
  });

  it("is refused to another tenant, and to an account that is disconnected", async () => {
    expect(await set(PHONE, later(1), {}, { ...shop, tenantId: other.tenantId })).toBeNull();
    await database.tables.account.update({ where: { id: shop.accountId }, data: { disconnectedAt: NOON } });
    expect(await set(PHONE, later(1))).toBeNull();
    expect(await database.tables.pause.count({ where: { accountId: shop.accountId } })).toBe(0);
  });

  it("is counted by account where a person is wanted, until it ends", async () => {
    await set(PHONE, later(1), { cause: "hand_over" });
    await set("491711234599", later(2), { cause: "phone" });
    expect(await records.countHandedOver(shop.tenantId, NOON)).toEqual(new Map([[shop.accountId, 1]]));
    expect(await records.countHandedOver(other.tenantId, NOON)).toEqual(new Map());
    expect(await records.countHandedOver(shop.tenantId, later(1))).toEqual(new Map());
  });

  it("is one, however many set it at once", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => set([PHONE, USER_ID][n % 2] ?? PHONE, later(n + 1))));
    expect(await records.listPauses(shop, NOON)).toHaveLength(1);
  });
});

describe("what somebody wrote past us", () => {
  const account = async () => {
    const [found] = await records.findAccounts("whatsapp", [shop.externalId]);
    if (!found) throw new Error("no account");
    return found.account;
  };
  const echo = (id: string) => ({
    ...{ channel: "whatsapp" as const, externalId: shop.externalId, providerMessageId: id, kind: "text" as const },
    ...{ customer: { kind: "phone" as const, value: PHONE }, answers: true, sentAt: NOON },
  });
  const outbound = () =>
    database.tables.message.findMany({ where: { accountId: shop.accountId, direction: "outbound", turnId: null } });

  it("stands in the log once, and counts as no reply of ours", async () => {
    for (let time = 0; time < 3; time += 1)
      expect(await records.recordEcho(await account(), echo("wamid.e"), NOON)).toBe(true);
    expect(await outbound()).toMatchObject([
      { outboundId: "wamid.e", senderId: shop.externalId, recipientId: PHONE, state: null },
    ]);
    expect(await records.countReplies(shop.tenantId, shop.accountId, PHONE, NOON)).toMatchObject({ last24Hours: 0 });
  });

  it("is told apart from what we sent", async () => {
    const { tenantId, accountId } = shop;
    const turnId = await makeTurn(database, shop);
    const match = { ruleId: "default", responseKind: "canned", matchedBy: {} };
    const attempt = { turnId, attempt: 1, senderId: shop.externalId, recipientId: PHONE, free: true, match, now: NOON };
    await records.startAttempt({ tenantId, accountId, channel: "whatsapp", ...attempt });
    await records.acceptAttempt({ tenantId, turnId }, 1, "wamid.ours", NOON);
    expect(await records.recordEcho(await account(), echo("wamid.ours"), NOON)).toBe(false);
    expect(await outbound()).toEqual([]);
  });
});
