import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import type { HandOverOrder } from "@/lib/pipeline/turn";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createHandOverNotices } from "../notices/hand-over-notices";
import { createRecords } from "./pipeline-records";

const database = openTestDatabase(inject("databaseUrl"));
const records = createRecords(database, randomIds, "classifier");
const notices = createHandOverNotices(database, async () => "Europe/Berlin");
const CUSTOMER = "491711234567";
const ORDER: HandOverOrder = { cause: "rule", notify: true, pauseMinutes: 60 };

let owner: Owner;
beforeEach(async () => {
  owner = await makeTenant(database);
});
afterAll(() => database.$disconnect());

async function openTurn() {
  const { tenantId, accountId } = owner;
  const turnId = uniqueId("turn");
  const times = { openedAt: NOON, releasedAt: NOON };
  await database.tables.turn.create({ data: { id: turnId, tenantId, accountId, conversation: "c", ...times } });
  return { tenantId, turnId };
}

const start = (ref: { tenantId: string; turnId: string }, handOver?: HandOverOrder | null) =>
  records.startAttempt({
    ...ref,
    ...{ accountId: owner.accountId, channel: "whatsapp", attempt: 1, senderId: "1", recipientId: CUSTOMER },
    ...{ now: NOON, match: null, free: true, handOver },
  });
const rows = () => database.tables.handOver.findMany({ where: { tenantId: owner.tenantId } });
const handedOver = async ({ turnId, tenantId }: { tenantId: string; turnId: string }) =>
  (await database.tables.turn.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: turnId } } })).handedOver;

describe("a hand-over", () => {
  it("is ordered with the attempt, begins with the turn's end, and is gone when it is told", async () => {
    const ref = await openTurn();
    await start(ref, ORDER);
    expect(await records.findHandOver(ref)).toBeNull();
    expect(await handedOver(ref)).toBeNull();
    await records.acceptAttempt(ref, 1, "wamid.out", NOON);
    expect(await handedOver(ref)).toBe("rule");
    expect(await records.findHandOver(ref)).toMatchObject({ customer: CUSTOMER, askedAt: NOON, pauseMinutes: 60 });
    const until = new Date(NOON.getTime() + 120_000);
    // Nobody is told before the bot rests.
    expect(await notices.claimOwn(ref, until)).toBeNull();
    await records.notePaused(ref);
    expect(await records.findHandOver(ref)).toBeNull();
    expect(await notices.claimOwn(ref, until)).toMatchObject({ cause: "rule", timeZone: "Europe/Berlin", attempts: 1 });
    await notices.end(ref, NOON);
    expect(await rows()).toEqual([]);
  });

  it("goes by what was ordered last, and stands where a later try says nothing of it", async () => {
    const ref = await openTurn();
    await start(ref, ORDER);
    await records.refuseAttempt(ref, 1, null, NOON);
    await start(ref);
    expect(await rows()).toMatchObject([{ cause: "rule" }]);
    await records.refuseAttempt(ref, 1, null, NOON);
    await start(ref, { ...ORDER, cause: "asked" });
    expect(await rows()).toMatchObject([{ cause: "asked" }]);
    await records.refuseAttempt(ref, 1, null, NOON);
    await start(ref, null);
    expect(await rows()).toEqual([]);
    await records.acceptAttempt(ref, 1, "wamid.out", NOON);
    expect(await handedOver(ref)).toBeNull();
  });

  it("begins also where the turn is lost, and where its end is silent", async () => {
    const [lost, silent] = [await openTurn(), await openTurn()];
    await start(lost, ORDER);
    await records.endLostTurn(lost, NOON);
    const handOver = { ...ORDER, cause: "guard" as const, accountId: owner.accountId, customer: CUSTOMER };
    await records.endTurn({ ...silent, reason: "guard_blocked", failureCode: null, match: null, now: NOON, handOver });
    expect([await handedOver(lost), await handedOver(silent)]).toEqual(["rule", "guard"]);
    const before = new Date(NOON.getTime() + 1_000);
    const left = (await records.findOpenHandOvers(before, 1_000)).filter(({ tenantId }) => tenantId === owner.tenantId);
    expect(left.map(({ turnId }) => turnId).sort()).toEqual([lost.turnId, silent.turnId].sort());
  });

  it("is none where a person is at work already", async () => {
    const ref = await openTurn();
    await start(ref, ORDER);
    await records.endTurn({ ...ref, reason: "human_active", failureCode: null, match: null, now: NOON });
    expect(await rows()).toEqual([]);
    expect(await handedOver(ref)).toBeNull();
  });

  it("that nobody is told of is done with its pause", async () => {
    const ref = await openTurn();
    await start(ref, { ...ORDER, notify: false });
    await records.acceptAttempt(ref, 1, "wamid.out", NOON);
    await records.notePaused(ref);
    expect(await rows()).toEqual([]);
  });

  /** Until when the bot rests as the mail says, null where it goes on, `untold` without a mail. */
  const handOver = async (minute: number, change: Partial<HandOverOrder>, isSent = true): Promise<unknown> => {
    const ref = await openTurn();
    const at = new Date(NOON.getTime() + minute * 60_000);
    const inbound = { direction: "inbound", senderId: CUSTOMER, recipientId: "1", kind: "text", channel: "whatsapp" };
    const row = { ...inbound, ...ref, accountId: owner.accountId, sentAt: at, createdAt: at };
    await database.tables.message.create({ data: { id: uniqueId("m"), inboundId: uniqueId("in"), ...row } });
    const order = { ...ORDER, ...change, accountId: owner.accountId, customer: CUSTOMER };
    const ending = { ...ref, reason: "rule_silent", failureCode: null, match: null, now: at } as const;
    await records.endTurn({ ...ending, handOver: order });
    await records.notePaused(ref);
    const claimed = await notices.claimOwn(ref, at);
    if (claimed) await notices.end(ref, isSent ? at : null);
    return claimed ? claimed.restsUntil : "untold";
  };

  it("is told once in a quarter of an hour where the bot hardly rests, and each time where it did", async () => {
    expect(await handOver(0, { pauseMinutes: 0 })).toBeNull();
    expect(await handOver(5, { pauseMinutes: 0 })).toBe("untold");
    expect(await handOver(14, { pauseMinutes: 10, cause: "ai" })).toBe("untold");
    expect(await handOver(19, { pauseMinutes: 0 })).toBeNull();
    expect(await handOver(25, { pauseMinutes: 60 })).toEqual(new Date(NOON.getTime() + 85 * 60_000));
    expect(await rows()).toHaveLength(0);
  });

  it("is told after one that no mail was sent of", async () => {
    expect(await handOver(0, { pauseMinutes: 0, notify: false })).toBe("untold");
    expect(await handOver(2, { pauseMinutes: 0 }, false)).toBeNull();
    expect(await handOver(4, { pauseMinutes: 0 })).toBeNull();
    expect(await handOver(6, { pauseMinutes: 0 })).toBe("untold");
  });

  it("is told each time that a customer asked for it", async () => {
    for (const minute of [0, 7]) {
      expect(await handOver(minute, { pauseMinutes: 5, cause: "asked" })).toBeInstanceOf(Date);
    }
  });

  it("is due for anybody after a minute, and dropped with its account", async () => {
    const ref = await openTurn();
    await start(ref, ORDER);
    await records.acceptAttempt(ref, 1, "wamid.out", NOON);
    await records.notePaused(ref);
    const [row] = await rows();
    expect(row?.nextTryAt).toEqual(new Date(NOON.getTime() + 60_000));
    const where = { id: owner.accountId };
    await database.tables.account.update({ where, data: { disconnectedAt: NOON, externalId: null } });
    expect(await notices.claimOwn(ref, NOON)).toBeNull();
  });
});
