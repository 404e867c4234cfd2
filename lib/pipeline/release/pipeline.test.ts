import { describe, expect, it } from "vitest";
import type { Channel, InboundMessage } from "@/lib/channels/inbound-message";
import { UpstreamError } from "@/lib/core/errors";
import type { DefaultRule, ReplyRule } from "@/lib/rules/config/reply-config";
import {
  AI,
  createPipelineWorld,
  customerMessage,
  HOURS,
  onlyTurn,
  receive,
  say,
  T0,
} from "@/lib/testing/pipeline/pipeline-world";
import type { WritingTime } from "../answer/generate-reply";
import { FULL_QUEUE_TURNS, FULL_TURN } from "../hold/reply-buffer.port";
import { ingestDelivery } from "../receive/ingest-delivery";
import { DEFAULT_SETTINGS } from "../settings";

describe("a burst", () => {
  it("is joined in order of sent time and answered once", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    const at = (seconds: number) => ({ sentAt: new Date(T0 + seconds * 1000) });
    const first = await receive(world, customerMessage("1", "open on", at(1)));
    world.advance(1_000);
    await receive(
      world,
      customerMessage("3", "sunday?", at(3)),
      customerMessage("2", "ignored", { kind: "sticker", text: null, ...at(2) }),
    );
    for (const { conversation, dueAt } of first.wakeUps) await world.attend(conversation, dueAt);
    expect(world.accepted.map(({ text, to }) => [text, to.value])).toEqual([["7 to 7", "15550100100"]]);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "hours" });
    expect(world.buffer.size()).toBe(0);
  });

  it("that goes on during the send becomes the next turn, answered after the first", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    let answer = world.vendor;
    let late: Promise<unknown> = Promise.resolve();
    world.vendor = (reply) => {
      world.vendor = answer;
      late = receive(world, customerMessage("2", "hello"));
      answer = world.vendor;
      return answer(reply);
    };
    await say(world, "1", "open on sunday?");
    await late;
    const dueAt = await world.buffer.nextDueAt();
    if (dueAt !== null) await world.attend("account/15550100100", dueAt);
    expect(world.accepted.map(({ text }) => text)).toEqual([
      "7 to 7",
      "Thanks for your message! We will answer as soon as we can.",
    ]);
  });
});

describe("duplicates", () => {
  it("enter one turn, however often and however late", async () => {
    const world = createPipelineWorld();
    await say(world, "1", "hello");
    await say(world, "1", "hello");
    world.advance(6 * 86_400_000);
    await say(world, "1", "hello");
    expect(world.accepted).toHaveLength(1);
    expect(world.turns.size).toBe(1);
  });

  it("that come while the turn is acked open nothing that would be answered", async () => {
    const world = createPipelineWorld();
    const { wakeUps } = await receive(world, customerMessage("1", "hello"));
    // The second delivery read the row before it was bound, and appends after the ack.
    const { buffer } = world.ports;
    let overtaken: Parameters<typeof buffer.append>[0] = [];
    const slow = {
      ...buffer,
      append: async (batches: typeof overtaken) => {
        overtaken = batches;
        return [];
      },
    };
    const delivery = {
      channel: "whatsapp" as const,
      messages: [customerMessage("1", "hello")],
      statuses: [],
      echoes: [],
      displayAddresses: new Map(),
      skipped: [],
    };
    await ingestDelivery({ ...world.ports, buffer: slow }, delivery);
    for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
    await buffer.append(overtaken, world.now());
    await world.attend("account/15550100100", world.now() + 5_000);
    expect(world.accepted).toHaveLength(1);
    expect(world.turns.size).toBe(1);
    expect(world.buffer.size()).toBe(0);
  });
});

describe("messages of other channels", () => {
  it("are not those of an account that has the same id on its own", async () => {
    const world = createPipelineWorld();
    const message = { ...customerMessage("1", "hello"), channel: "elsewhere" as Channel };
    const { counts, wakeUps } = await ingestDelivery(world.ports, {
      channel: message.channel,
      messages: [message],
      statuses: [],
      echoes: [],
      displayAddresses: new Map([[message.externalId, "15550100001"]]),
      skipped: [],
    });
    expect(counts).toMatchObject({ messages: 0, unknownNumbers: 1 });
    expect(wakeUps).toEqual([]);
    expect(world.owner.account.brokenReason).toBeNull();
  });

  it("are answered thread by thread, where a channel has threads", async () => {
    const world = createPipelineWorld();
    const inThread = (id: string, thread: string | null) => customerMessage(id, "hello", { thread });
    const { wakeUps } = await receive(
      world,
      inThread("1", "a"),
      inThread("2", "b"),
      inThread("3", "a"),
      inThread("4", null),
    );
    expect(wakeUps.map(({ conversation }) => conversation)).toEqual([
      "account/15550100100/a",
      "account/15550100100/b",
      "account/15550100100",
    ]);
    for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
    expect([...world.turns.values()].map(({ outcome }) => outcome)).toEqual(["replied", "replied", "replied"]);
  });
});

describe("matching by meaning", () => {
  const BOOKING: ReplyRule = {
    id: "booking",
    label: "Booking",
    matcher: { kind: "prompt", description: "wants to book", threshold: 0.72 },
    response: { kind: "canned", text: "Which day?" },
  };
  const east = Float32Array.from([1, 0]);

  function createWorld(rules: ReplyRule[], message: Float32Array) {
    const world = createPipelineWorld({ rules });
    const asked: string[] = [];
    world.intents = {
      isMultilingual: false,
      loadVectors: async () => ({ vectors: new Map([["booking", [east]]]), earlier: null }),
      embed: async (texts) => {
        asked.push(...texts);
        return texts.map(() => message);
      },
      detectLanguage: (text) => ({ language: text.startsWith("ich ") ? "de" : "en", reliable: true }),
    };
    return { world, asked };
  }

  it("embeds once, and only when an intent rule is reached undecided", async () => {
    const { world, asked } = createWorld([HOURS, BOOKING, { ...BOOKING, id: "again" }], east);
    await say(world, "1", "open on sunday?");
    expect(asked).toEqual([]);
    await say(world, "2", "a seat please", { sentAt: new Date(world.now()) });
    expect(asked).toEqual(["a seat please"]);
    expect([...world.turns.values()].map(({ ruleId }) => ruleId)).toEqual(["hours", "booking"]);
  });

  it("goes on to the next rule below the threshold", async () => {
    const { world } = createWorld([BOOKING], Float32Array.from([0.7, 0.714]));
    await say(world, "1", "a seat please");
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "default" });
  });

  it("doesn't happen while the service is down; keywords go on", async () => {
    const { world } = createWorld([BOOKING, HOURS], east);
    world.intents.embed = async () => {
      throw new UpstreamError("workers-ai", "embed", true, "HTTP 500");
    };
    await say(world, "1", "open on sunday?");
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "hours" });
    expect(onlyTurn(world).matchedBy).toMatchObject({ gap: "embedding_down" });
  });

  it("doesn't happen in a language that the model does not know, unless the owner allows it", async () => {
    const german = "ich hätte gerne nächste Woche einen Termin bei euch";
    const { world, asked } = createWorld([BOOKING], east);
    await say(world, "1", german);
    expect(asked).toEqual([]);
    expect(onlyTurn(world).matchedBy).toMatchObject({ gap: "other_language" });
    world.owner.intentInAnyLanguage = true;
    await say(world, "2", german, { sentAt: new Date(world.now()) });
    expect([...world.turns.values()].at(-1)).toMatchObject({ ruleId: "booking" });
  });
});

describe("an AI that gives no answer in time", () => {
  it("is asked a second time with all that is left of the turn, and no oftener", async () => {
    const world = createPipelineWorld({ rules: [AI] });
    const times: WritingTime[] = [];
    world.generate = async (_request, time) => {
      times.push(time);
      world.advance(time.draftMs);
      return { kind: "unavailable" };
    };
    await say(world, "1", "book me in");
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "ai_unavailable" });
    const [first, second, ...more] = times;
    expect(more).toEqual([]);
    expect(first?.draftMs).toBe(DEFAULT_SETTINGS.generationTimeoutMs);
    expect(second?.draftMs).toBeGreaterThan(100_000);
    expect(second?.endsAt).toBeLessThanOrEqual(T0 + 5_000 + DEFAULT_SETTINGS.aiTurnLifeMs);
  });

  it("keeps its turn for as long as it may write, and then answers", async () => {
    const world = createPipelineWorld({ rules: [AI] });
    const { wakeUps } = await receive(world, customerMessage("1", "book me in"));
    const claims: string[] = [];
    world.generate = async (_request, time) => {
      world.advance(claims.length === 0 ? time.draftMs : 90_000);
      for (const { conversation } of wakeUps) {
        claims.push((await world.ports.buffer.claim(conversation, "another", world.now(), 30_000)).kind);
      }
      return claims.length === 1 ? { kind: "unavailable" } : { kind: "draft", text: "Which day?", handoff: false };
    };
    for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
    expect(claims).toEqual(["busy", "busy"]);
    expect(world.accepted.map(({ text }) => text)).toEqual(["Which day?"]);
  });
});

describe("silent turns", () => {
  it.each([
    ["account_disabled", { enabled: false }, "hello", {}],
    ["stale", {}, "hello", { sentAt: new Date(T0 - 7 * 3_600_000) }],
    ["ai_unavailable", { rules: [AI] }, "book me in", {}],
  ])("end %s", async (reason, config, text, change) => {
    const world = createPipelineWorld(config);
    await say(world, "1", text, change);
    expect(world.accepted).toHaveLength(0);
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason });
  });

  it("send the canned default for a blocked AI answer where the owner ordered that", async () => {
    const world = createPipelineWorld({ rules: [AI], on_ai_blocked: "default" });
    await say(world, "1", "book me in");
    expect(world.accepted).toHaveLength(1);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "ai" });
  });

  it("don't answer media with AI, and answer it with a canned default", async () => {
    const world = createPipelineWorld();
    await say(world, "1", null, { kind: "image" });
    expect(world.accepted).toHaveLength(1);
    const silent = createPipelineWorld({
      default_rule: {
        id: "default",
        label: "D",
        matcher: { kind: "default" },
        response: { kind: "prompt", text: "x" },
      },
    });
    await say(silent, "1", null, { kind: "image" });
    expect(onlyTurn(silent)).toMatchObject({ outcome: "silent", reason: "not_answerable" });
  });

  const AI_DEFAULT: DefaultRule = {
    id: "default",
    label: "D",
    matcher: { kind: "default" },
    response: { kind: "prompt", text: "x" },
  };
  const photo = { kind: "image", text: null, unseen: "a photo" } as const;
  const order = { kind: "order", text: null, unseen: "an order of 2 items", asks: true } as const;

  /** What the AI was given to answer, or why it was not asked. */
  async function askAi(...messages: Partial<InboundMessage>[]) {
    const world = createPipelineWorld({ default_rule: AI_DEFAULT });
    let given: (string | null)[] = [];
    world.generate = async (request) => {
      given = request.messages.map(({ text }) => text);
      return { kind: "draft", text: "Thanks!", handoff: false };
    };
    const made = messages.map((change, index) => customerMessage(`${index}`, change.text ?? null, change));
    const { wakeUps } = await receive(world, ...made);
    for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
    return onlyTurn(world).outcome === "replied" ? given : onlyTurn(world).reason;
  }

  it("tell an AI in brackets what it can't see, beside the words", async () => {
    expect(await askAi({ ...photo, text: "this colour?" })).toEqual(["[a photo]\nthis colour?"]);
    expect(await askAi(photo, { text: "this colour?" })).toEqual(["[a photo]", "this colour?"]);
  });

  it("answer an order without a note with AI, and no punctuation beside what nobody can hear", async () => {
    expect(await askAi(order)).toEqual(["[an order of 2 items]"]);
    const voice = { kind: "voice", unseen: "a voice note" } as const;
    expect(await askAi(voice)).toBe("not_answerable");
    for (const text of ["?", "❓", "👍🏽 …"]) expect(await askAi(voice, { text })).toBe("not_answerable");
    expect(await askAi(voice, { text: "2️⃣" })).toEqual(["[a voice note]", "2️⃣"]);
    expect(await askAi({ text: "?" })).toEqual(["?"]);
    expect(await askAi(voice, order)).toEqual(["[a voice note]", "[an order of 2 items]"]);
  });

  it("that is older than the channel's window is stale, however patient the operator is", async () => {
    const world = createPipelineWorld();
    world.ports.settings.staleAfterMs = 7 * 24 * 3_600_000;
    await say(world, "1", "hello", { sentAt: new Date(T0 - 24 * 3_600_000 - 60_000) });
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "stale" });
    await say(world, "2", "hello", { sentAt: new Date(T0 - 23 * 3_600_000) });
    expect(world.accepted).toHaveLength(1);
  });

  it("leave stale words out where the newest message is fresh", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    const old = { sentAt: new Date(T0 - DEFAULT_SETTINGS.staleAfterMs - 1_000) };
    const { wakeUps } = await receive(
      world,
      customerMessage("1", "open on sunday?", old),
      customerMessage("2", "hello"),
    );
    for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "default" });
  });

  it("are what a rule without an answer orders, before the rules below it", async () => {
    const world = createPipelineWorld({ rules: [{ ...HOURS, id: "quiet", response: { kind: "none" } }, HOURS] });
    await say(world, "1", "open on sunday?");
    expect(world.accepted).toEqual([]);
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "rule_silent", ruleId: "quiet" });
  });

  it("follow a default reply that the customer has just got, for as long as its owner set", async () => {
    const world = createPipelineWorld({ rules: [HOURS], default_pause_minutes: 60 });
    const later = async (id: string, minutes: number, text = "hello") => {
      world.advance(minutes * 60_000);
      await say(world, id, text, { sentAt: new Date(world.now()) });
      const turn = [...world.turns.values()].at(-1);
      return turn?.reason ?? turn?.outcome;
    };
    expect(await later("1", 0)).toBe("replied");
    expect(await later("2", 30)).toBe("default_recent");
    expect(await later("3", 1, "open on sunday?")).toBe("replied");
    expect(await later("4", 30)).toBe("replied");
    expect(await later("5", 59)).toBe("default_recent");
  });

  it("are none for a customer who is left alone, also where their turn waits already", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    const { wakeUps } = await receive(world, customerMessage("1", "open on sunday?"));
    world.leftAlone.add("15550100100");
    for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "left_alone", ruleId: null });
    expect(world.accepted).toEqual([]);
    await say(world, "2", "open on sunday?", { sender: { kind: "phone", value: "15550100101" } });
    expect(world.accepted).toHaveLength(1);
  });

  it("are none for a customer who is left alone before a send that failed is tried again", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    world.vendor = () => {
      world.leftAlone.add("15550100100");
      return { kind: "unreached" };
    };
    await say(world, "1", "open on sunday?");
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "left_alone" });
  });

  it("begin at the limit of replies to one sender", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    for (let n = 0; n < 32; n += 1) await say(world, `m${n}`, "hello", { sentAt: new Date(world.now()) });
    expect(world.accepted).toHaveLength(30);
    expect([...world.turns.values()].filter((turn) => turn.reason === "reply_limit")).toHaveLength(2);
    world.advance(600_001);
    await say(world, "later", "hello", { sentAt: new Date(world.now()) });
    expect(world.accepted).toHaveLength(31);
  });

  it("tell of each message that a customer's flood leaves no room for", async () => {
    const world = createPipelineWorld();
    const sent = FULL_QUEUE_TURNS * FULL_TURN.messages + 3;
    const flood = Array.from({ length: sent }, (_, index) => customerMessage(`m${index}`, "hello"));
    const { counts } = await receive(world, ...flood);
    const refused = () => world.messages.filter(({ reason }) => reason === "reply_limit");
    expect(refused().length).toBeGreaterThanOrEqual(3);
    expect(counts).toMatchObject({ messages: sent, buffered: sent - refused().length });
    const last = world.messages.slice(-refused().length);
    expect(refused()).toEqual(last);
    // Brought again, they stay refused, and what waits is not doubled.
    await receive(world, ...flood.slice(-3), ...flood.slice(0, 1));
    expect(refused()).toEqual(last);
  });

  it("open no turn for what can't be answered", async () => {
    const world = createPipelineWorld();
    await say(world, "1", null, { kind: "reaction", unanswered: "not_answerable" });
    await say(world, "2", "hello", { sender: null, unanswered: "sender_unknown" });
    expect(world.turns.size).toBe(0);
    expect(world.messages.map(({ reason }) => reason)).toEqual(["not_answerable", "sender_unknown"]);
  });

  it("open no turn for what another of our own numbers writes", async () => {
    const world = createPipelineWorld();
    await say(world, "1", "hello", { sender: { kind: "phone", value: "15550100001" } });
    expect(world.accepted).toEqual([]);
    expect(world.turns.size).toBe(0);
    expect(world.messages.map(({ reason }) => reason)).toEqual(["not_answerable"]);
  });
});

describe("a message that another turn holds", () => {
  it("is left out of the text that is matched", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    const first = await receive(world, customerMessage("1", "open on sunday?"));
    const [row] = world.messages;
    if (row) row.turnId = "another";
    world.advance(1_000);
    await receive(world, customerMessage("2", "hello"));
    for (const { conversation, dueAt } of first.wakeUps) await world.attend(conversation, dueAt);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "default" });
  });
});
