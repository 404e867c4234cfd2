import http from "node:http";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON } from "../ledger/ledger-fixtures";
import { PipelineHarness } from "./pipeline-harness";

const database = openTestDatabase(inject("databaseUrl"));
const redis = { url: inject("redisUrl"), token: inject("redisToken") };

/**
 * What was asked since the last look. What goes to one connection before anything can have come back is one round trip. A
 * script counts as one command to Redis, whatever it does inside.
 */
const asked = { roundTrips: 0, statements: [] as string[], redisCommands: 0 };

/** How a transaction begins and ends, and whose rows it has: the frame, not the work. */
const FRAME = /^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|DEALLOCATE|SET|SELECT set_config)\b/i;

const sending = new Set<pg.Client>();
const { query } = pg.Client.prototype;
const { request } = http;
beforeAll(() => {
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first] = given;
    const text = typeof first === "string" ? first : (first as { text?: string }).text;
    if (text) {
      asked.statements.push(text);
      if (!sending.has(this)) asked.roundTrips += 1;
      sending.add(this);
      setImmediate(() => sending.delete(this));
    }
    return Reflect.apply(query, this, given);
  } as typeof query;
  http.request = ((...given: unknown[]) => {
    const made: http.ClientRequest = Reflect.apply(request, http, given);
    const [options] = given as [http.RequestOptions];
    if (`http://${options.hostname}:${options.port}` !== redis.url) return made;
    const { end } = made;
    made.end = ((...last: unknown[]) => {
      const commands: string[][] = JSON.parse(String(last[0]));
      // A script that Redis does not know yet is asked for twice, once in its life.
      asked.redisCommands += commands.filter(([name]) => name !== "eval").length;
      return Reflect.apply(end, made, last);
    }) as typeof end;
    return made;
  }) as typeof request;
});
afterAll(async () => {
  pg.Client.prototype.query = query;
  http.request = request;
  await database.$disconnect();
});

async function count(work: () => Promise<unknown>) {
  Object.assign(asked, { roundTrips: 0, statements: [], redisCommands: 0 });
  await work();
  return {
    roundTrips: asked.roundTrips,
    statements: asked.statements.filter((text) => !FRAME.test(text)).length,
    redisCommands: asked.redisCommands,
  };
}

async function open(response: "canned" | "ai") {
  const owner = await makeTenant(database);
  const { tenantId, accountId } = owner;
  if (response === "canned") {
    const defaultRule = newAccountConfig().default_rule;
    await database.tables.account.update({ where: { id: accountId }, data: { defaultRule } });
  }
  const grant = { tenantId, amount: 5, reference: "start", reason: "test", now: NOON };
  await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
  const pipeline = new PipelineHarness(database, redis, tenantId);
  const say = async (from: string): Promise<void> => {
    for (const { conversation, dueAt } of await pipeline.receive(owner.externalId, "hello", from)) {
      await pipeline.attend(pipeline.ports(), conversation, dueAt);
    }
  };
  const turnId = async () => {
    const newest = { where: { tenantId }, orderBy: { releasedAt: "desc" } } as const;
    return (await database.tables.turn.findFirstOrThrow(newest)).id;
  };
  // The first message of a process also asks whose the number is, and what its rules are.
  await say("15550100199");
  pipeline.sent.length = 0;
  pipeline.generated = 0;
  pipeline.nowMs += 1_000;
  return { owner, pipeline, say, turnId };
}

type Figures = Awaited<ReturnType<typeof count>>;

/**
 * Today's figures. One that fell is written down here; one that rose has a reason, or a mend. The steps of an ordinary
 * turn and a status are one round trip each; what is not ordinary begins with one that says whose rows it has.
 */
const CEILINGS = {
  cannedWithThreeStatuses: { roundTrips: 7, statements: 13, redisCommands: 4 },
  burstOfFive: { roundTrips: 8, statements: 18, redisCommands: 8 },
  aiReply: { roundTrips: 24, statements: 24, redisCommands: 7 },
  status: { roundTrips: 1, statements: 1, redisCommands: 0 },
} satisfies Record<string, Figures>;

function expectAtMost(figures: Figures, ceiling: Figures): void {
  for (const name of Object.keys(ceiling) as (keyof Figures)[]) {
    expect(figures[name], name).toBeLessThanOrEqual(ceiling[name]);
    // A count of nothing would mean that the counting is broken.
    if (ceiling[name] > 0) expect(figures[name], name).toBeGreaterThan(0);
  }
}

describe("what a message costs in round trips", () => {
  it("a lone canned reply with its three statuses", async () => {
    const { owner, pipeline, say, turnId } = await open("canned");
    const reply = await count(() => say("15550100100"));
    const id = await turnId();
    const statuses = await count(async () => {
      for (const state of ["sent", "delivered", "read"] as const) await pipeline.status(owner.externalId, id, 1, state);
    });
    expect(pipeline.sent).toHaveLength(1);
    const figures = {
      roundTrips: reply.roundTrips + statuses.roundTrips,
      statements: reply.statements + statuses.statements,
      redisCommands: reply.redisCommands + statuses.redisCommands,
    };
    expectAtMost(figures, CEILINGS.cannedWithThreeStatuses);
  });

  it("a burst of five", async () => {
    const { owner, pipeline } = await open("canned");
    await database.tables.account.update({ where: { id: owner.accountId }, data: { waitSeconds: 5 } });
    const figures = await count(async () => {
      const wakeUps = [];
      for (let n = 0; n < 5; n += 1)
        wakeUps.push(...(await pipeline.receive(owner.externalId, "hello", "15550100100")));
      const [first] = wakeUps;
      if (!first) throw new Error("nobody has to attend the burst");
      await pipeline.attend(pipeline.ports(), first.conversation, first.dueAt);
    });
    expect(pipeline.sent).toHaveLength(1);
    expectAtMost(figures, CEILINGS.burstOfFive);
  });

  it("nothing more, to take in a message that names two addresses of a known customer", async () => {
    const { owner, pipeline } = await open("canned");
    const take = (alias: string | null) =>
      count(() => pipeline.receive(owner.externalId, "hello", "15550100100", alias));
    const { statements } = await take(null);
    const first = await take("US.1");
    expect(first.statements).toBeGreaterThan(statements);
    expect((await take("US.1")).statements).toBe(statements);
  });

  it("an AI reply", async () => {
    const { pipeline, say } = await open("ai");
    const figures = await count(() => say("15550100100"));
    expect([pipeline.generated, pipeline.sent.length]).toEqual([1, 1]);
    expectAtMost(figures, CEILINGS.aiReply);
  });

  it("a status", async () => {
    const { owner, pipeline, say, turnId } = await open("canned");
    await say("15550100100");
    const id = await turnId();
    const figures = await count(() => pipeline.status(owner.externalId, id, 1, "delivered"));
    expectAtMost(figures, CEILINGS.status);
  });
});
