import { afterAll, describe, expect, inject, it } from "vitest";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import type { SendResult } from "@/lib/channels/send-reply.port";
import { randomIds } from "@/lib/core/ids";
import type { GenerateResult } from "@/lib/pipeline/answer/generate-reply";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { balanceOf, driftOf, makeTenant, NOON } from "../ledger/ledger-fixtures";
import { shareOf } from "../property-runs";
import { accepted, type Crash, PipelineHarness, type Script } from "./pipeline-harness";

const database = openTestDatabase(inject("databaseUrl"));
const redis = { url: inject("redisUrl"), token: inject("redisToken") };
afterAll(() => database.$disconnect());

const START = 3;

/** One message, a process that dies at a step, and another that finds what it left. */
async function live(script: Script, crash: Crash | undefined, fallback: boolean) {
  const owner = await makeTenant(database);
  const { tenantId } = owner;
  if (fallback) await orderDefaultWhenBlocked(owner);
  const grant = { tenantId, amount: START, reference: "start", reason: "test", now: NOON };
  await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
  const pipeline = new PipelineHarness(database, redis, tenantId, script);
  const [wakeUp] = await pipeline.receive(owner.externalId, "Can I book?");
  if (!wakeUp) throw new Error("nobody has to attend the message");
  await pipeline.attend(pipeline.ports(crash), wakeUp.conversation, wakeUp.dueAt);
  const { steps } = pipeline;
  let sweepsAfterEnd = 0;
  for (let round = 0; round < 6 && sweepsAfterEnd < 2; round += 1) {
    pipeline.nowMs += 31_000;
    await pipeline.sweep();
    const over = await database.tables.turn.count({
      where: { tenantId, closedAt: { not: null }, credit: { not: "reserved" } },
    });
    sweepsAfterEnd += over;
  }
  const turn = await database.tables.turn.findFirstOrThrow({ where: { tenantId } });
  const balance = await balanceOf(database, tenantId);
  return { owner, pipeline, steps, turn, balance, drift: await driftOf(database, tenantId) };
}

async function orderDefaultWhenBlocked({
  tenantId,
  accountId,
}: {
  tenantId: string;
  accountId: string;
}): Promise<void> {
  const rule = { tenantId, accountId, ruleId: "booking", position: 0, label: "Booking" };
  const matcher = { kind: "static_text", keywords: ["book"] };
  await database.tables.replyRule.create({ data: { ...rule, matcher, response: { kind: "prompt", text: "Ask." } } });
  const response = { kind: "canned", text: "We will answer soon." };
  const defaultRule = { id: "default", label: "Default reply", matcher: { kind: "default" }, response };
  await database.tables.account.update({ where: { id: accountId }, data: { onAiBlocked: "default", defaultRule } });
}

type Road = {
  name: string;
  generate?: GenerateResult;
  send?: SendResult;
  fallback?: boolean;
  /** Whether the reply of a life without a crash costs its credit. */
  costs: boolean;
};

const ROADS: Road[] = [
  { name: "an accepted reply", costs: true },
  { name: "a blocked reply", generate: { kind: "blocked", reason: "guard_blocked" }, costs: false },
  {
    name: "a default reply instead of a blocked one",
    generate: { kind: "blocked", reason: "guard_blocked" },
    fallback: true,
    costs: false,
  },
  {
    name: "a refused send",
    send: { kind: "refused", group: "window", code: 131_047, tokenOwner: "operator" },
    costs: false,
  },
  { name: "an unknown send", send: { kind: "unknown" }, costs: false },
];

describe.each(ROADS)("a crash on the road to $name", ({ name, generate, send, fallback = false, costs }) => {
  const road = ROADS.findIndex((one) => one.name === name);
  const script: Script = {
    generate: (count) => generate ?? { kind: "draft", text: `draft ${count}`, handoff: false },
    send: (_count, reply) => send ?? accepted(reply),
  };

  it("between any two steps costs no more than the reply that arrived, and loses nothing", {
    timeout: 120_000,
  }, async () => {
    const whole = await live(script, undefined, fallback);
    expect(whole.balance).toBe(costs ? START - 1 : START);
    expect(whole.steps.length).toBeGreaterThan(8);

    // To die before a step is to die after the one before it, so the first alone is tried both ways.
    const crashes: Crash[] = [{ step: 0, when: "before" }];
    for (const step of whole.steps.keys()) crashes.push({ step, when: "after" });
    // The roads share most of their steps: what one leaves out, the next one takes.
    for (const crash of shareOf(crashes, 3, road)) {
      const { pipeline, turn, balance, drift } = await live(script, crash, fallback);
      const place = `${crash.when} ${whole.steps[crash.step]}`;
      expect(drift, place).toEqual([]);
      expect(turn.closedAt, place).not.toBeNull();
      expect(balance, place).toBe(turn.credit === "settled" ? START - 1 : START);
      if (turn.credit === "settled") expect(turn.outcome, place).toBe("replied");
      else expect(turn.credit, place).toBe("restored");
      expect(pipeline.sent.length, place).toBeLessThanOrEqual(2);
      // Whoever dies between the AI's answer and its keeping cannot know that there was one.
      if (costs && place !== "after vendor.generateReply") expect(pipeline.generated, place).toBe(1);
      expect(new Set(pipeline.sent.map(({ text }) => text)).size, place).toBeLessThanOrEqual(1);
    }
  });
});
