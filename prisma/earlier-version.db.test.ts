import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccountStore } from "@/lib/adapters/prisma/accounts/account-records";
import { createLeftAloneStore } from "@/lib/adapters/prisma/accounts/left-alone-records";
import { createWhatsappRecords } from "@/lib/adapters/prisma/accounts/whatsapp/whatsapp-records";
import { proveLedger } from "@/lib/adapters/prisma/credits/prove-ledger";
import type { Database } from "@/lib/adapters/prisma/shared/database";
import { createRecords } from "@/lib/adapters/prisma/turns/pipeline-records";
import { createTurnLog } from "@/lib/adapters/prisma/turns/turn-log";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { someFacts } from "@/lib/testing/fixtures/meta-books";
import { customerMessage } from "@/lib/testing/pipeline/pipeline-world";
import { freshDatabase } from "@/sandbox/testing/fresh-database";
import { migrate } from "./migrate";

const THIS = "0017_accounts_by_channel";
const NOW = new Date("2026-11-20T12:00:00Z");

/** What an installation of before has: two tenants, a live number, a broken one and one that was disconnected. */
const OLD_ROWS = `
INSERT INTO tenants (id, slug, name) VALUES ('t1', 'one', 'One'), ('t2', 'two', 'Two');
INSERT INTO people (id, email, tenant_id) VALUES ('p1', 'one@example.com', 't1');
INSERT INTO whatsapp_accounts (id, tenant_id, phone_number_id, former_number_id, display_phone, name, verified_name,
  quality_rating, waba_id, access_token, self_test_at, health, confirmed_at, disconnected_at, enabled, wait_seconds,
  on_ai_blocked, default_rule, config_version, broken_reason, broken_by, broken_at, paused_until, intent_languages,
  default_pause_minutes, created_at)
VALUES
  ('a1', 't1', '201', NULL, '+1 555 010 0001', 'Front desk', 'Salon One', 'GREEN', '900', 'k1.sealed', '2026-11-02',
   '{"subscribed":true,"callback":true,"registered":true,"checkedAt":7}', '2026-11-03', NULL, true, 9, 'default',
   '{"id":"default","label":"Default reply","matcher":{"kind":"default"},"response":{"kind":"canned","text":"Bye"}}',
   4, NULL, NULL, NULL, NULL, 'any', 60, '2026-11-01'),
  ('a2', 't2', '202', NULL, '+49\u00a0151\u2011000002', NULL, NULL, NULL, '900', NULL, NULL, NULL, '2026-11-04', NULL, false, 0,
   NULL, '{"id":"default","label":"D","matcher":{"kind":"default"},"response":{"kind":"none"}}', 1, 'auth_190',
   'operator', '2026-11-05', '2026-11-06', NULL, NULL, '2026-11-04'),
  ('a3', 't1', NULL, '203', '+1 555 010 0003', 'Old desk', NULL, NULL, '900', NULL, NULL, NULL, '2026-10-01',
   '2026-10-09', true, 5, NULL, '{"id":"default","label":"D","matcher":{"kind":"default"},"response":{"kind":"none"}}',
   2, NULL, NULL, NULL, NULL, NULL, NULL, '2026-10-01');
INSERT INTO reply_rules (account_id, rule_id, position, label, enabled, matcher, response) VALUES
  ('a1', 'hours', 0, 'Hours', NULL, '{"kind":"static_text","keywords":["open"]}', '{"kind":"canned","text":"7 to 7"}'),
  ('a1', 'book', 1, 'Booking', false, '{"kind":"prompt","description":"wants to book"}', '{"kind":"prompt","text":"Ask"}'),
  ('a3', 'old', 0, 'Old', NULL, '{"kind":"static_text","keywords":["old"]}', '{"kind":"none"}');
INSERT INTO rule_embeddings (account_id, phrase_hash, model, pooling, phrase) VALUES ('a1', 'h', 'm', 'cls', 'wants to book');
INSERT INTO rule_phrases (account_id, rule_id, should_match, position, phrase) VALUES ('a1', 'book', true, 0, 'book me in');
INSERT INTO incidents (id, tenant_id, account_id, cause, code, mended_by, opened_at, last_failure_at, broken_at, shown_by, next_try_at)
  VALUES ('i2', 't2', 'a2', 'auth', 190, 'operator', '2026-11-05', '2026-11-05', '2026-11-05', 'probe', '2026-11-06');
INSERT INTO incident_notices (incident_id, tenant_id, next_try_at) VALUES ('i2', 't2', '2026-11-06');
INSERT INTO left_alone (tenant_id, account_id, address, note, created_at, person_id) VALUES
  ('t1', 'a1', '15550100111', 'my sister', '2026-11-07', 'p1'), ('t1', 'a3', '15550100112', NULL, '2026-10-02', 'p1');
INSERT INTO turns (id, tenant_id, account_id, conversation, outcome, rule_id, response_kind, attempts, message_count, credit, opened_at, released_at, closed_at)
  VALUES ('n1', 't1', 'a1', 'c1', 'replied', 'book', 'prompt', 1, 1, 'settled', '2026-11-08', '2026-11-08', '2026-11-08'),
         ('n3', 't1', 'a3', 'c3', 'replied', 'old', 'canned', 1, 1, NULL, '2026-10-03', '2026-10-03', '2026-10-03');
INSERT INTO messages (id, tenant_id, account_id, channel, direction, sender_id, recipient_id, kind, inbound_id, outbound_id, turn_id, attempt, state, sent_at, created_at)
  VALUES ('m1', 't1', 'a1', 'whatsapp', 'in', '15550100100', '201', 'text', 'wamid.1', NULL, 'n1', NULL, NULL, '2026-11-08', '2026-11-08'),
         ('m2', 't1', 'a1', 'whatsapp', 'out', '201', '15550100100', 'text', NULL, 'wamid.2', 'n1', 1, 'read', '2026-11-08', '2026-11-08'),
         ('m3', 't1', 'a3', 'whatsapp', 'in', '15550100100', '203', 'text', 'wamid.3', NULL, 'n3', NULL, NULL, '2026-10-03', '2026-10-03'),
         ('m4', 't2', 'a2', 'whatsapp', 'in', '15550100100', '202', 'text', 'wamid.1', NULL, NULL, NULL, NULL, '2026-11-08', '2026-11-08');
INSERT INTO credit_balances (tenant_id, balance) VALUES ('t1', 9), ('t2', 10);
INSERT INTO credit_entries (tenant_id, kind, amount, balance_after, reference, created_at) VALUES
  ('t1', 'grant', 10, 10, 'sign-up', '2026-11-01'), ('t2', 'grant', 10, 10, 'sign-up', '2026-11-01'),
  ('t1', 'reserve', -1, 9, 'n1', '2026-11-08'), ('t1', 'settle', 0, 9, 'n1', '2026-11-08');
INSERT INTO number_assignments (phone_number_id, tenant_id) VALUES ('204', 't2');
INSERT INTO free_credit_numbers (phone_number_id, tenant_id, created_at) VALUES ('201', 't1', '2026-11-03');
INSERT INTO audit_log (id, tenant_id, action, target_id, details, at) VALUES ('u1', 't1', 'account.connect', 'a1', '{"number":"201"}', '2026-11-01');
`;

/** Tables whose rows stay as they are, with what tells their order; columns that are new since are left out. Of messages the words of their direction are new. */
const UNCHANGED: Readonly<Record<string, string>> = {
  tenants: "id",
  people: "id",
  reply_rules: "account_id, position",
  rule_embeddings: "account_id",
  rule_phrases: "account_id",
  incidents: "id",
  incident_notices: "incident_id",
  left_alone: "address",
  turns: "id",
  messages: "id",
  credit_balances: "tenant_id",
  credit_entries: "id",
  audit_log: "id",
};

/** What the log said of a message's direction, and what it says since. */
const WORDS: Readonly<Record<string, string>> = { in: "inbound", out: "outbound" };

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
let before: unknown;
/** By table, as they were before. */
const columns: Record<string, string[]> = {};

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: fresh.url, options: "-c TimeZone=UTC" });
  await client.connect();
  try {
    // Several statements answer several results.
    const result: unknown = await client.query(sql);
    return Array.isArray(result) ? [] : (result as pg.QueryResult).rows;
  } finally {
    await client.end();
  }
}

async function readUnchanged() {
  const rows: Record<string, unknown> = {};
  for (const [table, order] of Object.entries(UNCHANGED)) {
    const found = await query(`SELECT * FROM ${table} ORDER BY ${order}`);
    columns[table] ??= Object.keys(found[0] ?? {});
    rows[table] = found.map((row) =>
      columns[table]?.map((column) => [column, WORDS[String(row[column])] ?? row[column]]),
    );
  }
  return rows;
}

/** Brings a database to where it was before this migration, by what was shipped then. */
async function migrateUntil(url: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "concierge-migrations-"));
  try {
    const shipped = join(import.meta.dirname, "migrations");
    for (const name of readdirSync(shipped).filter((one) => one < THIS)) {
      cpSync(join(shipped, name), join(folder, name), { recursive: true });
    }
    await migrate(url, { folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

beforeAll(async () => {
  fresh = await freshDatabase();
  await migrateUntil(fresh.url);
  await query(OLD_ROWS);
  before = await readUnchanged();
  expect(await migrate(fresh.url)).toContain(THIS);
  expect(await migrate(fresh.url)).toEqual([]);
  database = openTestDatabase(fresh.url);
});
afterAll(async () => {
  await database?.$disconnect();
  await fresh?.close();
});

describe("an installation from before accounts had channels and keys had tenants", () => {
  it("keeps each row of its rules, log, messages and ledger", async () => {
    expect(await readUnchanged()).toEqual(before);
    expect((before as Record<string, unknown[]>).messages).toHaveLength(4);
    expect(await query("SELECT DISTINCT thread_id FROM messages")).toEqual([{ thread_id: null }]);
    expect((await proveLedger(database)).drift).toEqual([]);
  });

  it("shows each number as it was, also one that was disconnected", async () => {
    const store = createAccountStore(database, randomIds, "classifier");
    expect((await store.find("t1", "a1"))?.sealedToken).toBe("k1.sealed");
    expect((await store.find("t1", "a1"))?.view).toMatchObject({
      ...{ channel: "whatsapp", externalId: "201", displayAddress: "+1 555 010 0001", displayName: "Front desk" },
      ...{ verifiedName: "Salon One", qualityRating: "GREEN", wabaId: "900", waitSeconds: 9, onAiBlocked: "default" },
      ...{ defaultPauseMinutes: 60, defaultResponse: { kind: "canned", text: "Bye" }, version: 4, ruleCount: 2 },
      ...{ health: { subscribed: true, callback: true, registered: true, checkedAt: 7 }, brokenReason: null },
      ...{ selfTestAt: new Date("2026-11-02"), confirmedAt: new Date("2026-11-03"), disconnectedAt: null },
      ...{ firstMessageAt: new Date("2026-11-08"), lastMessageAt: new Date("2026-11-08") },
    });
    expect((await store.find("t2", "a2"))?.view).toMatchObject({
      ...{ externalId: "202", displayName: null, verifiedName: null, wabaId: "900", health: null, enabled: false },
      ...{ brokenReason: "auth_190", brokenBy: "operator", brokenAt: new Date("2026-11-05") },
    });
    const gone = (await store.find("t1", "a3"))?.view;
    expect(gone).toMatchObject({ externalId: "203", displayName: "Old desk", disconnectedAt: new Date("2026-10-09") });
    expect(await query("SELECT external_id, former_external_id FROM accounts WHERE id = 'a3'")).toEqual([
      { external_id: null, former_external_id: "203" },
    ]);
    expect((await store.list("t1")).map(({ view }) => view.id)).toEqual(["a1"]);
    expect(await store.find("t2", "a1")).toBeNull();
  });

  it("finds its accounts by what a delivery names, with their rules in order, and its own numbers as senders", async () => {
    const records = createRecords(database, randomIds, "classifier");
    const found = await records.findAccounts("whatsapp", ["201", "202", "203"]);
    expect(found.map(({ account }) => account.id).toSorted()).toEqual(["a1", "a2"]);
    const owner = found.find(({ account }) => account.id === "a1");
    if (!owner) throw new Error("no account");
    expect(owner).toMatchObject({ configVersion: 4, intentInAnyLanguage: true, account: { live: true } });
    expect(owner.config.rules.map(({ id }) => id)).toEqual(["hours", "book"]);
    expect(await records.findAccountsByAddress("whatsapp", ["15550100001", "15550100003"])).toEqual([
      { tenantId: "t1", accountId: "a1" },
    ]);
    const again = { account: owner.account, message: customerMessage("wamid.1", "hello") };
    const sender = { kind: "phone" as const, value: "49151000002" };
    const own = { account: owner.account, message: customerMessage("wamid.9", "hello", { sender }) };
    expect(await records.recordInbound([again, own], NOW)).toEqual([
      { kind: "recorded", turnId: "n1", reason: null, customer: "15550100100", waitSeconds: 9 },
      { kind: "recorded", turnId: null, reason: "not_answerable", customer: sender.value, waitSeconds: 9 },
    ]);
  });

  it("shows each tenant its log", async () => {
    const log = createTurnLog(database);
    expect(await log.listTurns("t1", { limit: 10 })).toMatchObject([
      { id: "n1", number: { accountId: "a1", name: "Front desk", connected: true }, rule: { label: "Booking" } },
      { id: "n3", number: { accountId: "a3", name: "Old desk", connected: false }, rule: { label: "Old" } },
    ]);
    expect(await log.listTurns("t2", { limit: 10 })).toEqual([]);
  });

  it("lets a disconnected number come back, with whom it never answered, and gives no number's credits twice", async () => {
    const numbers = createWhatsappRecords(database, randomIds, {
      embedding: { name: "model", pooling: "cls" },
      classifier: "classifier",
    });
    const facts = someFacts();
    const stamp = { tenantId: "t1", personId: "p1", action: "account.connect", at: NOW };
    const back = { id: "a4", numberId: "203", wabaId: "900", sealedToken: null, tokenExpiresAt: null, facts };
    expect(await numbers.add(stamp, { ...back, id: "a5", numberId: "202" })).toBe(false);
    expect(await numbers.add(stamp, back)).toBe(true);
    const [left] = await createLeftAloneStore(database, randomIds).list("t1", "a4");
    expect(left?.address).toBe("15550100112");
    expect(await numbers.isAssigned("t2", "204")).toBe(true);
    expect(await numbers.isAssigned("t1", "204")).toBe(false);
    expect(await numbers.countInWaba("900")).toBe(3);
    expect(await query("SELECT * FROM free_credit_accounts")).toMatchObject([
      { channel: "whatsapp", external_id: "201", tenant_id: "t1" },
    ]);
  });

  it("still refers from rules, turns and messages to accounts that exist", async () => {
    const rule = "'x', 0, 'X', '{}', '{}'";
    const insert = `INSERT INTO reply_rules (tenant_id, account_id, rule_id, position, label, matcher, response) VALUES`;
    // Neither an account that there is not, nor another tenant's.
    for (const account of ["'t1', 'none'", "'t2', 'a1'"]) {
      await expect(query(`${insert} (${account}, ${rule})`)).rejects.toThrow(/reply_rules_account_fkey/);
    }
    await expect(query("DELETE FROM accounts WHERE id = 'a1'")).rejects.toThrow(/turns_account_fkey/);
    await expect(query("UPDATE accounts SET external_id = '201' WHERE id = 'a2'")).rejects.toThrow(/external_id_key/);
    expect(await query("UPDATE accounts SET channel = 'other', external_id = '201' WHERE id = 'a2'")).toEqual([]);
  });
});
