import { describe, expect, it } from "vitest";
import { ownWordText } from "@/lib/rules/own-words/own-word-texts";
import type { OwnWord } from "@/lib/rules/own-words/own-words";
import {
  createPipelineWorld,
  customerMessage,
  HOURS,
  receive,
  say,
  T0,
  type World,
} from "@/lib/testing/pipeline/pipeline-world";

const english = (word: OwnWord) => ownWordText({ word, languages: ["en"] }, "en");
const DEFAULT = "Thanks for your message! We will answer as soon as we can.";

const sent = (world: World) => world.accepted.map(({ text }) => text);
const ends = (world: World) => [...world.turns.values()].map(({ outcome, reason }) => reason ?? outcome);

let messages = 0;
async function write(world: World, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    world.advance(1_000);
    messages += 1;
    await say(world, `own-${messages}`, text, { sentAt: new Date(world.now()) });
  }
}

/** Several messages of one turn. */
async function burst(world: World, ...texts: string[]): Promise<void> {
  const bubbles = texts.map((text) => {
    messages += 1;
    return customerMessage(`own-${messages}`, text, { sentAt: new Date(world.now() + messages) });
  });
  const { wakeUps } = await receive(world, ...bubbles);
  for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
}

/** The first send fails, and what the customer wrote is something else, or gone, before the next. */
function changeBeforeRetry(world: World, text: string | null): void {
  const accept = world.vendor;
  world.vendor = () => {
    world.vendor = accept;
    const content = text === null ? null : ({ kind: "text", text, unseen: null, asks: false } as const);
    const change = { change: { originalId: `own-${messages}`, content }, unanswered: "not_answerable" } as const;
    void receive(world, customerMessage(`change-${messages}`, null, { ...change, sentAt: new Date(world.now()) }));
    return { kind: "unreached" };
  };
}

const CUSTOMER = "15550100100";

describe("a customer who asks for no more answers", () => {
  it("is told once how to come back, gets none from then on, and comes back", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await write(world, "Stop!", "open on sunday?", "stop", "START", "open on sunday?");
    expect(sent(world)).toEqual([english("stop"), english("start"), "7 to 7"]);
    expect(ends(world)).toEqual(["replied", "opted_out", "opted_out", "replied", "replied"]);
    expect([...world.turns.values()][0]?.matchedBy).toEqual({ kind: "own_word", word: "stop" });
  });

  it("is not heard in a burst that goes on with something else", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await burst(world, "Stop!", "open on sunday?");
    expect(sent(world)).toEqual(["7 to 7"]);
    expect(world.optedOut.size).toBe(0);
    await burst(world, "open on sunday?", "stop", "thanks");
    expect(sent(world)).toEqual(["7 to 7", english("stop")]);
  });

  it("takes it back by editing it before an answer is out, and is answered", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    changeBeforeRetry(world, "open on sunday?");
    await write(world, "stop");
    expect(sent(world)).toEqual(["7 to 7"]);
    expect(world.optedOut.size).toBe(0);
    expect([...world.turns.values()][0]).toMatchObject({ outcome: "replied", ruleId: "hours" });
  });

  it("takes it back by withdrawing it, and stays out where the wish to come back is edited", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    changeBeforeRetry(world, null);
    await write(world, "stop");
    expect([ends(world), world.optedOut.size]).toEqual([["withdrawn"], 0]);
    await write(world, "stop");
    changeBeforeRetry(world, "open on sunday?");
    await write(world, "start");
    expect([ends(world).at(-1), world.optedOut.size]).toEqual(["opted_out", 1]);
  });

  it("is told so once over the limit of replies", async () => {
    const world = createPipelineWorld();
    world.ports.settings.repliesPer10Minutes = 2;
    await write(world, "one", "two", "three", "stop", "START", "stop");
    expect(ends(world)).toEqual(["replied", "replied", "reply_limit", "replied", "reply_limit", "reply_limit"]);
    expect(sent(world)).toEqual([DEFAULT, DEFAULT, english("stop")]);
    expect(world.optedOut.has(CUSTOMER)).toBe(true);
  });

  it("is asked in words of the account's language, or in unmistakable ones", async () => {
    const world = createPipelineWorld();
    await write(world, "baja");
    expect(sent(world)).toEqual([DEFAULT]);
    world.intents.detectLanguage = () => ({ language: "es", reliable: true });
    await write(world, "baja");
    expect(sent(world)[1]).toContain("Escriba START");
  });

  it("comes before every rule, in the account's language where the word is of several", async () => {
    const rule = { ...HOURS, matcher: { kind: "static_text" as const, keywords: ["stop"] } };
    const world = createPipelineWorld({ rules: [rule] });
    world.intents.detectLanguage = () => ({ language: "de", reliable: true });
    await write(world, "stop", "start");
    expect(sent(world)[0]).toContain("Schreiben Sie START");
    expect(sent(world)).toHaveLength(2);
  });

  it("is heeded also while nobody is answered, and is not told so then", async () => {
    const world = createPipelineWorld({ enabled: false });
    await write(world, "stop");
    world.owner.config.enabled = true;
    await write(world, "hello");
    expect(ends(world)).toEqual(["account_disabled", "opted_out"]);
    expect(sent(world)).toEqual([]);
  });

  it("stays the owner's where the owner leaves them alone", async () => {
    const world = createPipelineWorld();
    world.leftAlone.add("15550100100");
    await write(world, "stop", "start", "hello");
    expect(ends(world)).toEqual(["left_alone", "left_alone", "left_alone"]);
  });

  it("is no other's affair: start from anybody else is an ordinary message", async () => {
    const world = createPipelineWorld();
    await write(world, "start");
    expect(sent(world)).toEqual([DEFAULT]);
    await write(world, "stop, the tap is leaking");
    expect(sent(world)).toEqual([DEFAULT, DEFAULT]);
  });

  it("reads the owner's own words", async () => {
    const world = createPipelineWorld();
    world.owner.moreOwnWords = { stop: ["enough now"], start: [], human: ["the boss"] };
    await write(world, "the boss please", "enough now!");
    expect(sent(world)).toEqual([english("human")]);
    expect(ends(world)).toEqual(["replied", "human_active"]);
    expect(world.optedOut.has("15550100100")).toBe(true);
  });
});

describe("a customer who asks for a person", () => {
  it("is told so, rests from the bot, and the owner is told once with no word of theirs", async () => {
    const world = createPipelineWorld();
    await write(world, "I want to talk to a person", "hello?", "a human please");
    expect(sent(world)).toEqual([english("human")]);
    expect(ends(world)).toEqual(["replied", "human_active", "human_active"]);
    expect([...world.turns.values()].map(({ handedOver }) => handedOver)).toEqual(["asked", null, null]);
    expect(world.told).toMatchObject([{ words: null }]);
    world.advance(720 * 60_000);
    await write(world, "hello again");
    expect(ends(world).at(-1)).toBe("replied");
  });

  it("is told of in silence where they get no answers, once while the bot rests", async () => {
    const world = createPipelineWorld();
    await write(world, "stop", "a human please", "a human please");
    expect(sent(world)).toEqual([english("stop")]);
    expect(ends(world)).toEqual(["replied", "opted_out", "opted_out"]);
    expect([...world.turns.values()].map(({ handedOver }) => handedOver)).toEqual([null, "asked", null]);
    expect(world.told).toHaveLength(1);
  });

  it("is told of where they ask for no more answers in the same breath", async () => {
    const world = createPipelineWorld();
    await burst(world, "a human please", "stop");
    expect(sent(world)).toEqual([english("stop")]);
    expect([...world.turns.values()].map(({ handedOver }) => handedOver)).toEqual(["asked"]);
    expect(world.told).toHaveLength(1);
  });

  it("is told of in silence over the limit of replies, and not where the owner leaves them alone", async () => {
    const world = createPipelineWorld();
    world.ports.settings.repliesPer10Minutes = 1;
    await write(world, "one", "a human please");
    expect([ends(world).at(-1), world.told.length]).toEqual(["reply_limit", 1]);
    const alone = createPipelineWorld();
    alone.leftAlone.add(CUSTOMER);
    await write(alone, "a human please");
    expect([ends(alone), alone.told]).toEqual([["left_alone"], []]);
  });

  it("has their words given to the mail where the owner wants them", async () => {
    const world = createPipelineWorld();
    world.owner.account.handOverWords = true;
    await write(world, "a human please!");
    expect(world.told).toMatchObject([{ words: "a human please!" }]);

    const wordless = createPipelineWorld();
    wordless.owner.account.handOverWords = true;
    wordless.owner.config.default_rule.response = { kind: "none" };
    wordless.owner.config.rules = [
      { ...HOURS, matcher: { kind: "any" }, handoff: { notify: true, pause_minutes: 60 } } as typeof HOURS,
    ];
    await say(wordless, "photo", null, { kind: "image" });
    expect(wordless.told).toMatchObject([{ words: null }]);
  });

  it("gets what a rule that hands over says, if there is one", async () => {
    const rule = {
      ...HOURS,
      matcher: { kind: "static_text" as const, keywords: ["human"] },
      handoff: { notify: true, pause_minutes: 60 },
    };
    const world = createPipelineWorld({ rules: [rule] });
    await write(world, "a human please");
    expect(sent(world)).toEqual(["7 to 7"]);
    expect([...world.turns.values()][0]).toMatchObject({ ruleId: "hours", handedOver: "rule" });
    world.advance(61 * 60_000);
    await write(world, "hello");
    expect(ends(world)).toEqual(["replied", "replied"]);
  });

  it("is not heeded in what came too late to answer", async () => {
    const world = createPipelineWorld();
    await say(world, "late", "a human please", { sentAt: new Date(T0 - 7 * 3_600_000) });
    expect(ends(world)).toEqual(["stale"]);
    expect(world.told).toEqual([]);
  });
});
