import { describe, expect, it } from "vitest";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import { AI, createPipelineWorld, HOURS, say as sayAt, type World } from "@/lib/testing/pipeline/pipeline-world";
import { endsInQuestion, endsPolitely } from "./follow-up";

describe("endsPolitely", () => {
  it.each([
    "ok",
    "Ok!",
    "thanks 🙏",
    "Thank you so much!!",
    "👍",
    "❤️",
    "👍🏽👍🏽",
    "Danke schön",
    "merci beaucoup",
    "gracias",
    "شكرا",
    "Ok, danke",
  ])("of %j is so", (text) => expect(endsPolitely([text])).toBe(true));

  it.each([
    "ok?",
    "¿vale?",
    "friday afternoon",
    "thanks, and on friday?",
    "no thanks",
    "ok but later",
    "yes",
    "❓",
    "👎",
    "😤",
    "🙄",
    "💩",
    "?",
    "",
    "ok ".repeat(40),
  ])("of %j is not", (text) => expect(endsPolitely([text])).toBe(false));

  it("takes every message of the turn", () => {
    expect(endsPolitely(["ok", "thanks"])).toBe(true);
    expect(endsPolitely(["ok", "friday?"])).toBe(false);
    expect(endsPolitely([])).toBe(false);
  });
});

describe("endsInQuestion", () => {
  it.each(["Which day suits you?", "Shall I tell the stylist? 😊", "¿Qué día?", "أي يوم؟", "*Friday?*"])(
    "of %j",
    (reply) => expect(endsInQuestion(reply)).toBe(true),
  );
  it.each(["We are open.", "Any questions? Call us.", "", "See you!"])("of %j is false", (reply) =>
    expect(endsInQuestion(reply)).toBe(false),
  );
});

const BOOKING: ReplyRule = { ...AI, id: "booking", matcher: { kind: "static_text", keywords: ["book"] } };
const MINUTE_MS = 60_000;

const say = (world: World, id: string, text: string) => sayAt(world, id, text, { sentAt: new Date(world.now()) });

/** With an AI that numbers its replies. */
function createWorld(rules: ReplyRule[]) {
  const world = createPipelineWorld({ rules });
  world.generate = async () => ({ kind: "draft", handoff: false, text: `reply ${world.accepted.length + 1}` });
  return world;
}

/** A customer asked to book, and the AI has answered. */
async function begun(rules: ReplyRule[] = [HOURS, BOOKING]) {
  const world = createWorld(rules);
  await say(world, "1", "can I book?");
  const lastTurn = () => [...world.turns.values()].at(-1);
  return { world, lastTurn };
}

describe("what follows an AI reply", () => {
  it("is offered to its rule, which the AI is told", async () => {
    const { world, lastTurn } = await begun();
    const asked: boolean[] = [];
    const { generate } = world;
    world.generate = (request, time) => {
      asked.push(request.followsUp);
      return generate(request, time);
    };
    await say(world, "2", "friday afternoon");
    expect(lastTurn()).toMatchObject({ outcome: "replied", ruleId: "booking", matchedBy: { kind: "follow_up" } });
    await say(world, "3", "or saturday");
    expect(lastTurn()).toMatchObject({ ruleId: "booking" });
    expect(asked).toEqual([true, true]);
  });

  it("goes to a keyword's rule, wherever it stands, and may come back", async () => {
    const { world, lastTurn } = await begun([BOOKING, HOURS]);
    await say(world, "2", "are you open on sunday?");
    expect(lastTurn()).toMatchObject({ ruleId: "hours" });
    await say(world, "3", "then friday afternoon");
    expect(lastTurn()).toMatchObject({ ruleId: "booking" });
  });

  it("is over after half an hour, or as long as its owner says", async () => {
    const { world, lastTurn } = await begun();
    world.advance(29 * MINUTE_MS);
    await say(world, "2", "friday");
    expect(lastTurn()).toMatchObject({ ruleId: "booking" });
    world.advance(31 * MINUTE_MS);
    await say(world, "3", "saturday");
    expect(lastTurn()).toMatchObject({ ruleId: "default" });
    world.owner.account.followUp = { minutes: 0, endsOnThanks: true };
    await say(world, "4", "book");
    await say(world, "5", "monday");
    expect(lastTurn()).toMatchObject({ ruleId: "default" });
  });

  it("ends politely and silently, and then begins anew", async () => {
    const { world, lastTurn } = await begun();
    await say(world, "2", "ok thanks!");
    expect(lastTurn()).toMatchObject({ outcome: "silent", reason: "rule_silent", ruleId: "booking" });
    await say(world, "3", "friday");
    expect(lastTurn()).toMatchObject({ ruleId: "default" });
  });

  it("is answered with ok where the AI asked something", async () => {
    const { world, lastTurn } = await begun();
    world.generate = async () => ({ kind: "draft", handoff: false, text: "Shall I note Friday?\n\nOur AI assistant." });
    await say(world, "2", "friday");
    expect(lastTurn()).toMatchObject({ matchedBy: { kind: "follow_up" } });
    world.generate = async ({ tellsAssistant }) => ({
      kind: "draft",
      handoff: false,
      text: tellsAssistant ? "Shall I note it?\n\nOur AI assistant." : "Shall I note it?",
    });
    await say(world, "3", "at three");
    expect(lastTurn()).toMatchObject({ matchedBy: { kind: "follow_up", asked: true } });
    await say(world, "4", "ok");
    expect(lastTurn()).toMatchObject({ outcome: "replied", ruleId: "booking" });
  });

  it("is not what a rule that goes by no words takes, nor what follows a hand-over", async () => {
    const greeting: ReplyRule = { ...AI, id: "greeting", matcher: { kind: "first_message" } };
    const { world, lastTurn } = await begun([greeting]);
    expect(lastTurn()).toMatchObject({ ruleId: "greeting" });
    await say(world, "2", "where do you park?");
    expect(lastTurn()).toMatchObject({ ruleId: "default" });

    const handing = await begun([{ ...BOOKING, handoff: { notify: true, pause_minutes: 0 } }]);
    await say(handing.world, "2", "thanks!");
    expect(handing.lastTurn()).toMatchObject({ ruleId: "default" });
  });

  it("gets an answer to its thanks where the owner wants that", async () => {
    const { world, lastTurn } = await begun();
    world.owner.account.followUp = { minutes: 30, endsOnThanks: false };
    await say(world, "2", "ok thanks!");
    expect(lastTurn()).toMatchObject({ outcome: "replied", ruleId: "booking" });
  });

  it("is nobody's where the rule is gone", async () => {
    const { world, lastTurn } = await begun();
    world.owner.config = { ...world.owner.config, rules: [HOURS] };
    await say(world, "2", "friday");
    expect(lastTurn()).toMatchObject({ ruleId: "default" });
  });
});

describe("short memory", () => {
  const recalled = async (world: World) => world.memory.recall("account/15550100100");

  it("is empty unless the tenant switched it on", async () => {
    const { world } = await begun();
    expect(await recalled(world)).toEqual({ ownReply: null, customer: [] });
  });

  it("tells the AI what was said, for half an hour", async () => {
    const world = createWorld([HOURS, BOOKING]);
    world.owner.shortMemory = true;
    const seen: unknown[] = [];
    const { generate } = world;
    world.generate = (request, time) => {
      seen.push([request.remembered.ownReply?.text ?? null, request.remembered.customer.map(({ text }) => text)]);
      return generate(request, time);
    };
    await say(world, "1", "open on sunday?");
    await say(world, "2", "can I book?");
    await say(world, "3", "friday");
    expect(seen).toEqual([
      ["7 to 7", ["open on sunday?"]],
      [world.accepted[1]?.text, ["open on sunday?", "can I book?"]],
    ]);
    world.advance(31 * MINUTE_MS);
    await say(world, "4", "book");
    expect(seen.at(-1)).toEqual([null, []]);
  });

  it("is erased when a person takes over", async () => {
    const world = createWorld([HOURS]);
    world.owner.shortMemory = true;
    await say(world, "1", "open on sunday?");
    expect((await recalled(world)).customer).toHaveLength(1);
    await world.buffer.pauseConversations(["account/15550100100"], world.now() + MINUTE_MS);
    expect(await recalled(world)).toEqual({ ownReply: null, customer: [] });
  });
});
