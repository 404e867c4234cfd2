import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { driftOf, makeTenant, NOON, type Owner } from "../ledger/ledger-fixtures";
import { PipelineHarness } from "./pipeline-harness";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());
const redis = { url: inject("redisUrl"), token: inject("redisToken") };

/** A process that still knows the number as its first owner's, and another that answers for the second. */
describe("a number that another tenant has connected meanwhile", () => {
  let first: Owner;
  let second: Owner;
  let old: PipelineHarness;
  let answering: PipelineHarness;

  beforeEach(async () => {
    first = await makeTenant(database);
    second = await makeTenant(database);
    for (const { tenantId } of [first, second]) {
      const grant = { tenantId, amount: 5, reference: "start", reason: "test", now: NOON };
      await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
    }
    const { externalId } = first;
    old = new PipelineHarness(database, redis, first.tenantId);
    answering = new PipelineHarness(database, redis, second.tenantId);
    await old.receive(externalId, "hello");
    const gone = { externalId: null, formerExternalId: externalId, disconnectedAt: NOON };
    await database.tables.account.update({ where: { id: first.accountId }, data: gone });
    await database.tables.account.update({ where: { id: second.accountId }, data: { externalId } });
    second = { ...second, externalId };
  });

  it("has its messages taken in as its new owner's", async () => {
    await old.receive(second.externalId, "hello again", "15550100177");
    const row = await database.tables.message.findFirstOrThrow({ where: { senderId: "15550100177" } });
    expect(row.tenantId).toBe(second.tenantId);
  });

  it("has what became of its new owner's replies noted, also where nobody has written yet", async () => {
    for (const { conversation, dueAt } of await answering.receive(second.externalId, "hello")) {
      await answering.attend(answering.ports(), conversation, dueAt);
    }
    const where = { tenantId: second.tenantId };
    const { id: turnId } = await database.tables.turn.findFirstOrThrow({ where });
    await old.status(second.externalId, turnId, 1, "failed");
    const turn = await database.tables.turn.findFirstOrThrow({ where });
    expect(turn).toMatchObject({ outcome: "undelivered", credit: "restored" });
    expect(await driftOf(database, second.tenantId)).toEqual([]);
  });

  it("is nobody's once it is disconnected there, too", async () => {
    await database.tables.account.update({ where: { id: second.accountId }, data: { externalId: null } });
    await old.status(second.externalId, "turn", 1, "delivered");
    expect(await old.receive(second.externalId, "hello", "15550100178")).toEqual([]);
    expect(await database.tables.message.count({ where: { senderId: "15550100178" } })).toBe(0);
  });
});
