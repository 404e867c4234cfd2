import { describe, expect, it } from "vitest";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import { AI, createPipelineWorld, HOURS, onlyTurn, say, type World } from "@/lib/testing/pipeline/pipeline-world";

const HANDS_OVER: ReplyRule = { ...HOURS, handoff: { notify: true, pause_minutes: 60 } };
const PAUSE = "account 15550100100";
const minutesPaused = (world: World) => {
  const until = world.pauses.get(PAUSE);
  return until ? Math.round((until.getTime() - world.now()) / 60_000) : 0;
};

describe("a hand-over", () => {
  it("follows the reply of a rule that orders it, and pauses for as long as the rule says", async () => {
    const world = createPipelineWorld({ rules: [HANDS_OVER] });
    await say(world, "1", "open on sunday?");
    expect(world.accepted.map(({ text }) => text)).toEqual(["7 to 7"]);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", handedOver: "rule" });
    expect([minutesPaused(world), world.told.length]).toEqual([60, 1]);
  });

  it("follows a rule that sends nothing, and mails nobody where the rule says so", async () => {
    const rule: ReplyRule = {
      ...HANDS_OVER,
      response: { kind: "none" },
      handoff: { notify: false, pause_minutes: 60 },
    };
    const world = createPipelineWorld({ rules: [rule] });
    await say(world, "1", "open on sunday?");
    expect(onlyTurn(world)).toMatchObject({ reason: "rule_silent", handedOver: "rule" });
    expect([minutesPaused(world), world.told.length]).toEqual([60, 0]);
  });

  it("only tells the owner where the rule lets the bot go on", async () => {
    const world = createPipelineWorld({ rules: [{ ...HANDS_OVER, handoff: { notify: true, pause_minutes: 0 } }] });
    await say(world, "1", "open on sunday?");
    expect([world.pauses.size, world.told.length]).toEqual([0, 1]);
  });

  it("follows an answer of the AI's that asks for it, and two drafts that were refused", async () => {
    const asked = createPipelineWorld({ rules: [AI] });
    asked.generate = async () => ({ kind: "draft", text: "Someone will answer.", handoff: true });
    await say(asked, "1", "book me in");
    expect(onlyTurn(asked)).toMatchObject({ outcome: "replied", handedOver: "ai" });
    expect(minutesPaused(asked)).toBe(720);

    const refused = createPipelineWorld({ rules: [AI] });
    refused.generate = async () => ({ kind: "blocked", reason: "guard_blocked" });
    await say(refused, "1", "book me in");
    expect(onlyTurn(refused)).toMatchObject({ reason: "guard_blocked", handedOver: "guard" });

    const fallback = createPipelineWorld({ rules: [AI], on_ai_blocked: "default" });
    fallback.generate = refused.generate;
    await say(fallback, "1", "book me in");
    expect(onlyTurn(fallback)).toMatchObject({ outcome: "replied", handedOver: "guard" });
  });

  it("doesn't follow an answer of the AI's that asks for nothing, nor one that is unavailable", async () => {
    const world = createPipelineWorld({ rules: [AI] });
    world.generate = async () => ({ kind: "draft", text: "Which day?", handoff: false });
    await say(world, "1", "book me in");
    world.generate = async () => ({ kind: "blocked", reason: "ai_refused" });
    await say(world, "2", "book me in", { sentAt: new Date(world.now()) });
    expect([...world.turns.values()].map(({ handedOver }) => handedOver)).toEqual([null, null]);
    expect(world.told).toEqual([]);
  });

  it("stands although nobody knows whether the reply arrived", async () => {
    const world = createPipelineWorld({ rules: [HANDS_OVER] });
    world.vendor = () => ({ kind: "unknown" });
    await say(world, "1", "open on sunday?");
    expect(onlyTurn(world)).toMatchObject({ reason: "send_unknown", handedOver: "rule" });
    expect(world.told).toHaveLength(1);
  });

  it("is none where somebody answers by hand already when the reply is to be sent", async () => {
    const world = createPipelineWorld({ rules: [HANDS_OVER] });
    world.onCall = (port, when) => {
      if (port !== "buffer.beginSend" || when !== "before") return;
      void world.buffer.pauseConversations(["account/15550100100"], world.now() + 3_600_000);
    };
    await say(world, "1", "open on sunday?");
    expect(onlyTurn(world)).toMatchObject({ reason: "human_active", handedOver: null });
    expect(world.told).toEqual([]);
  });

  it("keeps an order that a draft brings along, whatever the rules say by the time it is sent", async () => {
    const world = createPipelineWorld({ rules: [{ ...AI, handoff: { notify: true, pause_minutes: 30 } }] });
    world.generate = async () => ({ kind: "draft", text: "Someone will answer.", handoff: false });
    const accept = world.vendor;
    world.vendor = () => {
      world.vendor = accept;
      world.owner.config.rules = [];
      return { kind: "unreached" };
    };
    await say(world, "1", "book me in");
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", handedOver: "rule" });
    expect(minutesPaused(world)).toBe(30);
  });
});
