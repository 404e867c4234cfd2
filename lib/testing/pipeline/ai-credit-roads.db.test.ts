import { afterAll, describe, expect, inject, it } from "vitest";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { balanceOf, driftOf, makeTenant, NOON, type Owner, uniqueId } from "../ledger/ledger-fixtures";
import { accepted, PipelineHarness, type Script } from "./pipeline-harness";

const database = openTestDatabase(inject("databaseUrl"));
const redis = { url: inject("redisUrl"), token: inject("redisToken") };
afterAll(() => database.$disconnect());

async function begin(credits: number, script: Script = {}): Promise<{ owner: Owner; pipeline: PipelineHarness }> {
  const owner = await makeTenant(database);
  const { tenantId } = owner;
  if (credits > 0) {
    const grant = { tenantId, amount: credits, reference: "start", reason: "test", now: NOON };
    await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
  }
  return { owner, pipeline: new PipelineHarness(database, redis, tenantId, script) };
}

/** One customer writes once, and is attended to the end. */
async function talk({ owner, pipeline }: Awaited<ReturnType<typeof begin>>): Promise<void> {
  const wakeUps = await pipeline.receive(owner.externalId, "Can I book for Friday?");
  for (const { conversation, dueAt } of wakeUps) await pipeline.attend(pipeline.ports(), conversation, dueAt);
}

async function turnOf({ tenantId }: Owner) {
  return database.tables.turn.findFirstOrThrow({ where: { tenantId } });
}

async function kindsOf({ tenantId }: Owner): Promise<string[]> {
  const rows = await database.tables.creditEntry.findMany({
    where: { tenantId, kind: { in: ["reserve", "settle", "restore"] } },
    orderBy: { id: "asc" },
  });
  return rows.map(({ kind }) => kind);
}

async function orderDefaultWhenBlocked(owner: Owner): Promise<void> {
  await database.tables.replyRule.create({
    data: {
      tenantId: owner.tenantId,
      accountId: owner.accountId,
      ruleId: "booking",
      position: 0,
      label: "Booking",
      matcher: { kind: "static_text", keywords: ["book"] },
      response: { kind: "prompt", text: "Ask for the day." },
    },
  });
  await database.tables.account.update({
    where: { id: owner.accountId },
    data: {
      onAiBlocked: "default",
      defaultRule: {
        id: "default",
        label: "Default reply",
        matcher: { kind: "default" },
        response: { kind: "canned", text: "We will answer soon." },
      },
    },
  });
}

describe("an AI reply", () => {
  it("costs one credit when it is accepted", async () => {
    const world = await begin(5);
    await talk(world);
    const { owner, pipeline } = world;
    expect(pipeline.sent.map(({ text }) => text)).toEqual(["draft 0"]);
    expect(await turnOf(owner)).toMatchObject({
      outcome: "replied",
      credit: "settled",
      ruleId: "default",
      responseKind: "prompt",
    });
    expect(await kindsOf(owner)).toEqual(["reserve", "settle"]);
    expect(await balanceOf(database, owner.tenantId)).toBe(4);
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("to a flagged message gives its credit back, and nobody gets it", async () => {
    const scanMessage = async () => ({ kind: "blocked", reason: "injection_flagged" }) as const;
    const world = await begin(5, { ports: { scanMessage } });
    await talk(world);
    const { owner, pipeline } = world;
    expect(pipeline.sent).toEqual([]);
    expect(await turnOf(owner)).toMatchObject({ reason: "injection_flagged", credit: "restored" });
    expect(await kindsOf(owner)).toEqual(["reserve", "restore"]);
    expect(await balanceOf(database, owner.tenantId)).toBe(5);
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("is not written without a credit, and the turn says why", async () => {
    const world = await begin(0);
    await talk(world);
    expect(world.pipeline.generated).toBe(0);
    expect(world.pipeline.sent).toEqual([]);
    expect(await turnOf(world.owner)).toMatchObject({ outcome: "silent", reason: "no_credit", credit: null });
    expect(await kindsOf(world.owner)).toEqual([]);
  });

  it.each([
    { name: "is refused", result: { kind: "blocked", reason: "ai_refused" }, reason: "ai_refused" },
    { name: "is blocked", result: { kind: "blocked", reason: "guard_blocked" }, reason: "guard_blocked" },
  ] as const)("that $name costs nothing and sends nothing", async ({ result, reason }) => {
    const world = await begin(5, { generate: () => result });
    await talk(world);
    expect(world.pipeline.sent).toEqual([]);
    expect(await turnOf(world.owner)).toMatchObject({ outcome: "silent", reason, credit: "restored" });
    expect(await kindsOf(world.owner)).toEqual(["reserve", "restore"]);
    expect(await balanceOf(database, world.owner.tenantId)).toBe(5);
    expect(await driftOf(database, world.owner.tenantId)).toEqual([]);
  });

  it.each([
    ["edited", "Can I book for Saturday?", { sent: ["draft 1"], kinds: ["reserve", "settle"], balance: 4 }],
    ["taken back", null, { sent: [], kinds: ["reserve", "restore"], balance: 5 }],
  ])("to words that were %s while it was written costs no second credit", async (_what, text, expected) => {
    const world: Awaited<ReturnType<typeof begin>> = await begin(5, {
      generate: async (count) => {
        if (count === 0) await world.pipeline.change(text);
        return { kind: "draft", text: `draft ${count}`, handoff: false };
      },
    });
    const { owner, pipeline } = world;
    await talk(world);
    expect(pipeline.sent.map((reply) => reply.text)).toEqual(expected.sent);
    expect(await kindsOf(owner)).toEqual(expected.kinds);
    expect(await balanceOf(database, owner.tenantId)).toBe(expected.balance);
    expect((await turnOf(owner)).reason).toBe(text === null ? "withdrawn" : null);
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("that is blocked makes way for the default reply where the owner wants it, at no cost", async () => {
    const world = await begin(5, { generate: () => ({ kind: "blocked", reason: "injection_flagged" }) });
    await orderDefaultWhenBlocked(world.owner);
    await talk(world);
    expect(world.pipeline.sent.map(({ text }) => text)).toEqual(["We will answer soon."]);
    expect(await turnOf(world.owner)).toMatchObject({
      outcome: "replied",
      credit: "restored",
      ruleId: "booking",
      matchedBy: { kind: "static_text", blocked: "injection_flagged" },
    });
    expect(await kindsOf(world.owner)).toEqual(["reserve", "restore"]);
    expect(await driftOf(database, world.owner.tenantId)).toEqual([]);
  });

  it("without a credit makes way for the default reply as well", async () => {
    const world = await begin(0);
    await orderDefaultWhenBlocked(world.owner);
    await talk(world);
    expect(world.pipeline.sent.map(({ text }) => text)).toEqual(["We will answer soon."]);
    expect(await turnOf(world.owner)).toMatchObject({ outcome: "replied", credit: null });
  });

  it("is tried again while the AI is briefly away, on one reserve", async () => {
    const world = await begin(5, {
      generate: (count) => (count < 2 ? { kind: "unavailable" } : { kind: "draft", text: "at last", handoff: false }),
    });
    await talk(world);
    expect(world.pipeline.sent.map(({ text }) => text)).toEqual(["at last"]);
    expect(await kindsOf(world.owner)).toEqual(["reserve", "settle"]);
    expect(await balanceOf(database, world.owner.tenantId)).toBe(4);
  });

  it("is given up two minutes after the first release, and costs nothing", async () => {
    const world = await begin(5, { generate: () => ({ kind: "unavailable" }) });
    await talk(world);
    expect(world.pipeline.nowMs - NOON.getTime()).toBeLessThanOrEqual(120_000);
    expect(world.pipeline.generated).toBeGreaterThan(3);
    expect(await turnOf(world.owner)).toMatchObject({
      outcome: "silent",
      reason: "ai_unavailable",
      credit: "restored",
    });
    expect(await balanceOf(database, world.owner.tenantId)).toBe(5);
  });

  it("says the same when sending it is tried again, and is generated once", async () => {
    const world = await begin(5, {
      send: (count, reply) =>
        count < 2 ? { kind: "refused", group: "transient", code: 131_000, tokenOwner: "operator" } : accepted(reply),
    });
    await talk(world);
    expect(world.pipeline.sent.map(({ text }) => text)).toEqual(["draft 0", "draft 0", "draft 0"]);
    expect(world.pipeline.generated).toBe(1);
    expect(await kindsOf(world.owner)).toEqual(["reserve", "settle"]);
  });

  it.each([
    { name: "is refused", group: "window", code: 131_047, reason: "send_refused" },
    { name: "finds the account broken", group: "auth", code: 190, reason: "account_broken" },
    { name: "fails until its time is up", group: "transient", code: 131_000, reason: "send_failed" },
  ] as const)("whose send $name costs nothing", async ({ group, code, reason }) => {
    const world = await begin(5, { send: () => ({ kind: "refused", group, code, tokenOwner: "operator" }) });
    await talk(world);
    expect(await turnOf(world.owner)).toMatchObject({ outcome: "silent", reason, credit: "restored" });
    expect(world.pipeline.nowMs - NOON.getTime()).toBeLessThanOrEqual(120_000);
    expect(await balanceOf(database, world.owner.tenantId)).toBe(5);
    expect(await driftOf(database, world.owner.tenantId)).toEqual([]);
  });

  it("whose send stays unknown twice costs nothing, and stays free when it turns out that it arrived", async () => {
    const world = await begin(5, { send: () => ({ kind: "unknown" }) });
    await talk(world);
    const { owner, pipeline } = world;
    expect(pipeline.sent.map(({ text }) => text)).toEqual(["draft 0", "draft 0"]);
    const turn = await turnOf(owner);
    expect(turn).toMatchObject({ outcome: "silent", reason: "send_unknown", credit: "restored" });
    await pipeline.status(owner.externalId, turn.id, 1, "delivered");
    await pipeline.status(owner.externalId, turn.id, 2, "delivered");
    expect(await turnOf(owner)).toMatchObject({ outcome: "replied", sentTwice: true, credit: "restored" });
    expect(await kindsOf(owner)).toEqual(["reserve", "restore"]);
    expect(await balanceOf(database, owner.tenantId)).toBe(5);
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("whose status comes during the hold costs one credit and is sent once", async () => {
    const world = await begin(5, { send: () => ({ kind: "unknown" }) });
    const { owner, pipeline } = world;
    const [wakeUp] = await pipeline.receive(owner.externalId, "Hello?");
    if (!wakeUp) throw new Error("nobody has to attend the message");
    const ports = pipeline.ports();
    await pipeline.attend(
      {
        ...ports,
        sendReply: async (reply) => {
          const result = await ports.sendReply(reply);
          await pipeline.status(owner.externalId, (await turnOf(owner)).id, 1, "sent");
          return result;
        },
      },
      wakeUp.conversation,
      wakeUp.dueAt,
    );
    expect(pipeline.sent).toHaveLength(1);
    expect(await turnOf(owner)).toMatchObject({ outcome: "replied", credit: "settled" });
    expect(await kindsOf(owner)).toEqual(["reserve", "settle"]);
  });

  it("that is reported as failed after its acceptance gives the credit back, once, and keeps it if it then arrives", async () => {
    const world = await begin(1);
    await talk(world);
    const { owner, pipeline } = world;
    const { id } = await turnOf(owner);
    expect(await balanceOf(database, owner.tenantId)).toBe(0);
    for (const state of ["sent", "failed", "failed", "sent"] as const) {
      await pipeline.status(owner.externalId, id, 1, state);
    }
    expect(await turnOf(owner)).toMatchObject({ outcome: "undelivered", credit: "restored" });
    await pipeline.status(owner.externalId, id, 1, "delivered");
    expect(await turnOf(owner)).toMatchObject({ outcome: "replied", credit: "restored" });
    expect(await kindsOf(owner)).toEqual(["reserve", "settle", "restore"]);
    expect(await balanceOf(database, owner.tenantId)).toBe(1);
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("that Redis forgets ends by the sweep, and its credit comes back", async () => {
    const world = await begin(5, { generate: () => ({ kind: "unavailable" }) });
    const { owner, pipeline } = world;
    const [wakeUp] = await pipeline.receive(owner.externalId, "Hello?");
    if (!wakeUp) throw new Error("nobody has to attend the message");
    const ports = pipeline.ports({ step: 5, when: "after" });
    await pipeline.attend(ports, wakeUp.conversation, wakeUp.dueAt);
    expect(await turnOf(owner)).toMatchObject({ closedAt: null, credit: "reserved" });
    await pipeline.forget(wakeUp.conversation);
    pipeline.nowMs += 600_000;
    expect(await pipeline.sweep()).toMatchObject({ lostTurns: 1, reserves: 0 });
    expect(await turnOf(owner)).toMatchObject({ outcome: "silent", reason: "buffer_lost", credit: "restored" });
    expect(await balanceOf(database, owner.tenantId)).toBe(5);
  });

  it.each([
    { outcome: "replied", kinds: ["reserve", "settle"] },
    { outcome: "undelivered", kinds: ["reserve", "restore"] },
    { outcome: "silent", kinds: ["reserve", "restore"] },
  ])("left open on a turn that is $outcome is ended by the sweep", async ({ outcome, kinds }) => {
    const world = await begin(5, { generate: () => ({ kind: "unavailable" }) });
    const { owner, pipeline } = world;
    const [wakeUp] = await pipeline.receive(owner.externalId, "Hello?");
    if (!wakeUp) throw new Error("nobody has to attend the message");
    await pipeline.attend(pipeline.ports({ step: 5, when: "after" }), wakeUp.conversation, wakeUp.dueAt);
    const { id } = await turnOf(owner);
    await database.tables.turn.updateMany({ where: { id }, data: { outcome, closedAt: NOON } });
    expect(await driftOf(database, owner.tenantId)).toHaveLength(1);
    expect(await pipeline.sweep()).toMatchObject({ reserves: 1 });
    expect(await pipeline.sweep()).toMatchObject({ reserves: 0 });
    expect(await kindsOf(owner)).toEqual(kinds);
    expect(await driftOf(database, owner.tenantId)).toEqual([]);
  });

  it("is written for one of 50 customers who write at once when one credit is left", async () => {
    const world = await begin(1);
    const { owner, pipeline } = world;
    const received = await Promise.all(
      Array.from({ length: 50 }, (_, index) => pipeline.receive(owner.externalId, "Hello?", uniqueId(`c${index}`))),
    );
    const ports = pipeline.ports();
    await Promise.all(received.flat().map(({ conversation, dueAt }) => pipeline.attend(ports, conversation, dueAt)));
    expect(pipeline.sent).toHaveLength(1);
    expect(await kindsOf(owner)).toEqual(["reserve", "settle"]);
    const silent = await database.tables.turn.count({ where: { tenantId: owner.tenantId, reason: "no_credit" } });
    expect(silent).toBe(49);
    expect(await balanceOf(database, owner.tenantId)).toBe(0);
    expect(pipeline.noticesRung).toBe(1);
  });
});
