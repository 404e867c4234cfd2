import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeliveryStatus } from "../channels/inbound-message";
import { UpstreamError } from "../core/errors";
import type { ReplyRule } from "../rules/reply-config";
import { Crash, createPipelineWorld, customerMessage, T0 } from "../testing/pipeline-world";
import { ingestDelivery } from "./ingest-delivery";
import type { SendResult } from "./send-port";

const HOURS: ReplyRule = {
  id: "hours",
  label: "Hours",
  matcher: { kind: "static_text", keywords: ["open on sunday"] },
  response: { kind: "canned", text: "7 to 7" },
};
const AI: ReplyRule = {
  id: "ai",
  label: "AI",
  matcher: { kind: "static_text", keywords: ["book"] },
  response: { kind: "prompt", text: "ask which day" },
};

type World = ReturnType<typeof createPipelineWorld>;

const receive = (world: World, ...messages: ReturnType<typeof customerMessage>[]) =>
  ingestDelivery(world.ports, { messages, statuses: [], skipped: [] });

/** One message comes in and its opener attends it. */
async function say(world: World, id: string, text: string | null, change = {}) {
  const { wakeUps } = await receive(world, customerMessage(id, text, change));
  for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
}

const status = (world: World, state: DeliveryStatus["state"], turnAndAttempt: string, id = "wamid.late") =>
  ingestDelivery(world.ports, {
    messages: [],
    skipped: [],
    statuses: [
      {
        channel: "whatsapp",
        numberId: "200",
        providerMessageId: id,
        state,
        at: new Date(world.now()),
        callbackData: turnAndAttempt,
        errorCode: null,
        pricing: null,
      },
    ],
  });

const onlyTurn = (world: World) => {
  expect(world.turns.size).toBe(1);
  const [turn] = world.turns.values();
  if (!turn) throw new Error("no turn");
  return turn;
};

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
    const delivery = { messages: [customerMessage("1", "hello")], statuses: [], skipped: [] };
    await ingestDelivery({ ...world.ports, buffer: slow }, delivery);
    for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
    await buffer.append(overtaken, world.now());
    await world.attend("account/15550100100", world.now() + 5_000);
    expect(world.accepted).toHaveLength(1);
    expect(world.turns.size).toBe(1);
    expect(world.buffer.size()).toBe(0);
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
      loadVectors: async () => new Map([["booking", [east]]]),
      embed: async (texts) => {
        asked.push(...texts);
        return texts.map(() => message);
      },
      detectLanguage: () => ({ language: "de", reliable: true }),
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

  it("begin at the limit of replies to one sender", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    for (let n = 0; n < 32; n += 1) await say(world, `m${n}`, "hello", { sentAt: new Date(world.now()) });
    expect(world.accepted).toHaveLength(30);
    expect([...world.turns.values()].filter((turn) => turn.reason === "reply_limit")).toHaveLength(2);
    world.advance(600_001);
    await say(world, "later", "hello", { sentAt: new Date(world.now()) });
    expect(world.accepted).toHaveLength(31);
  });

  it("open no turn for what can't be answered", async () => {
    const world = createPipelineWorld();
    await say(world, "1", null, { kind: "reaction", unanswered: "not_answerable" });
    await say(world, "2", "hello", { sender: null, unanswered: "sender_unknown" });
    expect(world.turns.size).toBe(0);
    expect(world.messages.map(({ reason }) => reason)).toEqual(["not_answerable", "sender_unknown"]);
  });
});

describe("an unknown send", () => {
  const unknown = (world: World, arrives: boolean): void => {
    const accept = world.vendor;
    world.vendor = (reply) => {
      if (arrives) accept(reply);
      return { kind: "unknown" };
    };
  };

  it("is closed as replied by the status that carries its id, and never repeated", async () => {
    const world = createPipelineWorld();
    unknown(world, true);
    const { wakeUps } = await receive(world, customerMessage("1", "hello"));
    const [wakeUp] = wakeUps;
    if (!wakeUp) throw new Error("no wake-up");
    world.ports.settings.unknownHoldMs = 200_000;
    expect(await world.attend(wakeUp.conversation, wakeUp.dueAt)).not.toBeNull();
    await status(world, "delivered", `${wakeUp.turnId}:1`);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", reason: null });
    world.advance(300_000);
    await world.sweep();
    expect(world.accepted).toHaveLength(1);
    expect(world.buffer.size()).toBe(0);
  });

  it("is repeated once after its hold, with the same text although the rules changed", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    const accept = world.vendor;
    world.vendor = () => {
      world.vendor = accept;
      world.owner.config.rules = [];
      return { kind: "unknown" };
    };
    await say(world, "1", "open on sunday?");
    expect(world.accepted.map(({ text, callbackData }) => [text, callbackData.slice(-2)])).toEqual([["7 to 7", ":2"]]);
    expect(world.now()).toBeGreaterThanOrEqual(T0 + 95_000);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", sentTwice: false });
  });

  it("that stays unknown is given up after the second, and says sent_twice when both prove accepted", async () => {
    const world = createPipelineWorld();
    unknown(world, true);
    await say(world, "1", "hello");
    const turn = onlyTurn(world);
    expect(turn).toMatchObject({ outcome: "silent", reason: "send_unknown" });
    expect(world.accepted).toHaveLength(2);
    await status(world, "sent", `${turn.turnId}:1`, "wamid.a");
    await status(world, "sent", `${turn.turnId}:2`, "wamid.b");
    expect(turn).toMatchObject({ outcome: "replied", reason: null, sentTwice: true });
  });

  it("ends send_unknown, not with a later reason, when a gate closes during the hold", async () => {
    const world = createPipelineWorld();
    world.vendor = () => {
      world.owner.config.enabled = false;
      return { kind: "unknown" };
    };
    await say(world, "1", "hello");
    expect(onlyTurn(world)).toMatchObject({ reason: "send_unknown" });
  });
});

describe("known failures", () => {
  const failing = (world: World, results: SendResult[]): number[] => {
    const accept = world.vendor;
    const at: number[] = [];
    world.vendor = (reply) => {
      at.push(world.now());
      return results.shift() ?? accept(reply);
    };
    return at;
  };
  const refused = (group: "transient" | "pair" | "auth" | "window" | "recipient", code: number): SendResult => ({
    kind: "refused",
    group,
    code,
    tokenOwner: "operator",
  });

  it("that may pass are tried again as the same attempt", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const at = failing(world, [{ kind: "unreached" }, refused("transient", 131000)]);
    await say(world, "1", "hello");
    expect(world.accepted.map(({ callbackData }) => callbackData.slice(-2))).toEqual([":1"]);
    expect(at.map((time) => time - T0)).toEqual([0, 1_000, 3_000]);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", sentTwice: false });
  });

  it("of the pair limit go at Meta's own pace", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const at = failing(
      world,
      Array.from({ length: 4 }, () => refused("pair", 131056)),
    );
    await say(world, "1", "hello");
    expect(at.map((time) => time - T0)).toEqual([0, 1_000, 5_000, 21_000, 85_000]);
  });

  it("that never pass end send_failed within the life of the turn", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    world.vendor = () => ({ kind: "unreached" });
    await say(world, "1", "hello");
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "send_failed" });
    expect(world.now() - T0).toBeLessThanOrEqual(600_000);
    expect(world.buffer.size()).toBe(0);
  });

  it.each([
    ["window", 131047],
    ["recipient", 131026],
  ] as const)("of the kind %s are not tried again", async (group, code) => {
    const world = createPipelineWorld();
    const at = failing(world, [refused(group, code)]);
    await say(world, "1", "hello");
    expect(at).toHaveLength(1);
    expect(onlyTurn(world)).toMatchObject({ reason: "send_refused" });
  });

  it("of the token break the account: its turns end, and nothing more is asked of the vendor", async () => {
    const world = createPipelineWorld();
    const at = failing(world, [refused("auth", 190)]);
    await say(world, "1", "hello");
    await say(world, "2", "hello again");
    expect(at).toHaveLength(1);
    expect([...world.turns.values()].map(({ reason }) => reason)).toEqual(["account_broken", "account_broken"]);
    expect(world.owner.account.brokenReason).toBe("auth_190");
  });
});

describe("statuses", () => {
  it("make a turn undelivered when Meta reports the accepted reply as failed", async () => {
    const world = createPipelineWorld();
    await say(world, "1", "hello");
    await status(world, "failed", `${onlyTurn(world).turnId}:1`, "wamid.1");
    expect(onlyTurn(world)).toMatchObject({ outcome: "undelivered" });
  });
});

describe("a lost buffer", () => {
  it("loses no record: waiting messages and begun turns end with their reason", async () => {
    const world = createPipelineWorld();
    await receive(world, customerMessage("1", "hello"));
    world.buffer.empty();
    await world.sweep();
    expect(world.turns.size).toBe(0);
    world.advance(391_000);
    await world.sweep();
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "buffer_lost" });
    expect(world.messages[0]?.turnId).toBe(onlyTurn(world).turnId);
  });

  it("during a send stops the worker at its fence", async () => {
    const world = createPipelineWorld();
    world.onCall = (port, when) => {
      if (port === "records.startAttempt" && when === "after") world.buffer.empty();
    };
    await say(world, "1", "hello");
    expect(world.accepted).toHaveLength(0);
    world.advance(391_000);
    await world.sweep();
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "send_unknown" });
  });
});

describe("the sweep", () => {
  it("leaves a turn alone that waits in Redis, however long", async () => {
    const world = createPipelineWorld();
    world.owner.account.pausedUntil = new Date(T0 + 400_000);
    await say(world, "1", "hello");
    world.advance(200_000);
    await world.sweep();
    expect(onlyTurn(world).closedAt).toBeNull();
    world.advance(200_001);
    await world.sweep();
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied" });
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

type Fault = { call: number; when: "before" | "after"; kind: "crash" | "fault" | "redis lost" };

/** Lives through a story while the given calls go wrong, then sweeps until nothing is left to do. */
async function liveThrough(planned: readonly Fault[], messageCount: number) {
  const world = createPipelineWorld({ rules: [HOURS], wait_seconds: 1 });
  const pending = [...planned];
  let calls = 0;
  let dead = false;
  world.onCall = (_port, when) => {
    if (dead) throw new Crash();
    if (when === "before") calls += 1;
    const index = pending.findIndex((fault) => fault.call === calls && fault.when === when);
    if (index < 0) return;
    const [fault] = pending.splice(index, 1);
    if (fault?.kind === "redis lost") return world.buffer.empty();
    dead = fault?.kind === "crash";
    throw new Crash();
  };
  const live = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return null;
    } finally {
      dead = false;
    }
  };
  for (let n = 0; n < messageCount; n += 1) {
    const message = customerMessage(`m${n}`, "open on sunday?", { sentAt: new Date(world.now()) });
    let received = await live(() => receive(world, message));
    // Meta sends again until it gets its 200.
    while (!received) {
      world.advance(1_000);
      received = await live(() => receive(world, message));
    }
    for (const { conversation, dueAt } of received.wakeUps) await live(() => world.attend(conversation, dueAt));
  }
  for (let round = 0; round < 30; round += 1) {
    await live(() => world.sweep());
    world.advance(35_000);
  }
  return world;
}

function checkInvariants(world: World, planned: readonly Fault[]): void {
  const told = JSON.stringify(planned);
  for (const message of world.messages) {
    const turn = message.turnId === null ? undefined : world.turns.get(message.turnId);
    expect(turn?.closedAt, told).toBeTruthy();
  }
  const sends = new Map<string, number>();
  for (const { callbackData } of world.accepted) {
    const turnId = callbackData.split(":")[0] ?? "";
    sends.set(turnId, (sends.get(turnId) ?? 0) + 1);
  }
  for (const count of sends.values()) expect(count, told).toBeLessThanOrEqual(planned.length === 0 ? 1 : 2);
  for (const turn of world.turns.values()) {
    if (turn.outcome === "replied") expect(sends.get(turn.turnId), told).toBeGreaterThanOrEqual(1);
    if (turn.reason === "buffer_lost") expect(sends.get(turn.turnId), told).toBeUndefined();
  }
  expect(world.buffer.size(), told).toBe(0);
}

describe("crashes and faults at any step leave every message answered once or with a reason (I1, I2, I3)", () => {
  const kinds = ["crash", "fault", "redis lost"] as const;
  const single = (calls: number): Fault[] =>
    Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) =>
      kinds.flatMap((kind) => (["before", "after"] as const).map((when) => ({ call, when, kind }))),
    );

  it("each single one, and each pair", async () => {
    const faults = single(26);
    for (const one of faults) checkInvariants(await liveThrough([one], 2), [one]);
    for (const one of faults) {
      for (const other of faults) {
        if (other.call > one.call) checkInvariants(await liveThrough([one, other], 1), [one, other]);
      }
    }
  }, 60_000);

  it("any four of them", async () => {
    const fault = fc.record({
      call: fc.integer({ min: 1, max: 60 }),
      when: fc.constantFrom("before" as const, "after" as const),
      kind: fc.constantFrom(...kinds),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 4 }), fc.integer({ min: 1, max: 3 }), async (planned, count) => {
        checkInvariants(await liveThrough(planned, count), planned);
      }),
      { numRuns: 1_000 },
    );
  });
});
