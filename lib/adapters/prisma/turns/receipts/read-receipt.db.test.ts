import pg from "pg";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { grantCredits } from "../../credits/grant-credits";
import { createExplainTurn } from "../../operator/explain-turn";
import { forTenant } from "../../shared/tenant-scope";
import { createRecords } from "../pipeline-records";
import { createTurnLog } from "../turn-log";
import { createReadReceipt, receiptSql } from "./read-receipt";

const database = openTestDatabase(inject("databaseUrl"));
const records = createRecords(database, randomIds, "classifier");
const readReceipt = createReadReceipt(database);
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1_000);

let owner: Owner;
beforeEach(async () => {
  owner = await makeTenant(database);
});
afterAll(() => database.$disconnect());

const CUSTOMER = "491711234567";

/** A turn of two messages, of which the second was sent first. */
async function openTurn(more: object = {}) {
  const { tenantId, accountId } = owner;
  const turnId = uniqueId("turn");
  const times = { openedAt: NOON, releasedAt: later(5) };
  await database.tables.turn.create({
    data: { id: turnId, tenantId, accountId, conversation: "c", messageCount: 2, ...times, ...more },
  });
  const row = { tenantId, accountId, turnId, channel: "whatsapp", direction: "inbound", recipientId: "1" };
  await database.tables.message.createMany({
    data: [
      {
        ...row,
        id: `${turnId}-1`,
        senderId: CUSTOMER,
        kind: "text",
        inboundId: `${turnId}-in-1`,
        sentAt: later(-1),
        createdAt: NOON,
      },
      {
        ...row,
        id: `${turnId}-2`,
        senderId: CUSTOMER,
        kind: "nonsense",
        inboundId: `${turnId}-in-2`,
        sentAt: later(-2),
        createdAt: later(1),
      },
    ],
  });
  return { tenantId, turnId };
}

const addRule = (ruleId: string, label: string) =>
  database.tables.replyRule.create({
    data: {
      ...{ tenantId: owner.tenantId, accountId: owner.accountId, ruleId, label, position: 0 },
      matcher: {},
      response: {},
    },
  });

const MATCH = {
  ruleId: "book",
  responseKind: "prompt",
  matchedBy: {
    kind: "prompt",
    score: 0.7,
    threshold: 0.6,
    close_call: "agreed",
    near: [
      { rule: "hours", score: 0.5, line: 0.6 },
      { rule: "gone", score: 0.1, line: 0.6 },
    ],
    label: "Booking then",
    version: 7,
  },
};

describe("a receipt", () => {
  it("says of an AI's answer how it was decided, sent and paid for", async () => {
    await addRule("book", "Booking");
    await addRule("hours", "Hours");
    const ref = await openTurn();
    const { tenantId } = ref;
    await forTenant(database, tenantId, (tx) =>
      grantCredits(tx, randomIds, { tenantId, amount: 5, reference: "start", reason: "test", now: NOON }),
    );
    await records.reserveCredit(ref, MATCH, 1, later(5));
    await records.startAttempt({
      ...ref,
      ...{ accountId: owner.accountId, channel: "whatsapp", attempt: 1, senderId: "1", recipientId: CUSTOMER },
      ...{ now: later(6), match: MATCH, free: false },
    });
    await records.acceptAttempt(ref, 1, "wamid.out", later(7));
    expect(await readReceipt(tenantId, ref.turnId)).toMatchObject({
      outcome: "replied",
      customer: CUSTOMER,
      channel: "whatsapp",
      rule: { id: "book", label: "Booking", isGone: false },
      closeCall: "agreed",
      match: {
        way: "prompt",
        nearness: { score: 0.7, line: 0.6 },
        others: [
          { ruleId: "hours", label: "Hours", score: 0.5, line: 0.6 },
          { ruleId: "gone", label: null },
        ],
        configVersion: 7,
      },
      messages: [
        { providerId: `${ref.turnId}-in-2`, kind: "unknown", sentAt: later(-2), receivedAt: later(1) },
        { providerId: `${ref.turnId}-in-1`, kind: "text" },
      ],
      sends: [
        {
          attempt: 1,
          state: "accepted",
          begunAt: later(6),
          stateAt: later(7),
          providerId: "wamid.out",
          errorCode: null,
        },
      ],
      credit: {
        state: "settled",
        entries: [
          { kind: "reserve", amount: -1, at: later(5) },
          { kind: "settle", amount: 0, at: later(7) },
        ],
      },
      openedAt: NOON,
      at: later(5),
      closedAt: later(7),
      account: { isConfirmed: true, isEnabled: true, brokenReason: null, tokenOwner: "operator" },
    });
  });

  it("calls a deleted rule as it was called then, in the log too", async () => {
    const { tenantId, turnId } = await openTurn();
    const end = { tenantId, turnId, reason: "no_credit", failureCode: null, match: MATCH, now: later(9) } as const;
    await records.endTurn(end);
    const rule = { id: "book", label: "Booking then", isGone: true };
    expect(await readReceipt(tenantId, turnId)).toMatchObject({ outcome: "silent", reason: "no_credit", rule });
    expect(await createTurnLog(database).listTurns(tenantId, { limit: 1 })).toMatchObject([{ rule }]);
  });

  it("is read of turns that say little, or what is none of our words", async () => {
    const odd = { near: [null, 5, { rule: 1 }, { rule: "r", score: "high", line: 0 }], version: "x", score: null };
    for (const matchedBy of [odd, { near: { a: 1 } }, [], "words", 5]) {
      const { tenantId, turnId } = await openTurn({ matchedBy, ruleId: "r", outcome: "replied" });
      const receipt = await readReceipt(tenantId, turnId);
      expect(receipt?.rule).toEqual({ id: "r", label: null, isGone: true });
      expect(receipt?.match?.others ?? []).toEqual([]);
      expect(receipt?.match?.nearness ?? null).toBeNull();
    }
    const { tenantId, turnId } = await openTurn();
    expect(await readReceipt(tenantId, turnId)).toMatchObject({ outcome: "open", match: null, rule: null, sends: [] });
  });

  it("is the tenant's own: another's id is like one that nobody has, and only the operator reads them all", async () => {
    const { tenantId, turnId } = await openTurn();
    const stranger = await makeTenant(database);
    expect(await readReceipt(stranger.tenantId, turnId)).toBeNull();
    expect(await readReceipt(tenantId, "nothing")).toBeNull();
    const explain = createExplainTurn(database);
    expect(await explain(turnId)).toMatchObject({ id: turnId, tenantId });
    for (const id of ["nothing", "a\0b", "x".repeat(200)]) {
      await expect(explain(id)).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("is found by keys alone, however long the log is", async () => {
    const { tenantId, turnId } = await openTurn();
    const client = new pg.Client({ connectionString: inject("databaseUrl") });
    await client.connect();
    try {
      await client.query("BEGIN");
      const many = [tenantId, owner.accountId];
      await client.query(
        `INSERT INTO turns (id, tenant_id, account_id, conversation, opened_at, released_at)
         SELECT 'long log ' || n, $1, $2, 'c', now(), now() FROM generate_series(1, 3000) n`,
        many,
      );
      await client.query(
        `INSERT INTO messages (id, tenant_id, account_id, turn_id, channel, direction, kind, sender_id, recipient_id, created_at, sent_at)
         SELECT 'long log ' || n, $1, $2, 'long log ' || n, 'whatsapp', 'inbound', 'text', 's', 'r', now(), now()
         FROM generate_series(1, 3000) n`,
        many,
      );
      await client.query("ANALYZE turns; ANALYZE messages");
      const { text, values } = receiptSql(tenantId, turnId);
      const { rows } = await client.query(`EXPLAIN (COSTS off) ${text}`, values);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toMatch(/Index Cond: .*\bturn_id = /);
      expect(plan).toMatch(/Index Scan using turns_pkey/);
      expect(plan).not.toMatch(/Seq Scan on (turns|messages)/);
    } finally {
      await client.query("ROLLBACK");
      await client.end();
    }
  });
});
