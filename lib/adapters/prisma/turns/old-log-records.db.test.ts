import { afterAll, describe, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import { BATCH, createOldLogRound } from "@/lib/pipeline/log/delete-old-log";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import {
  balanceOf,
  driftOf,
  makeTenant,
  NOON,
  type Owner,
  tamper,
  uniqueId,
} from "@/lib/testing/ledger/ledger-fixtures";
import { createAccountStore } from "../accounts/account-records";
import { createCreditUseReader } from "../credits/credit-use-records";
import { grantCredits } from "../credits/grant-credits";
import { appendEntry, endTurnCredit, reserveTurnCredit } from "../credits/ledger";
import { createLedgerReader } from "../credits/ledger-entries";
import { forTenant } from "../shared/tenant-scope";
import { createInboundRecords } from "./inbound-records";
import { createOldLogRecords } from "./old-log-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const records = createOldLogRecords(database, randomIds);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const DAY_MS = 86_400_000;
/** So many days before noon, and a second: what is kept for as long is just too old. */
const daysAgo = (days: number) => new Date(NOON.getTime() - days * DAY_MS - 1_000);
const keep = ({ tenantId }: Owner, retentionDays: number | null) =>
  database.tables.tenant.update({ where: { id: tenantId }, data: { retentionDays } });

/** A customer's message and what belongs to it. Without a turn it has a reason, unless it still waits. */
async function addMessage(owner: Owner, at: Date, part: { turnId?: string; reason?: string | null } = {}) {
  const { tenantId, accountId, externalId: recipientId } = owner;
  const id = uniqueId("message");
  const reason = part.reason === undefined && part.turnId === undefined ? "not_answerable" : (part.reason ?? null);
  const fixed = { channel: "whatsapp", direction: "inbound", kind: "text", senderId: "15550100100" } as const;
  const data = { id, tenantId, accountId, recipientId, ...fixed, inboundId: id, turnId: part.turnId ?? null, reason };
  await database.tables.message.create({ data: { ...data, sentAt: at, createdAt: at } });
  return id;
}

/** A turn with one message and one reply; closed at once, unless it is open. */
async function addTurn(owner: Owner, at: Date, { open = false, credit = null as string | null } = {}) {
  const { tenantId, accountId, externalId: senderId } = owner;
  const id = uniqueId("turn");
  const data = { id, tenantId, accountId, conversation: id, openedAt: at, releasedAt: at, messageCount: 1, credit };
  await database.tables.turn.create({ data: { ...data, ...(open ? {} : { closedAt: at, outcome: "replied" }) } });
  await addMessage(owner, at, { turnId: id });
  const reply = {
    id: uniqueId("reply"),
    channel: "whatsapp",
    direction: "outbound",
    kind: "text",
    attempt: 1,
  } as const;
  const sent = { tenantId, accountId, turnId: id, senderId, recipientId: "15550100100", state: "delivered" };
  await database.tables.message.create({ data: { ...reply, ...sent, sentAt: at, createdAt: at, stateAt: at } });
  return id;
}

/** A turn that the AI answered: one credit was reserved, and settled. */
async function addAiTurn(owner: Owner, at: Date) {
  const { tenantId } = owner;
  const turnId = await addTurn(owner, at);
  const ref = { tenantId, turnId };
  await forTenant(database, tenantId, async (tx) => {
    await reserveTurnCredit(tx, ref, null, 1, at);
    await endTurnCredit(tx, ref, "reserved", "replied", null, at);
  });
  return turnId;
}

async function addIncident({ tenantId, accountId }: Owner, healedAt: Date | null) {
  const id = uniqueId("incident");
  const times = { openedAt: daysAgo(900), lastFailureAt: daysAgo(900), nextTryAt: NOON, healedAt };
  await database.tables.incident.create({
    data: { id, tenantId, accountId, cause: "auth", mendedBy: "tenant", ...times },
  });
  await database.tables.incidentNotice.create({ data: { incidentId: id, tenantId, state: "sent", nextTryAt: NOON } });
  return id;
}

const addNotice = ({ tenantId }: Owner, endedAt: Date | null) =>
  database.tables.creditNotice.create({
    data: {
      tenantId,
      kind: "low",
      state: endedAt ? "sent" : "failed",
      nextTryAt: NOON,
      createdAt: daysAgo(900),
      endedAt,
    },
  });

const addAudit = ({ tenantId }: Owner, at: Date) =>
  database.tables.auditEntry.create({ data: { id: uniqueId("audit"), tenantId, action: "rules.edit", at } });

const grant = ({ tenantId }: Owner, now: Date) =>
  forTenant(database, tenantId, (tx) =>
    grantCredits(tx, randomIds, { tenantId, amount: 10, reference: uniqueId("gift"), reason: "a gift", now }),
  );

const counts = async ({ tenantId }: Owner) => {
  const where = { tenantId };
  return {
    turns: await database.tables.turn.count({ where }),
    messages: await database.tables.message.count({ where }),
    incidents: await database.tables.incident.count({ where }),
    told: await database.tables.incidentNotice.count({ where }),
    notices: await database.tables.creditNotice.count({ where }),
    audit: await database.tables.auditEntry.count({ where: { ...where, action: "rules.edit" } }),
    entries: await database.tables.creditEntry.count({ where }),
  };
};

/** Whole rounds of these tenants alone: other tests share the tables. */
async function deleteAll(...owners: Owner[]): Promise<void> {
  const own = new Set(owners.map(({ tenantId }) => tenantId));
  const found = async () => (await records.findOldLogs(NOON, 10_000)).filter((tenantId) => own.has(tenantId));
  const clock = { now: () => NOON };
  const round = createOldLogRound({
    of: "log",
    records: { ...records, findOldLogs: found },
    isEnding: () => false,
    clock,
    log,
  });
  for (let sweep = 0; sweep < 20 && (await found()).length > 0; sweep += 1) await round();
  expect(await found()).toEqual([]);
}

/** One of each kind, that ended then. */
async function addOneOfEach(owner: Owner, at: Date): Promise<void> {
  await addTurn(owner, at);
  await addMessage(owner, at);
  await addIncident(owner, at);
  await addNotice(owner, at);
  await addAudit(owner, at);
}
const ONE_OF_EACH = { turns: 1, messages: 3, incidents: 1, told: 1, notices: 1, audit: 1 };
const NONE = { turns: 0, messages: 0, incidents: 0, told: 0, notices: 0, audit: 0 };

describe("what is older than its tenant keeps its log", () => {
  it("is deleted, and what is younger stays", async () => {
    const owner = await makeTenant(database);
    await keep(owner, 31);
    await addOneOfEach(owner, daysAgo(31));
    await addOneOfEach(owner, daysAgo(30));
    await deleteAll(owner);
    expect(await counts(owner)).toMatchObject(ONE_OF_EACH);
    const { releasedAt } = await database.tables.turn.findFirstOrThrow({ where: { tenantId: owner.tenantId } });
    expect(releasedAt).toEqual(daysAgo(30));
    expect(await records.deleteOldBatch(owner.tenantId, NOON)).toEqual({ rows: 0, more: false });
  });

  it("is that of its own tenant: 13 months, unless it says otherwise", async () => {
    const [short, usual, long] = [await makeTenant(database), await makeTenant(database), await makeTenant(database)];
    await keep(short, 90);
    await keep(long, 730);
    for (const owner of [short, usual, long]) {
      await addOneOfEach(owner, daysAgo(90));
      await addOneOfEach(owner, daysAgo(396));
    }
    await deleteAll(short, usual, long);
    expect(await counts(short)).toMatchObject(NONE);
    expect(await counts(usual)).toMatchObject(ONE_OF_EACH);
    expect((await counts(long)).turns).toBe(2);
  });

  it("stays as long as it waits for something", async () => {
    const owner = await makeTenant(database);
    const { tenantId } = owner;
    await keep(owner, 31);
    const open = await addTurn(owner, daysAgo(500), { open: true });
    const reserved = await addTurn(owner, daysAgo(500), { credit: "reserved" });
    const unbound = await addMessage(owner, daysAgo(500), { reason: null });
    const incident = await addIncident(owner, null);
    const notice = await addNotice(owner, null);
    const lately = await addTurn(owner, daysAgo(500));
    await database.tables.turn.updateMany({ where: { id: lately }, data: { closedAt: daysAgo(1) } });
    expect((await records.findOldLogs(NOON, 10_000)).includes(tenantId)).toBe(false);
    expect(await records.deleteOldBatch(tenantId, NOON)).toEqual({ rows: 0, more: false });
    const turns = await database.tables.turn.findMany({ where: { tenantId } });
    expect(turns.map(({ id }) => id).sort()).toEqual([open, reserved, lately].sort());
    expect(await database.tables.message.count({ where: { tenantId } })).toBe(7);
    expect(await database.tables.message.count({ where: { id: unbound } })).toBe(1);
    expect(await database.tables.incident.count({ where: { id: incident } })).toBe(1);
    expect(await database.tables.creditNotice.count({ where: { id: notice.id } })).toBe(1);
  });

  it("is none of the ledger: entries, balance and why credits were granted stay, and add up", async () => {
    const owner = await makeTenant(database);
    const { tenantId } = owner;
    await keep(owner, 31);
    await grant(owner, daysAgo(500));
    await addAiTurn(owner, daysAgo(400));
    await addAiTurn(owner, daysAgo(31));
    const kept = await addAiTurn(owner, daysAgo(1));
    expect(await driftOf(database, tenantId)).toEqual([]);
    const before = await database.tables.creditEntry.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
    await deleteAll(owner);
    expect((await database.tables.turn.findMany({ where: { tenantId } })).map(({ id }) => id)).toEqual([kept]);
    expect(await database.tables.creditEntry.findMany({ where: { tenantId }, orderBy: { id: "asc" } })).toEqual(before);
    expect(await balanceOf(database, tenantId)).toBe(7);
    expect(await driftOf(database, tenantId)).toEqual([]);
    const rows = await createLedgerReader(database).listRows(tenantId, { limit: 10 });
    expect(rows.map(({ kind }) => kind)).toEqual(["reply", "reply", "reply", "grant"]);
    expect(rows[3]).toMatchObject({ reason: "a gift" });
    const use = await createCreditUseReader(database, { now: () => NOON }).readUse(tenantId, 366);
    expect(use.perRule).toContainEqual({ kind: "older", credits: 2 });
  });
});

describe("the ledger's proof", () => {
  it("knows a turn that is gone from one that never was, and from one that somebody removed", async () => {
    const owner = await makeTenant(database);
    const { tenantId } = owner;
    await keep(owner, 31);
    await grant(owner, daysAgo(500));
    const gone = await addAiTurn(owner, daysAgo(40));
    const removed = await addAiTurn(owner, daysAgo(2));
    await deleteAll(owner);
    expect(await driftOf(database, tenantId)).toEqual([]);
    await database.tables.message.deleteMany({ where: { turnId: removed } });
    await database.tables.turn.deleteMany({ where: { id: removed } });
    const never = { tenantId, kind: "reserve", amount: -1, reference: "never-was", reason: null, now: NOON } as const;
    await forTenant(database, tenantId, (tx) => appendEntry(tx, never));
    const drift = await driftOf(database, tenantId);
    expect(drift).toEqual([
      expect.stringMatching(new RegExp(`\\(reserve, ${removed}\\) is about a turn that is not there`)),
      expect.stringMatching(/\(reserve, never-was\) is about a turn that is not there/),
    ]);
    // Kept longer from now on: what is gone already is no drift for that.
    await keep(owner, 3_650);
    expect(await driftOf(database, tenantId)).toEqual(drift);
    await tamper(database, (tx) => tx.creditEntry.deleteMany({ where: { tenantId, reference: gone, kind: "settle" } }));
    expect(await driftOf(database, tenantId)).toContainEqual(
      expect.stringMatching(new RegExp(`\\(reserve, ${gone}\\) is about a turn that is gone, and was never ended`)),
    );
  });

  it("where nothing was ever deleted takes no turn for gone", async () => {
    const { tenantId } = await makeTenant(database);
    const entry = { tenantId, reason: null, now: daysAgo(3_000) };
    await forTenant(database, tenantId, async (tx) => {
      await appendEntry(tx, { ...entry, kind: "grant", amount: 5, reference: "gift" });
      await appendEntry(tx, { ...entry, kind: "reserve", amount: -1, reference: "never-was" });
      await appendEntry(tx, { ...entry, kind: "settle", amount: 0, reference: "never-was" });
    });
    expect(await driftOf(database, tenantId)).toEqual([expect.stringContaining("a turn that is not there")]);
  });
});

describe("one batch", () => {
  const many = async (owner: Owner, count: number, messagesEach: number) => {
    const { tenantId, accountId } = owner;
    const at = daysAgo(400);
    const ids = Array.from({ length: count }, () => randomIds.newId());
    const times = { openedAt: at, releasedAt: at, closedAt: at };
    await database.tables.turn.createMany({
      data: ids.map((id) => ({ id, tenantId, accountId, conversation: id, outcome: "silent", ...times })),
    });
    const fixed = {
      tenantId,
      accountId,
      channel: "whatsapp",
      senderId: "15550100100",
      recipientId: "number",
      direction: "inbound",
      kind: "text",
      sentAt: at,
      createdAt: at,
    };
    await database.tables.message.createMany({
      data: ids.flatMap((turnId) =>
        Array.from({ length: messagesEach }, () => {
          const id = randomIds.newId();
          return { id, inboundId: id, turnId, ...fixed };
        }),
      ),
    });
  };

  it("is bounded, by turns and by rows; the next goes on", async () => {
    const [turns, rows] = [await makeTenant(database), await makeTenant(database)];
    await many(turns, BATCH.turns + 50, 1);
    expect(await records.deleteOldBatch(turns.tenantId, NOON)).toEqual({ rows: 2 * BATCH.turns, more: true });
    expect(await counts(turns)).toMatchObject({ turns: 50, messages: 50 });
    expect(await records.deleteOldBatch(turns.tenantId, NOON)).toEqual({ rows: 100, more: false });
    await many(rows, 20, 100);
    const first = await records.deleteOldBatch(rows.tenantId, NOON);
    expect([first.rows >= BATCH.rows, first.rows <= BATCH.rows + 20, first.more]).toEqual([true, true, true]);
    expect((await counts(rows)).messages).toBe(1_000);
    // None is left without the others of its turn.
    expect(await database.tables.message.count({ where: { tenantId: rows.tenantId, turnId: null } })).toBe(0);
    await deleteAll(rows);
    expect(await counts(rows)).toMatchObject(NONE);
  });

  it("is deleted once by two workers at once, who take turns at other tenants", async () => {
    const [one, other] = [await makeTenant(database), await makeTenant(database)];
    for (const owner of [one, other]) await many(owner, 300, 2);
    const connected = openTestDatabase(inject("databaseUrl"));
    const second = createOldLogRecords(connected, randomIds);
    const work = async (by: typeof records, tenantIds: string[]) => {
      let rows = 0;
      for (const tenantId of tenantIds) rows += (await by.deleteOldBatch(tenantId, NOON)).rows;
      return rows;
    };
    const ids = [one.tenantId, other.tenantId];
    const rounds = [ids, ids.toReversed(), ids, ids.toReversed()];
    const rows = await Promise.all(rounds.map((tenantIds, index) => work(index % 2 ? second : records, tenantIds)));
    await connected.$disconnect();
    await deleteAll(one, other);
    const swept = rows.reduce((sum, count) => sum + count, 0);
    expect(swept).toBeGreaterThan(0);
    expect(swept).toBeLessThanOrEqual(2 * 300 * 3);
    for (const owner of [one, other]) expect(await counts(owner)).toMatchObject(NONE);
  });

  it("deletes nothing of what its tenant keeps longer since it was found", async () => {
    const owner = await makeTenant(database);
    const { tenantId } = owner;
    await many(owner, 3, 1);
    expect(await records.findOldLogs(NOON, 10_000)).toContain(tenantId);
    await keep(owner, 730);
    expect(await records.deleteOldBatch(tenantId, NOON)).toEqual({ rows: 0, more: false });
    expect(await counts(owner)).toMatchObject({ turns: 3, messages: 3 });
  });

  it("goes first to who has waited longest", async () => {
    const [served, waited, never] = [
      await makeTenant(database),
      await makeTenant(database),
      await makeTenant(database),
    ];
    for (const owner of [served, waited, never]) await addMessage(owner, daysAgo(400));
    const swept = (owner: Owner, logDeletedBefore: Date) =>
      database.tables.tenant.update({ where: { id: owner.tenantId }, data: { logDeletedBefore } });
    await swept(served, daysAgo(396));
    await swept(waited, daysAgo(460));
    const own = [served, waited, never].map(({ tenantId }) => tenantId);
    const found = (await records.findOldLogs(NOON, 10_000)).filter((tenantId) => own.includes(tenantId));
    expect(found).toEqual([never, waited, served].map(({ tenantId }) => tenantId));
  });
});

describe("what other readers ask of the log", () => {
  it("a number that was written to is known as such when no row says so any more", async () => {
    const owner = await makeTenant(database);
    const { tenantId, accountId } = owner;
    await keep(owner, 31);
    const store = createAccountStore(database, randomIds, "classifier");
    const times = async () => {
      const { firstMessageAt, lastMessageAt } = (await store.find(tenantId, accountId))?.view ?? {};
      return [firstMessageAt, lastMessageAt];
    };
    expect(await times()).toEqual([null, null]);
    for (const days of [500, 400]) await addTurn(owner, daysAgo(days));
    await addMessage(owner, daysAgo(5));
    await deleteAll(owner);
    expect(await times()).toEqual([daysAgo(500), daysAgo(5)]);
    await database.tables.message.updateMany({ where: { tenantId }, data: { createdAt: daysAgo(60) } });
    await deleteAll(owner);
    expect(await database.tables.message.count({ where: { tenantId } })).toBe(0);
    expect(await times()).toEqual([daysAgo(500), daysAgo(60)]);
    await addMessage(owner, daysAgo(1));
    expect(await times()).toEqual([daysAgo(500), daysAgo(1)]);
  });

  it("a delivery that Meta brings again within 7 days is known under the shortest time there is", async () => {
    const owner = await makeTenant(database);
    await keep(owner, 31);
    const providerMessageId = await addMessage(owner, daysAgo(7));
    await deleteAll(owner);
    const account = { id: owner.accountId, tenantId: owner.tenantId, externalId: owner.externalId };
    const message = { providerMessageId, channel: "whatsapp", sender: null, thread: null, kind: "text", sentAt: NOON };
    const entry = { account, message: { ...message, unanswered: null } };
    const { recordInbound } = createInboundRecords(database, randomIds);
    expect(await recordInbound([entry] as unknown as Parameters<typeof recordInbound>[0], NOON)).toEqual([
      { kind: "recorded", turnId: null, reason: "not_answerable", customer: "15550100100", waitSeconds: 0 },
    ]);
  });
});

describe("how long a log is kept", () => {
  const stamp = ({ tenantId }: Owner) => ({ tenantId, personId: "person", action: "log.retention", at: NOON });

  it("is set for who has seen what was in force, with a trace, and for no other tenant", async () => {
    const [owner, other] = [await makeTenant(database), await makeTenant(database)];
    expect(await records.readRetention(owner.tenantId)).toBe(396);
    expect(await records.setRetention(stamp(owner), 90, 396)).toEqual({ kind: "saved", days: 90 });
    expect(await records.setRetention(stamp(owner), 365, 396)).toEqual({ kind: "stale", days: 90 });
    expect(await records.readRetention(owner.tenantId)).toBe(90);
    expect(await records.readRetention(other.tenantId)).toBe(396);
    const traces = await database.tables.auditEntry.findMany({ where: { tenantId: owner.tenantId } });
    expect(traces).toMatchObject([{ action: "log.retention", details: { days: 90, before: 396 } }]);
  });

  it("is refused outside its bounds, by the database too", async () => {
    const owner = await makeTenant(database);
    for (const days of [30, 3_651]) {
      await expect(records.setRetention(stamp(owner), days, 396)).rejects.toThrow("31 to 3650");
      await expect(keep(owner, days)).rejects.toThrow();
    }
    expect(await records.readRetention(owner.tenantId)).toBe(396);
  });
});
