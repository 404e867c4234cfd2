import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import type { PrismaClient } from "../generated/client";
import { connectDatabase, type Database } from "./database";
import { asPlatform, asWebhook, forNewTenant, forTenant } from "./tenant-scope";

const url = inject("databaseUrl");
const database = connectDatabase(url);
const owner = new pg.Client({ connectionString: url, options: "-c TimeZone=UTC" });
const [a, b] = [uniqueId("fence-a"), uniqueId("fence-b")];
const founder = uniqueId("founder");

/** What every tenant's table holds of one tenant; its account is reached under the tenant's own name. */
const rowsOf = (t: string) => `
  INSERT INTO tenants (id, slug, name) VALUES ('${t}', '${t}', 'T');
  INSERT INTO people (id, email, tenant_id) VALUES ('${t}', '${t}@example.com', '${t}');
  INSERT INTO account_assignments (channel, external_id, tenant_id) VALUES ('whatsapp', 'assigned ${t}', '${t}');
  INSERT INTO accounts (id, tenant_id, channel, external_id, display_address, default_rule)
    VALUES ('${t}', '${t}', 'whatsapp', '${t}', '${t}@', '{}');
  INSERT INTO whatsapp_accounts (tenant_id, account_id) VALUES ('${t}', '${t}');
  INSERT INTO whatsapp_signups (tenant_id, id, account_id, state, created_at) VALUES ('${t}', '${t}', '${t}', '{}', now());
  INSERT INTO reply_rules (tenant_id, account_id, rule_id, position, label, matcher, response)
    VALUES ('${t}', '${t}', 'r', 0, 'R', '{}', '{}');
  INSERT INTO rule_embeddings (tenant_id, account_id, phrase_hash, model, pooling, phrase)
    VALUES ('${t}', '${t}', 'h', 'm', 'cls', 'p');
  INSERT INTO rule_phrases (tenant_id, account_id, rule_id, should_match, position, phrase)
    VALUES ('${t}', '${t}', 'r', true, 0, 'p');
  INSERT INTO personas (tenant_id, content, rendered, hash, updated_at) VALUES ('${t}', '{}', 'p', 'h', now());
  INSERT INTO persona_versions (tenant_id, version, content, hash, created_at) VALUES ('${t}', 1, '{}', 'h', now());
  INSERT INTO facts (tenant_id, content, text, hash, updated_at) VALUES ('${t}', '{}', 'p', 'h', now());
  INSERT INTO facts_versions (tenant_id, version, content, text, hash, created_at) VALUES ('${t}', 1, '{}', 'p', 'h', now());
  INSERT INTO prompt_checks (tenant_id, hash, kind, classifier, text) VALUES ('${t}', 'h', 'rule', 'c', 'p');
  INSERT INTO incidents (id, tenant_id, account_id, cause, mended_by, opened_at, last_failure_at, next_try_at, healed_at)
    VALUES ('${t}', '${t}', '${t}', 'auth', 'tenant', now(), now(), now(), now());
  INSERT INTO incident_notices (tenant_id, incident_id, state, next_try_at) VALUES ('${t}', '${t}', 'sent', now());
  INSERT INTO pauses (tenant_id, account_id, customer, until, cause, created_at) VALUES ('${t}', '${t}', '1', '2100-01-01', 'owner', now());
  INSERT INTO hand_overs (tenant_id, turn_id, account_id, customer, cause, notify, pause_minutes) VALUES ('${t}', '${t}', '${t}', '1', 'asked', true, 60);
  INSERT INTO left_alone (tenant_id, account_id, address, created_at, person_id) VALUES ('${t}', '${t}', '1', now(), '${t}');
  INSERT INTO customer_addresses (tenant_id, account_id, address, customer, seen_at) VALUES ('${t}', '${t}', '1', '1', now());
  INSERT INTO turns (id, tenant_id, account_id, conversation, opened_at, released_at, closed_at)
    VALUES ('${t}', '${t}', '${t}', 'c', now(), now(), now());
  INSERT INTO messages (id, tenant_id, account_id, channel, direction, sender_id, recipient_id, kind, inbound_id, turn_id, sent_at, created_at)
    VALUES ('${t}', '${t}', '${t}', 'whatsapp', 'inbound', '1', '${t}', 'text', 'old', '${t}', now(), now());
  INSERT INTO audit_log (id, tenant_id, action, at) VALUES ('${t}', '${t}', 'x', now());
  INSERT INTO credit_balances (tenant_id, balance) VALUES ('${t}', 1);
  INSERT INTO credit_entries (tenant_id, kind, amount, balance_after, reference, created_at) VALUES ('${t}', 'grant', 1, 1, 'x', now());
  INSERT INTO credit_notices (tenant_id, kind, state, next_try_at, created_at) VALUES ('${t}', 'low', 'sent', now(), now());
  INSERT INTO free_credit_accounts (channel, external_id, tenant_id, created_at) VALUES ('whatsapp', 'free ${t}', '${t}', now());
  INSERT INTO open_samples (id, tenant_id, created_at) VALUES ('${t}', '${t}', '2100-01-01');
  INSERT INTO daily_usage (tenant_id, day, call, used_by, count) VALUES ('${t}', '2100-01-01', 'embed', 'owner', 1);
  INSERT INTO billing_accounts (tenant_id, next_try_at) VALUES ('${t}', '2200-01-01');
  INSERT INTO orders (id, tenant_id, kind, state, credits, price_minor, currency, customer_id, parameters, created_at)
    VALUES ('${t}', '${t}', 'checkout', 'failed', 1, 1, 'eur', 'c', '{}', now());`;

const query = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => (await owner.query<Row>(sql)).rows;

/** Tables of one tenant's, by their catalogue: whatever has a tenant's id, and the tenants themselves. */
let tables: { name: string; key: string }[];

beforeAll(async () => {
  await owner.connect();
  for (const tenant of [a, b]) await query(rowsOf(tenant));
  await query(`INSERT INTO people (id, email) VALUES ('${founder}', '${founder}@example.com')`);
  tables = await query(`
    SELECT c.relname AS name, CASE c.relname WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END AS key
    FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND (
      c.relname = 'tenants' OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'tenant_id'))
    ORDER BY 1`);
});
afterAll(async () => {
  // Where an identity differs from what a ledger may hold, the proof of all ledgers would say so.
  for (const tenant of [a, b]) await query(`DELETE FROM open_samples WHERE tenant_id = '${tenant}'`);
  await Promise.all([owner.end(), database.$disconnect()]);
});

type Scope = { role: string; settings?: Record<string, string> };
const tenantScope = (tenant: string, settings = {}): Scope => ({
  role: "concierge_tenant",
  settings: { "app.tenant": tenant, ...settings },
});
const webhookScope = (externalId: string, sender = "1"): Scope => ({
  role: "concierge_webhook",
  settings: { "app.channel": "whatsapp", "app.external_ids": `{${externalId}}`, "app.senders": `{${sender}}` },
});

/** What a statement answers in a scope: its rows, or the code of its error. Whatever it did is undone. */
async function tried({ role, settings = {} }: Scope, sql: string): Promise<pg.QueryResultRow[] | string> {
  await query("SAVEPOINT tried");
  try {
    const set = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`);
    await query(`SELECT ${[`set_config('role', '${role}', true)`, ...set].join(", ")}`);
    return await query(sql);
  } catch (error) {
    return error instanceof pg.DatabaseError ? String(error.code) : String(error);
  } finally {
    await query("ROLLBACK TO SAVEPOINT tried");
  }
}

const insertMessage = (tenant: string, account: string, recipient: string, direction = "inbound") => `
  INSERT INTO messages (id, tenant_id, account_id, channel, direction, sender_id, recipient_id, kind, inbound_id, sent_at, created_at)
  VALUES ('new', '${tenant}', '${account}', 'whatsapp', '${direction}', '1', '${recipient}', 'text', 'new', now(), now())`;

const insertAddress = (tenant: string, account: string) => `
  INSERT INTO customer_addresses (tenant_id, account_id, address, customer, seen_at)
  VALUES ('${tenant}', '${account}', '2', '2', now())`;

/** Tables of which some have other rows than a tenant's own or all. */
const FOR_SOME = ["people", "accounts", "reply_rules", "messages", "customer_addresses", "turns"];

/**
 * What is wrong with the fence as it stands, in the transaction that the owner's connection is in: at every table, or at
 * the one that was changed.
 */
async function examine(changed?: string): Promise<string[]> {
  const problems: string[] = [];
  const expectThat = (what: string, found: unknown, wanted: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) problems.push(`${what}: ${JSON.stringify(found)}`);
  };
  for (const { name, key } of tables.filter((one) => changed === undefined || one.name === changed)) {
    const [forced] = await query<{ on: boolean; forced: boolean }>(
      `SELECT relrowsecurity AS on, relforcerowsecurity AS forced FROM pg_class WHERE oid = 'public.${name}'::regclass`,
    );
    expectThat(`${name} has forced policies`, forced, { on: true, forced: true });
    // What a backup by an owner who is no superuser reads; here the owner is one, whom no policy binds.
    const reads = `SELECT polcmd FROM pg_policy WHERE polrelid = '${name}'::regclass AND polname = 'owner_reads'`;
    expectThat(`${name} is read by its owner`, await query(reads), [{ polcmd: "r" }]);
    const seen = `SELECT DISTINCT ${key} AS t FROM ${name} WHERE ${key} IN ('${a}', '${b}') ORDER BY 1`;
    expectThat(`${name} of one tenant`, await tried(tenantScope(a), seen), [{ t: a }]);
    expectThat(`${name} of no tenant`, await tried(tenantScope(""), seen), []);
    expectThat(`${name} across tenants`, await tried({ role: "concierge_platform" }, seen), [{ t: a }, { t: b }]);
  }
  if (changed !== undefined && !FOR_SOME.includes(changed)) return problems;
  const person = `SELECT id FROM people WHERE id IN ('${a}', '${b}', '${founder}') ORDER BY 1`;
  expectThat("people without a tenant", await tried(tenantScope(a), person), [{ id: a }]);
  const named = { "app.person": founder };
  expectThat("whoever founds a tenant", await tried(tenantScope(a, named), person), [{ id: a }, { id: founder }]);
  const claim = (tenant: string) => `UPDATE people SET tenant_id = '${tenant}' WHERE id = '${founder}' RETURNING id`;
  expectThat("founding", await tried(tenantScope(a, named), claim(a)), [{ id: founder }]);
  expectThat("founding another's", await tried(tenantScope(a, named), claim(b)), "42501");
  const everybody = await tried({ role: "concierge_app" }, person);
  expectThat("people at sign-in", everybody, [{ id: a }, { id: b }, { id: founder }]);

  const accounts = `SELECT id FROM accounts WHERE tenant_id IN ('${a}', '${b}') ORDER BY 1`;
  expectThat("accounts that a request names", await tried(webhookScope(a), accounts), [{ id: a }]);
  expectThat("accounts that write", await tried(webhookScope(a, `${b}@`), accounts), [{ id: a }, { id: b }]);
  const elsewhere = { ...webhookScope(a, `${b}@`).settings, "app.channel": "email" };
  expectThat("another channel's", await tried({ role: "concierge_webhook", settings: elsewhere }, accounts), []);
  const rules = `SELECT tenant_id AS t FROM reply_rules WHERE tenant_id IN ('${a}', '${b}')`;
  expectThat("rules that a request names", await tried(webhookScope(a), rules), [{ t: a }]);
  const messages = `SELECT tenant_id AS t FROM messages WHERE tenant_id IN ('${a}', '${b}') ORDER BY 1`;
  expectThat("messages that a request names", await tried(webhookScope(a, `${b}@`), messages), [{ t: a }]);
  expectThat("an own message", await tried(webhookScope(a), insertMessage(a, a, a)), []);
  expectThat("another's account", await tried(webhookScope(a, `${b}@`), insertMessage(b, b, b)), "42501");
  expectThat("another's recipient", await tried(webhookScope(a), insertMessage(a, a, b)), "42501");
  expectThat("another's tenant", await tried(webhookScope(a), insertMessage(b, a, a)), "42501");
  const addresses = `SELECT tenant_id AS t FROM customer_addresses WHERE tenant_id IN ('${a}', '${b}') ORDER BY 1`;
  expectThat("addresses that a request may join", await tried(webhookScope(a, `${b}@`), addresses), [{ t: a }]);
  expectThat("an own address", await tried(webhookScope(a), insertAddress(a, a)), []);
  expectThat("another's address", await tried(webhookScope(a, `${b}@`), insertAddress(b, b)), "42501");
  expectThat("an own address under another's tenant", await tried(webhookScope(a), insertAddress(b, a)), "42501");
  const rename = "UPDATE customer_addresses SET customer = 'x' RETURNING tenant_id AS t";
  expectThat("addresses that a request changes", await tried(webhookScope(a, `${b}@`), rename), [{ t: a }]);
  const turns = `SELECT tenant_id AS t FROM turns WHERE tenant_id IN ('${a}', '${b}')`;
  expectThat("turns that have ended", await tried(webhookScope(a), turns), []);
  await query("SAVEPOINT opened");
  await query(`UPDATE turns SET closed_at = NULL WHERE id IN ('${a}', '${b}')`);
  expectThat("turns that are being answered", await tried(webhookScope(a, `${b}@`), turns), [{ t: a }]);
  await query("ROLLBACK TO SAVEPOINT opened");
  expectThat("an outbound message", await tried(webhookScope(a), insertMessage(a, a, a, "outbound")), "42501");
  return problems;
}

/** Works in a transaction of the owner's that leaves nothing behind. */
async function inVain<T>(work: () => Promise<T>): Promise<T> {
  await query("BEGIN");
  try {
    return await work();
  } finally {
    await query("ROLLBACK");
  }
}

describe("row-level security", () => {
  it("keeps every tenant's table, and lets each role have what is its own", async () => {
    expect(tables.length).toBeGreaterThan(20);
    expect(await inVain(() => examine())).toEqual([]);
  });

  it("is missed wherever one of its policies is gone or lets everything through", { timeout: 600_000 }, async () => {
    const policies = await query<{ name: string; on: string; using: string | null; check: string | null }>(`
      SELECT polname AS name, polrelid::regclass::text AS on, pg_get_expr(polqual, polrelid) AS using,
             pg_get_expr(polwithcheck, polrelid) AS check
      FROM pg_policy ORDER BY 2, 1`);
    expect(policies.length).toBeGreaterThan(50);
    const unnoticed: string[] = [];
    for (const { name, on, using, check } of policies) {
      const open = [...(using === null ? [] : ["USING (true)"]), ...(check === null ? [] : ["WITH CHECK (true)"])];
      const mutants = [`DROP POLICY ${name} ON ${on}`, `ALTER POLICY ${name} ON ${on} ${open.join(" ")}`];
      for (const mutant of mutants.slice(0, using === "true" ? 1 : 2)) {
        const problems = await inVain(async () => {
          await query(mutant);
          return examine(on);
        });
        if (problems.length === 0) unnoticed.push(mutant);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it("lets a tenant change and delete nothing of another's, whatever a statement says", async () => {
    const mutable = tables.filter(({ name }) => !["credit_entries", "audit_log", "people", "tenants"].includes(name));
    await inVain(async () => {
      for (const { name, key } of mutable) {
        const foreign = `${key} = '${b}'`;
        expect(await tried(tenantScope(a), `UPDATE ${name} SET ${key} = ${key} RETURNING ${key} AS t`), name).toEqual([
          { t: a },
        ]);
        expect(await tried(tenantScope(a), `DELETE FROM ${name} WHERE ${foreign} RETURNING ${key} AS t`), name).toEqual(
          [],
        );
        expect(await tried(tenantScope(a), `UPDATE ${name} SET ${key} = '${b}'`), name).toMatch(/^(42501|23503)$/);
      }
      // Not even by whoever owns the row: entries are only added to, and the audit log is only ever deleted.
      for (const name of ["credit_entries", "audit_log"]) {
        expect(await tried(tenantScope(a), `UPDATE ${name} SET tenant_id = tenant_id`)).toBe("42501");
      }
      expect(await tried(tenantScope(a), "DELETE FROM credit_entries")).toBe("42501");
    });
  });

  it("gives no role more than is written down", async () => {
    const granted = await query<{ grantee: string; on: string; may: string }>(`
      SELECT grantee, table_name AS on, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS may
      FROM information_schema.role_table_grants
      WHERE grantee LIKE 'concierge\\_%' AND table_schema = 'public' GROUP BY 1, 2`);
    const of = (role: string) =>
      Object.fromEntries(granted.flatMap(({ grantee, on, may }) => (grantee === role ? [[on, may]] : [])));
    expect(of("concierge_app")).toEqual({
      people: "DELETE SELECT",
      auth_accounts: "DELETE INSERT SELECT UPDATE",
      sessions: "DELETE INSERT SELECT UPDATE",
      verification_tokens: "DELETE INSERT SELECT UPDATE",
      nobodys_vectors: "INSERT SELECT",
    });
    expect(of("concierge_webhook")).toEqual({
      accounts: "SELECT",
      customer_addresses: "INSERT SELECT",
      reply_rules: "SELECT",
      stripe_events: "DELETE INSERT SELECT UPDATE",
    });
    expect(new Set(Object.values(of("concierge_platform")))).toEqual(new Set(["SELECT"]));
    const columns = await query<{ on: string; may: string; names: string[] }>(`
      SELECT table_name AS on, privilege_type AS may, array_agg(column_name::text ORDER BY column_name::text) AS names
      FROM information_schema.column_privileges
      WHERE grantee = 'concierge_webhook' AND table_name IN ('messages', 'turns', 'customer_addresses')
      GROUP BY 1, 2`);
    const names = Object.fromEntries(columns.map((one) => [`${one.may} ${one.on}`, one.names]));
    expect(Object.keys(names).toSorted()).toEqual([
      ...["INSERT customer_addresses", "INSERT messages", "SELECT customer_addresses", "SELECT messages"],
      ...["SELECT turns", "UPDATE customer_addresses"],
    ]);
    expect(names["INSERT messages"]).not.toContain("turn_id");
    expect(names["SELECT messages"]).toEqual([
      ...["account_id", "created_at", "direction", "inbound_id", "reason", "sender_id", "tenant_id", "turn_id"],
    ]);
    expect(names["SELECT turns"]).toEqual(["account_id", "closed_at", "id", "released_at", "tenant_id"]);
    expect(names["UPDATE customer_addresses"]).toEqual(["customer", "seen_at"]);
  });
});

describe("a connection of the app's", () => {
  const unscoped = database as Database & PrismaClient;

  it("without a scope is refused at every tenant's table, sign-in's aside", async () => {
    for (const { name } of tables.filter(({ name }) => name !== "people")) {
      await expect(unscoped.$queryRawUnsafe(`SELECT * FROM ${name}`), name).rejects.toThrow(/permission denied/);
    }
    await expect(unscoped.message.findMany()).rejects.toThrow(/permission denied/);
    expect(await unscoped.person.count({ where: { id: founder } })).toBe(1);
  });

  it("of a login role of its own has what the owner's has", async () => {
    const shop = `shop_${randomBytes(6).toString("hex")}`;
    await query(`CREATE ROLE ${shop} LOGIN PASSWORD 'shop' IN ROLE concierge_app`);
    const login = new URL(url);
    Object.assign(login, { username: shop, password: "shop" });
    const own = connectDatabase(login.href);
    const raw = new pg.Client({ connectionString: login.href });
    try {
      const find = () => forTenant(own, a, (tx) => tx.account.findMany({ select: { id: true } }));
      expect(await find()).toEqual([{ id: a }]);
      await expect((own as Database & PrismaClient).account.findMany()).rejects.toThrow(/permission denied/);
      // Also past the app, by hand.
      await raw.connect();
      await expect(raw.query("SELECT * FROM messages")).rejects.toMatchObject({ code: "42501" });
    } finally {
      await Promise.all([own.$disconnect(), raw.end()]);
      await query(`DROP ROLE ${shop}`);
    }
  });

  it("goes back to the pool as it came, also after an error", async () => {
    await expect(forTenant(database, a, (tx) => tx.$queryRaw`SELECT 1 / 0`)).rejects.toThrow(/zero/);
    await expect(
      forTenant(database, a, async () => {
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    const looks = Array.from(
      { length: 20 },
      () =>
        unscoped.$queryRaw`SELECT current_user::text AS role, coalesce(current_setting('app.tenant', true), '') AS tenant`,
    );
    for (const look of await Promise.all(looks)) expect(look).toEqual([{ role: "concierge_app", tenant: "" }]);
  });

  it("mixes up no tenants, however many are served at once", async () => {
    const tenants = Array.from({ length: 60 }, (_, n) => [a, b][n % 2] ?? a);
    const found = await Promise.all(
      tenants.map((tenant) => forTenant(database, tenant, (tx) => tx.turn.findMany({ select: { tenantId: true } }))),
    );
    expect(found).toEqual(tenants.map((tenantId) => [{ tenantId }]));
  });

  it("writes nothing across tenants", async () => {
    const write = asPlatform(database, (tx) => tx.account.updateMany({ data: { enabled: false } }));
    await expect(write).rejects.toThrow(/permission denied/);
    expect(await asPlatform(database, (tx) => tx.account.count({ where: { id: { in: [a, b] } } }))).toBe(2);
  });

  it("has in a webhook no other rows than those of the accounts that it names", async () => {
    const named = { channel: "whatsapp", externalIds: [a, `odd,"{}\\ name`] };
    const find = asWebhook(database, named, (tx) => tx.account.findMany({ select: { id: true } }));
    expect(await find).toEqual([{ id: a }]);
    await expect(asWebhook(database, named, (tx) => tx.creditBalance.findMany())).rejects.toThrow(/permission denied/);
    const bind = asWebhook(database, named, (tx) => tx.message.updateMany({ data: { turnId: a } }));
    await expect(bind).rejects.toThrow(/permission denied/);
  });

  it("founds a tenant with the person who has none, and with nobody else", async () => {
    const tenantId = uniqueId("fence-new");
    await forNewTenant(database, { tenantId, personId: founder }, async (tx) => {
      expect((await tx.person.findMany({ select: { id: true } })).map(({ id }) => id)).toEqual([founder]);
      await tx.tenant.create({ data: { id: tenantId, slug: tenantId, name: "New" } });
      expect(await tx.person.updateMany({ data: { tenantId } })).toEqual({ count: 1 });
    });
    const again = forNewTenant(database, { tenantId: b, personId: founder }, (tx) => tx.person.findMany());
    expect((await again).map(({ id }) => id)).toEqual([b]);
  });
});
