import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { createReadReceipt } from "@/lib/adapters/prisma/turns/receipts/read-receipt";
import { createTurnLog } from "@/lib/adapters/prisma/turns/turn-log";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase, type TestDatabase } from "@/lib/testing/database/test-database";
import { driftOf, makeTenant, NOON } from "@/lib/testing/ledger/ledger-fixtures";
import { PipelineHarness } from "@/lib/testing/pipeline/pipeline-harness";
import { freshDatabase } from "@/sandbox/testing/fresh-database";
import { migrate } from "../migrate";

const SCRIPT = readFileSync(join(import.meta.dirname, "partition-log.sql"), "utf8");
const redis = { url: inject("redisUrl"), token: inject("redisToken") };

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: TestDatabase;
let before: unknown;

type Statement = { text: string; values: unknown[] };

async function asOwner<T>(work: (client: pg.Client) => Promise<T>, options = "-c TimeZone=UTC"): Promise<T> {
  const client = new pg.Client({ connectionString: fresh.url, options });
  await client.connect();
  return work(client).finally(() => client.end());
}

const shape = (client: pg.Client) =>
  client
    .query(`
    SELECT 'policy ' || tablename || ' ' || policyname || coalesce(qual, '') || coalesce(with_check, '') AS what
    FROM pg_policies
    UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE tablename IN ('messages', 'turns')
    UNION ALL SELECT 'key ' || conname || pg_get_constraintdef(oid) FROM pg_constraint
      WHERE conrelid IN ('messages'::regclass, 'turns'::regclass) AND conparentid = 0
    UNION ALL SELECT 'grant ' || table_name || ' ' || grantee || ' ' || privilege_type
      FROM information_schema.role_table_grants WHERE table_name IN ('messages', 'turns') AND grantee LIKE 'concierge%'
    UNION ALL SELECT 'column grant ' || table_name || ' ' || column_name || ' ' || grantee || ' ' || privilege_type
      FROM information_schema.column_privileges WHERE table_name IN ('messages', 'turns') AND grantee LIKE 'concierge%'
    UNION ALL SELECT 'forced ' || relname FROM pg_class WHERE relname IN ('messages', 'turns') AND relforcerowsecurity
    ORDER BY 1`)
    .then(({ rows }) => rows.map(({ what }) => what));

/** The statements that `work` sends as the app, each after the one that says whose rows its transaction has. */
async function listen(work: () => Promise<void>): Promise<{ scope: Statement; statement: Statement }[]> {
  const { query } = pg.Client.prototype;
  const heard: { scope: Statement; statement: Statement }[] = [];
  const scopes = new WeakMap<object, Statement>();
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first, values] = given as [string | { text: string; values?: unknown[] }, unknown[]?];
    const statement =
      typeof first === "string"
        ? { text: first, values: values ?? [] }
        : { text: first.text, values: first.values ?? values ?? [] };
    if (statement.text.includes("set_config('role'")) scopes.set(this, statement);
    const scope = scopes.get(this);
    // A new row goes to one partition anyway.
    if (scope && /\b(messages|turns)\b/.test(statement.text) && !/^\s*INSERT/.test(statement.text))
      heard.push({ scope, statement });
    return Reflect.apply(query, this, given);
  } as typeof query;
  await work().finally(() => {
    pg.Client.prototype.query = query;
  });
  return heard;
}

type Plan = { "Relation Name"?: string; "Actual Loops"?: number; Plans?: Plan[] };

const relations = (plan: Plan): string[] => [
  ...(plan["Relation Name"] && plan["Actual Loops"] ? [plan["Relation Name"]] : []),
  ...(plan.Plans ?? []).flatMap(relations),
];

beforeAll(async () => {
  if (!process.env.TEST_DATABASE_URL) return;
  fresh = await freshDatabase();
  await migrate(fresh.url);
  database = openTestDatabase(fresh.url);
});
afterAll(async () => {
  await database?.$disconnect();
  await fresh?.close();
});

// By `npm run test:services`: most installations never need it, and the sandbox's Postgres takes its time.
describe.runIf(process.env.TEST_DATABASE_URL)("a log that is cut into partitions", () => {
  it("keeps its rows, keys, policies and grants, and is cut once", { timeout: 120_000 }, async () => {
    const owner = await makeTenant(database);
    const pipeline = new PipelineHarness(database, redis, owner.tenantId);
    const [wakeUp] = await pipeline.receive(owner.externalId, "before");
    if (!wakeUp) throw new Error("nobody has to attend the message");
    await pipeline.attend(pipeline.ports(), wakeUp.conversation, wakeUp.dueAt);
    const rows = async () => [await database.tables.message.findMany(), await database.tables.turn.findMany()];
    [before] = [await rows()];
    await asOwner(async (client) => {
      const whole = await shape(client);
      await client.query(SCRIPT);
      const tree = await client.query(
        "SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'messages'::regclass",
      );
      expect(tree.rows).toEqual([{ n: 16 }]);
      const parts = /^(index|key) .*_\d\d/;
      expect((await shape(client)).filter((what) => !parts.test(what))).toEqual(whole);
      await client.query(SCRIPT);
    });
    expect(await rows()).toEqual(before);
  });

  it("is answered from as before, and each statement that names its tenant touches one partition", {
    timeout: 120_000,
  }, async () => {
    const owner = await makeTenant(database);
    const { tenantId } = owner;
    const grant = { tenantId, amount: 5, reference: "start", reason: "test", now: NOON };
    await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
    const pipeline = new PipelineHarness(database, redis, tenantId);
    const heard = await listen(async () => {
      for (const { conversation, dueAt } of await pipeline.receive(owner.externalId, "hello")) {
        await pipeline.attend(pipeline.ports(), conversation, dueAt);
      }
      const { id } = await database.tables.turn.findFirstOrThrow({ where: { tenantId } });
      for (const state of ["sent", "delivered", "read"] as const) await pipeline.status(owner.externalId, id, 1, state);
      expect(await createTurnLog(database).listTurns(tenantId, { limit: 50 })).toMatchObject([{ outcome: "replied" }]);
      expect(await createReadReceipt(database)(tenantId, id)).toMatchObject({ sends: [{ state: "read" }] });
    });
    expect(pipeline.sent).toHaveLength(1);
    expect(await driftOf(database, tenantId)).toEqual([]);
    expect(heard.length).toBeGreaterThan(15);
    await asOwner(async (client) => {
      for (const { scope, statement } of heard) {
        await client.query("BEGIN");
        await client.query(scope.text, scope.values);
        const explained = `EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`;
        const { rows } = await client.query(explained, statement.values);
        await client.query("ROLLBACK");
        const touched = new Set(relations(rows[0]["QUERY PLAN"][0].Plan));
        for (const table of ["messages", "turns"]) {
          const parts = [...touched].filter((name) => name.startsWith(`${table}_`));
          expect(parts.length, statement.text).toBeLessThanOrEqual(1);
        }
      }
    }, "-c TimeZone=UTC -c role=concierge_app");
  });
});
