import { describe, expect, it } from "vitest";
import type { SendResult } from "@/lib/channels/send-reply.port";
import {
  createPipelineWorld,
  customerMessage,
  HOURS,
  onlyTurn,
  receive,
  say,
  status,
  T0,
  type World,
} from "@/lib/testing/pipeline/pipeline-world";

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

  it("is not repeated when its status comes just before the second attempt", async () => {
    const world = createPipelineWorld();
    unknown(world, true);
    world.onCall = (port, when) => {
      const [turn] = world.turns.values();
      if (port !== "records.beginTurn" || when !== "after" || world.accepted.length === 0 || !turn) return;
      Object.assign(turn, { outcome: "replied", closedAt: new Date(world.now()) });
    };
    await say(world, "1", "hello");
    expect(world.accepted).toHaveLength(1);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied" });
    expect(world.buffer.size()).toBe(0);
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

describe("an unknown send on a channel whose vendor is asked by key", () => {
  const createAskedWorld = (sends: SendResult["kind"][]) => {
    const world = createPipelineWorld();
    world.ports.traits = { whatsapp: { unknownSend: "ask-by-key" } };
    const accept = world.vendor;
    world.vendor = (reply) => (sends.shift() === "unknown" ? { kind: "unknown" } : accept(reply));
    return world;
  };

  it("is recorded when the vendor has it, and not repeated", async () => {
    const world = createAskedWorld(["unknown"]);
    const keys: string[] = [];
    world.asked = ({ callbackData }) => {
      keys.push(callbackData);
      return { kind: "accepted", providerMessageId: "known" };
    };
    await say(world, "1", "hello");
    const turn = onlyTurn(world);
    expect(turn).toMatchObject({ outcome: "replied", sentTwice: false });
    expect(keys).toEqual([`${turn.turnId}:1`]);
    expect(world.accepted).toEqual([]);
  });

  it("goes out once more when the vendor never saw it", async () => {
    const world = createAskedWorld(["unknown", "accepted"]);
    world.asked = () => ({ kind: "absent" });
    await say(world, "1", "hello");
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", sentTwice: false });
    expect(world.accepted.map(({ callbackData }) => callbackData.slice(-2))).toEqual([":2"]);
  });

  it("is asked for a second time after the second attempt, and then given up", async () => {
    const world = createAskedWorld(["unknown", "unknown"]);
    const keys: string[] = [];
    world.asked = ({ callbackData }) => {
      keys.push(callbackData.slice(-2));
      return { kind: "absent" };
    };
    await say(world, "1", "hello");
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "send_unknown" });
    expect(keys).toEqual([":1", ":2"]);
  });
});

it("an unknown send on a channel where nobody can be asked is held, and never repeated", async () => {
  const world = createPipelineWorld();
  world.ports.traits = { whatsapp: { unknownSend: "give-up-after-hold" } };
  let sends = 0;
  world.vendor = () => {
    sends += 1;
    return { kind: "unknown" };
  };
  await say(world, "1", "hello");
  expect(sends).toBe(1);
  expect(world.now()).toBeGreaterThanOrEqual(T0 + 95_000);
  expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "send_unknown" });
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
  const refused = (group: "transient" | "pair" | "window" | "recipient", code: number): SendResult => ({
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
});

describe("a known failure that the database can't record at once", () => {
  const saidAgain = async (failing: string): Promise<World> => {
    const world = createPipelineWorld();
    const accept = world.vendor;
    world.vendor = () => {
      world.vendor = accept;
      return { kind: "refused", group: "recipient", code: 131026, tokenOwner: "operator" };
    };
    let failures = 1;
    world.onCall = (port, when) => {
      if (port === failing && when === "before" && failures-- > 0) throw new Error("away");
    };
    await say(world, "1", "hello");
    return world;
  };

  it("does not look unknown when its end is what failed", async () => {
    const world = await saidAgain("records.endTurn");
    expect(world.accepted.map(({ callbackData }) => callbackData.slice(-2))).toEqual([":1"]);
    expect(world.now() - T0).toBeLessThan(world.ports.settings.unknownHoldMs);
  });

  it("is held as unknown when the database never heard of it: Redis' word alone starts no attempt again", async () => {
    const world = await saidAgain("records.refuseAttempt");
    expect(world.accepted.map(({ callbackData }) => callbackData.slice(-2))).toEqual([":2"]);
    expect(world.now() - T0).toBeGreaterThan(world.ports.settings.unknownHoldMs);
  });
});

describe("an attempt that Postgres holds as begun", () => {
  const receiveOne = async (world: World) => {
    const { wakeUps } = await receive(world, customerMessage("1", "hello"));
    const [wakeUp] = wakeUps;
    if (!wakeUp) throw new Error("no wake-up");
    return wakeUp;
  };

  it.each([1, 2])("is not made again when Redis forgot its fence and the worker died (%s writes)", async (writes) => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const { conversation, dueAt } = await receiveOne(world);
    world.onCall = (port, when) => {
      if (port !== "vendor.send" || when !== "after") return;
      world.buffer.goBack(writes);
      world.onCall = () => {
        throw new Error("dead");
      };
    };
    await world.attend(conversation, dueAt);
    world.onCall = () => undefined;
    world.advance(31_000);
    await world.sweep();
    world.advance(world.ports.settings.unknownHoldMs + 1_000);
    await world.sweep();
    const turn = onlyTurn(world);
    expect(world.accepted.map(({ callbackData }) => callbackData)).toEqual([`${turn.turnId}:1`, `${turn.turnId}:2`]);
    await status(world, "sent", `${turn.turnId}:1`, "wamid.first");
    expect(turn).toMatchObject({ outcome: "replied", sentTwice: true });
  });

  it("is called off by the worker that did not pass its fence, so that the next need not wait", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const { conversation, dueAt } = await receiveOne(world);
    world.onCall = (port, when) => {
      if (port !== "records.startAttempt" || when !== "after") return;
      world.onCall = () => undefined;
      world.buffer.goBack(1);
    };
    await world.attend(conversation, dueAt);
    expect(world.accepted).toHaveLength(0);
    await world.sweep();
    expect(world.accepted.map(({ callbackData }) => callbackData.slice(-2))).toEqual([":1"]);
    expect(world.now() - T0).toBeLessThan(world.ports.settings.unknownHoldMs);
  });
});

describe("the hold of an unknown send", () => {
  const HOUR_MS = 3_600_000;

  it.each([
    ["a moment", 31_000, 90_000, { outcome: "replied" }],
    ["four minutes", 240_000, 240_000, { outcome: "replied" }],
    // By then the turn is too old for a second attempt; only a status can still tell what became of the first.
    ["an hour", HOUR_MS, 600_000, { outcome: "silent", reason: "send_unknown" }],
  ])("lasts as long as nobody was there: %s", async (_name, awayMs, heldMs, end) => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const { wakeUps } = await receive(world, customerMessage("1", "hello"));
    const [wakeUp] = wakeUps;
    if (!wakeUp) throw new Error("no wake-up");
    world.vendor = () => {
      world.onCall = () => {
        throw new Error("dead");
      };
      throw new Error("dead");
    };
    await world.attend(wakeUp.conversation, wakeUp.dueAt);
    world.onCall = () => undefined;
    world.vendor = (reply) => {
      world.accepted.push(reply);
      return { kind: "accepted", providerMessageId: "wamid.second" };
    };
    world.advance(T0 + awayMs - world.now());
    await world.sweep();
    world.advance(heldMs - 1);
    await world.sweep();
    expect(onlyTurn(world).closedAt).toBeNull();
    world.advance(1);
    await world.sweep();
    expect(onlyTurn(world)).toMatchObject(end);
  });
});

describe("a worker that slept through its lease", () => {
  it("ends nothing that another is sending by now", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const { wakeUps } = await receive(world, customerMessage("1", "hello"));
    const [wakeUp] = wakeUps;
    if (!wakeUp) throw new Error("no wake-up");
    const { conversation, turnId } = wakeUp;
    world.owner.config.default_rule.response = { kind: "prompt", text: "x" };
    world.onCall = (port, when) => {
      if (port !== "records.beginTurn" || when !== "after") return;
      world.onCall = () => undefined;
      world.advance(60_000);
      void world.buffer.claim(conversation, "the other", world.now(), 30_000);
    };
    await world.attend(conversation, wakeUp.dueAt);
    expect(onlyTurn(world).closedAt).toBeNull();
    expect((await world.buffer.holds([conversation])).turnIds.has(turnId)).toBe(true);
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
