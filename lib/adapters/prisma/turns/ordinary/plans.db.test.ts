import pg from "pg";
import { afterAll, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON } from "@/lib/testing/ledger/ledger-fixtures";
import { customerMessage } from "@/lib/testing/pipeline/pipeline-world";
import type { Statement } from "../../shared/statement-batch";
import { createRecords } from "../pipeline-records";

const url = inject("databaseUrl");
const database = openTestDatabase(url);
afterAll(() => database.$disconnect());

/** What the ordinary turn asks for, by name, as it is asked. */
async function ordinaryStatements() {
  const asked = new Map<string, { scope: Statement; one: Statement }>();
  const { run } = database.batches;
  const batches: typeof database.batches = {
    ...database.batches,
    run: (scope, statements) => {
      for (const one of statements) asked.set(one.name, { scope, one });
      return run(scope, statements);
    },
  };
  const records = createRecords({ ...database, batches }, randomIds, "classifier");
  const { tenantId, accountId, externalId } = await makeTenant(database);
  const account = { id: accountId, tenantId, channel: "whatsapp" as const, externalId };
  await records.recordInbound([{ account, message: { ...customerMessage("m", "hello"), externalId } }], NOON);
  const of = { tenantId, accountId, turnId: `turn of ${tenantId}`, recipientId: "15550100100", now: NOON };
  await records.beginTurn({ ...of, conversation: "c", messageIds: ["m"] });
  const call = { channel: "whatsapp" as const, attempt: 1, senderId: externalId, free: true, handOver: null };
  await records.startAttempt({ ...of, ...call, match: null });
  await records.acceptAttempt(of, 1, "wamid.out", NOON);
  return { asked, tenantId, accountId };
}

/** In a transaction of the tables' owner, of which nothing stays. */
async function planned(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("BEGIN; SET LOCAL plan_cache_mode = force_generic_plan");
    await work(client);
  } finally {
    await client.query("ROLLBACK");
    await client.end();
  }
}

/** As the product has it planned: once, for whatever values. */
const planOf = async (client: pg.Client, { scope, one }: { scope: Statement; one: Statement }): Promise<string> => {
  await client.query({ text: scope.text, values: scope.values });
  await client.query(`PREPARE "${one.name}" AS ${one.text}`);
  const nulls = one.values.map(() => "NULL").join(", ");
  const { rows } = await client.query(`EXPLAIN (COSTS off) EXECUTE "${one.name}"${nulls && `(${nulls})`}`);
  await client.query("RESET role");
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
};

it("finds rows by what names them, and by nothing that gathers those of all businesses or of all time", async () => {
  const { asked, tenantId, accountId } = await ordinaryStatements();
  expect([...asked.keys()].toSorted()).toEqual(
    ["accept_attempt", "begin_attempt", "bind_messages", "count_replies", "insert_inbound_shared"].concat([
      "lock_turn",
      "make_turn",
      "read_inbound",
      "read_owner",
    ]),
  );
  await planned(async (client) => {
    // The planner has seen no open turn, no credit and no message that waits: then it takes the indexes of those for short.
    await client.query(
      `INSERT INTO turns (id, tenant_id, account_id, conversation, opened_at, released_at, closed_at)
       SELECT 'closed ' || n, $1, $2, 'c', now(), now(), now() FROM generate_series(1, 3000) n`,
      [tenantId, accountId],
    );
    await client.query(
      `INSERT INTO messages (id, tenant_id, account_id, turn_id, channel, direction, kind, sender_id, recipient_id, inbound_id, created_at, sent_at)
       SELECT 'm ' || n, $1, $2, 'closed ' || n, 'whatsapp', 'inbound', 'text', 's', 'r', 'm ' || n, now(), now()
       FROM generate_series(1, 3000) n`,
      [tenantId, accountId],
    );
    await client.query("ANALYZE turns; ANALYZE messages");
    for (const [name, statements] of asked) {
      const plan = await planOf(client, statements);
      expect(plan, name).not.toMatch(/Cond: .*\b(closed_at|turn_id) IS NULL|Cond: .*credit (=|IS)/);
    }
  });
});
