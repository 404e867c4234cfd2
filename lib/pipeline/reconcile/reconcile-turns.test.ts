import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import {
  Crash,
  createPipelineWorld,
  customerMessage,
  HOURS,
  onlyTurn,
  receive,
  say,
  T0,
  type World,
} from "@/lib/testing/pipeline/pipeline-world";
import { propertyRuns, shareOf } from "@/lib/testing/property-runs";

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
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "buffer_lost" });
  });
});

describe("the sweep", () => {
  it("leaves a turn alone that waits in Redis, however long", async () => {
    const world = createPipelineWorld();
    world.owner.account.throttledUntil = new Date(T0 + 400_000);
    await say(world, "1", "hello");
    world.advance(200_000);
    await world.sweep();
    expect(onlyTurn(world).closedAt).toBeNull();
    world.advance(200_001);
    await world.sweep();
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied" });
  });
});

/** The customer is named by user id alone, then by number and id, then by number alone. */
function named(n: number) {
  const [phone, userId] = [
    { kind: "phone", value: "15550100100" } as const,
    { kind: "user_id", value: "US.1" } as const,
  ];
  if (n % 3 === 0) return { sender: userId };
  return { sender: phone, senderAlias: n % 3 === 1 ? userId : null };
}

/** `back`: Redis takes back so many of its last writes. */
type Fault = { call: number; when: "before" | "after"; kind: "crash" | "fault" | "redis lost" | { back: number } };

/** Lives through a story while the given calls go wrong, then sweeps until nothing is left to do. */
async function liveThrough(planned: readonly Fault[], messageCount: number, rule: ReplyRule = HOURS) {
  const world = createPipelineWorld({ rules: [rule], wait_seconds: 1 });
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
    if (typeof fault?.kind === "object") return world.buffer.goBack(fault.kind.back);
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
    const message = customerMessage(`m${n}`, "open on sunday?", { sentAt: new Date(world.now()), ...named(n) });
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
  const attempts = world.accepted.map(({ callbackData }) => callbackData);
  expect(attempts, told).toEqual([...new Set(attempts)]);
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

  it("each single one, and pairs", async () => {
    const faults = single(26);
    for (const one of faults) checkInvariants(await liveThrough([one], 2), [one]);
    const pairs = faults.flatMap((one) => faults.filter(({ call }) => call > one.call).map((other) => [one, other]));
    // A call has six faults: every fifth pair has each of them in turn.
    for (const pair of shareOf(pairs, 5)) checkInvariants(await liveThrough(pair, 1), pair);
  });

  it("Redis gone back to each of its earlier states, at each step, with a death at each later one", async () => {
    for (const back of shareOf([1, 2, 3, 4, 5], 2)) {
      for (const { call, when } of single(18).filter(({ kind }) => kind === "crash")) {
        const gone: Fault = { call, when, kind: { back } };
        checkInvariants(await liveThrough([gone], 2), [gone]);
        for (let later = call; later <= 14; later += 1) {
          const death: Fault = { call: later, when: "after", kind: "crash" };
          checkInvariants(await liveThrough([gone, death], 1), [gone, death]);
        }
      }
    }
  });

  it("each single one leaves a hand-over its pause, and its turn's word on it", async () => {
    const rule: ReplyRule = { ...HOURS, handoff: { notify: true, pause_minutes: 600 } };
    for (const one of single(30)) {
      const world = await liveThrough([one], 2, rule);
      checkInvariants(world, [one]);
      const told = JSON.stringify(one);
      const handedOver = [...world.turns.values()].filter((turn) => turn.handedOver !== null);
      for (const turn of world.turns.values()) {
        if (turn.outcome === "replied") expect(turn.handedOver, told).toBe("rule");
        expect(world.told.filter(({ turnId }) => turnId === turn.turnId).length, told).toBeLessThanOrEqual(1);
      }
      // Where Redis forgot a turn whose send had begun, a second one was handed over before the first was given up.
      const until = Math.max(...handedOver.map(({ closedAt }) => Number(closedAt))) + 600 * 60_000;
      expect([...world.pauses.values()].map(Number), told).toEqual(handedOver.length === 0 ? [] : [until]);
    }
  });

  it("any four of them", async () => {
    const fault = fc.record({
      call: fc.integer({ min: 1, max: 60 }),
      when: fc.constantFrom("before" as const, "after" as const),
      kind: fc.oneof(fc.constantFrom(...kinds), fc.record({ back: fc.integer({ min: 1, max: 8 }) })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 4 }), fc.integer({ min: 1, max: 3 }), async (planned, count) => {
        checkInvariants(await liveThrough(planned, count), planned);
      }),
      { numRuns: propertyRuns(50) },
    );
  });
});
