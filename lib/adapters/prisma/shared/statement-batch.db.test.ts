import { afterAll, expect, inject, it } from "vitest";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner } from "@/lib/testing/ledger/ledger-fixtures";
import { Prisma } from "../generated/client";
import { connectDatabase } from "./database";
import { readDriverError } from "./driver-error";
import { statement } from "./statement-batch";
import { batchForTenant } from "./tenant-scope";

const url = inject("databaseUrl");
const database = openTestDatabase(url);
afterAll(() => database.$disconnect());

const turn = ({ tenantId, accountId }: Owner, id: string) =>
  statement<{ id: string; released_at: Date }>(
    "test_turn",
    Prisma.sql`
      INSERT INTO turns (id, tenant_id, account_id, conversation, opened_at, released_at)
      VALUES (${id}, ${tenantId}, ${accountId}, 'c', ${NOON}::timestamptz, ${NOON}::timestamptz)
      RETURNING id, released_at`,
  );
/** Without a filter: what the scope leaves of all turns. */
const EVERY_TURN = statement<{ tenant_id: string }>("test_every_turn", Prisma.sql`SELECT tenant_id FROM turns`);
const WHO = statement<{ role: string; tenant: string | null; backend: number }>(
  "test_who",
  Prisma.sql`SELECT current_user AS role, current_setting('app.tenant', true) AS tenant, pg_backend_pid() AS backend`,
);
const turnsOf = ({ tenantId }: Owner) => database.tables.turn.count({ where: { tenantId } });

it("answers each statement's rows in order, with what the ones before it wrote, in the tenant's scope", async () => {
  const owner = await makeTenant(database);
  const [[made], rows, [who]] = await batchForTenant(database, owner.tenantId, [turn(owner, "t"), EVERY_TURN, WHO]);
  expect(made).toEqual({ id: "t", released_at: NOON });
  expect(rows).toEqual([{ tenant_id: owner.tenantId }]);
  expect(who).toMatchObject({ role: "concierge_tenant", tenant: owner.tenantId });
});

it("leaves nothing of a batch that one statement breaks, and the connection as it was", async () => {
  const [owner, other] = [await makeTenant(database), await makeTenant(database)];
  const broken = batchForTenant(database, owner.tenantId, [turn(owner, "t"), turn(other, "foreign"), turn(owner, "u")]);
  await expect(broken.catch((error: unknown) => readDriverError(error)?.state)).resolves.toBe("42501");
  expect([await turnsOf(owner), await turnsOf(other)]).toEqual([0, 0]);
  await batchForTenant(database, owner.tenantId, [turn(owner, "t")]);
  expect(await turnsOf(owner)).toBe(1);
});

it("has no scope after a batch, nor after one that broke", async () => {
  const owner = await makeTenant(database);
  const scope = statement("test_no_scope", Prisma.sql`SELECT 1`);
  for (const ids of [["t"], ["t", "t"]]) {
    const batch = ids.map((id) => turn(owner, `${ids.length}-${id}`));
    await batchForTenant(database, owner.tenantId, batch).catch(() => undefined);
    for (let connection = 0; connection < 4; connection += 1) {
      const [[who]] = await database.batches.run(scope, [WHO]);
      expect(who?.role).toBe("concierge_app");
      expect(who?.tenant ?? "").toBe("");
    }
    await expect(database.batches.run(scope, [EVERY_TURN])).rejects.toMatchObject({ code: "42501" });
  }
});

it("mixes up no tenants where many batches are under way at once", async () => {
  const owners = await Promise.all(Array.from({ length: 8 }, () => makeTenant(database)));
  const batches = Array.from({ length: 40 }, async (_, n) => {
    const owner = owners[n % owners.length];
    if (!owner) throw new Error("no such tenant");
    const [, rows] = await batchForTenant(database, owner.tenantId, [turn(owner, `turn-${n}`), EVERY_TURN]);
    return rows.every(({ tenant_id }) => tenant_id === owner.tenantId);
  });
  expect((await Promise.all(batches)).every(Boolean)).toBe(true);
  expect(await Promise.all(owners.map(turnsOf))).toEqual(owners.map(() => 5));
});

it("works without names, for poolers that know none", async () => {
  const unnamed = connectDatabase(url, "unnamed");
  const owner = await makeTenant(database);
  try {
    for (const id of ["a", "b"]) {
      const [[made], rows] = await batchForTenant(unnamed, owner.tenantId, [turn(owner, id), EVERY_TURN]);
      expect([made?.id, rows.length]).toEqual([id, id === "a" ? 1 : 2]);
    }
    await expect(batchForTenant(unnamed, owner.tenantId, [turn(owner, "a")])).rejects.toMatchObject({ code: "23505" });
  } finally {
    await unnamed.$disconnect();
  }
});

it("rejects when its backend is ended, and goes on with a fresh connection", async () => {
  const owner = await makeTenant(database);
  const [[before]] = await batchForTenant(database, owner.tenantId, [WHO]);
  const [version] = await database.tables.$queryRaw<{ embedded: boolean }[]>`
    SELECT version() ILIKE '%emscripten%' AS embedded`;
  // The embedded database has one backend for all.
  if (version?.embedded || !before) return;
  const sleep = statement("test_sleep", Prisma.sql`SELECT 1 FROM pg_sleep(30)`);
  const cut = batchForTenant(database, owner.tenantId, [turn(owner, "lost"), WHO, sleep]);
  const ended = async () => {
    const rows = await database.tables.$queryRaw<{ done: boolean }[]>`
      SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE query LIKE 'SELECT 1 FROM pg_sleep(30)%' AND state = 'active'`;
    return rows.length > 0;
  };
  const outcome = cut.then(
    () => "answered",
    () => "rejected",
  );
  while (!(await ended()));
  expect(await outcome).toBe("rejected");
  expect(await turnsOf(owner)).toBe(0);
  await batchForTenant(database, owner.tenantId, [turn(owner, "next")]);
  expect(await turnsOf(owner)).toBe(1);
});
