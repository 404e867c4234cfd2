import { describe, expect, it } from "vitest";
import type { ParsedDelivery } from "@/lib/channels/inbound-message";
import type { SendResult } from "@/lib/channels/send-reply.port";
import {
  createPipelineWorld,
  customerMessage,
  onlyTurn,
  receive,
  say,
  status,
  T0,
  type World,
} from "@/lib/testing/pipeline/pipeline-world";
import { ingestDelivery } from "../receive/ingest-delivery";

const MINUTE_MS = 60_000;

const refused = (code = 200): SendResult => ({ kind: "refused", group: "auth", code, tokenOwner: "operator" });

/** Customers of different numbers write at once, and their turns are released. */
async function write(world: World, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index += 1) {
    const sender = { kind: "phone" as const, value: `1555010020${index}` };
    await receive(world, customerMessage(`m${index}`, "hello", { sender }));
  }
}

async function pass(world: World, ms: number): Promise<void> {
  const end = world.now() + ms;
  while (world.now() < end) {
    world.advance(Math.min(5_000, end - world.now()));
    await world.sweep();
  }
}

const ends = (world: World) => [...world.turns.values()].map(({ outcome, reason }) => reason ?? outcome);
const probe = (world: World, result: "passed" | "failed"): void =>
  world.probe("account", result, new Date(world.now() + MINUTE_MS), new Date(world.now()));

describe("a refusal that may be about the whole number", () => {
  it("once is no more than another try: the customer is answered, and the number stays live", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const accept = world.vendor;
    world.vendor = () => {
      world.vendor = accept;
      return refused();
    };
    await say(world, "1", "hello");
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", sentTwice: false });
    expect(world.now() - T0).toBeLessThan(MINUTE_MS);
    expect(world.owner.account.brokenReason).toBeNull();
  });

  it("of two customers breaks nothing, and ends account_broken with the turn's life", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    world.vendor = () => refused();
    await write(world, 2);
    await pass(world, 11 * MINUTE_MS);
    expect(world.owner.account.brokenReason).toBeNull();
    expect(ends(world)).toEqual(["account_broken", "account_broken"]);
  });

  it("of three customers breaks it: turns wait, go on once it works again, and heal it", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const accept = world.vendor;
    let calls = 0;
    world.vendor = () => {
      calls += 1;
      return refused();
    };
    await write(world, 3);
    await pass(world, 10_000);
    expect(world.owner.account.brokenReason).toBe("auth_200");
    const before = calls;
    await write(world, 3, 3);
    await pass(world, 15_000);
    expect(calls).toBe(before);
    expect(world.turns.size).toBe(6);
    world.vendor = accept;
    probe(world, "passed");
    await pass(world, 2 * MINUTE_MS);
    expect(ends(world)).toEqual(Array.from({ length: 6 }, () => "replied"));
    expect(world.owner.account).toMatchObject({ brokenReason: null, throttledUntil: null });
  });

  it("is believed at once when the probe fails too, and the number is back when one passes", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const accept = world.vendor;
    world.vendor = () => refused(190);
    await write(world, 1);
    await pass(world, 5_000);
    probe(world, "failed");
    expect(world.owner.account.brokenReason).toBe("auth_190");
    world.vendor = accept;
    await pass(world, 30_000);
    expect(world.accepted).toHaveLength(0);
    probe(world, "passed");
    expect(world.owner.account.brokenReason).toBeNull();
    await pass(world, 2 * MINUTE_MS);
    expect(ends(world)).toEqual(["replied"]);
  });

  it("ends what waits for a number that stays broken at the end of its life, not of the pause", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    Object.assign(world.owner.account, { brokenReason: "auth_190", throttledUntil: new Date(T0 + 3_600_000) });
    await write(world, 1);
    await pass(world, 9 * MINUTE_MS);
    expect(onlyTurn(world).closedAt).toBeNull();
    await pass(world, 2 * MINUTE_MS);
    expect(ends(world)).toEqual(["account_broken"]);
  });
});

describe("a failed status about the whole number", () => {
  const failing = async (): Promise<World> => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    await say(world, "1", "hello");
    await status(world, "failed", `${onlyTurn(world).turnId}:1`, "wamid.1", 131042);
    return world;
  };

  it("makes the same incident, and the text that was accepted is not sent again", async () => {
    const world = await failing();
    await pass(world, MINUTE_MS);
    expect(onlyTurn(world)).toMatchObject({ outcome: "undelivered", failureCode: 131042 });
    expect(world.owner.account.brokenReason).toBe("account_131042");
    expect(world.accepted).toHaveLength(1);
  });

  it("stops nobody by itself, and is healed by what is delivered, not by what is accepted", async () => {
    const world = await failing();
    world.advance(1_000);
    await say(world, "2", "hello again");
    expect(world.accepted).toHaveLength(2);
    expect(world.owner.account.brokenReason).toBe("account_131042");
    await status(world, "delivered", "nothing", "wamid.2");
    expect(world.owner.account.brokenReason).toBeNull();
  });

  it("is not healed by what was sent before it and is read, or delivered, only now", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    await say(world, "1", "hello");
    world.advance(MINUTE_MS);
    await say(world, "2", "hello again");
    const [, second] = world.turns.values();
    world.advance(1_000);
    await status(world, "failed", `${second?.turnId}:1`, "wamid.2", 131042);
    world.advance(MINUTE_MS);
    for (const state of ["delivered", "read"] as const) await status(world, state, "nothing", "wamid.1");
    expect(world.owner.account.brokenReason).toBe("account_131042");
  });

  it("counts where others got their replies within the same second", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    await say(world, "1", "hello");
    const [first] = world.turns.values();
    const failedAt = world.now();
    world.advance(500);
    await say(world, "2", "hello again");
    await status(world, "delivered", "nothing", "wamid.2");
    await status(world, "failed", `${first?.turnId}:1`, "wamid.1", 131042, failedAt);
    expect(world.owner.account.brokenReason).toBe("account_131042");
  });

  it("says nothing new when it comes after what was sent and delivered later, or comes again", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    await say(world, "1", "hello");
    const [first] = world.turns.values();
    const failedAt = world.now();
    const fail = () => status(world, "failed", `${first?.turnId}:1`, "wamid.1", 131042, failedAt);
    world.advance(MINUTE_MS);
    await say(world, "2", "hello again");
    await status(world, "delivered", "nothing", "wamid.2");
    await fail();
    await fail();
    expect(world.owner.account.brokenReason).toBeNull();
    expect(first).toMatchObject({ outcome: "undelivered", failureCode: 131042 });
  });

  it.each([
    ["the platform's token", null, "operator"],
    ["the tenant's own token", "sealed", "tenant"],
  ])("about %s is for whoever can mend that", async (_what, sealedToken, by) => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    Object.assign(world.owner.account, { sealedToken });
    const told: string[] = [];
    const note = world.ports.records.noteIncident;
    world.ports.records.noteIncident = (failure) => {
      told.push(failure.by);
      return note(failure);
    };
    await say(world, "1", "hello");
    await status(world, "failed", `${onlyTurn(world).turnId}:1`, "wamid.1", 131005);
    expect(told).toEqual([by]);
  });

  it("about its own message makes none", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    await say(world, "1", "hello");
    await status(world, "failed", `${onlyTurn(world).turnId}:1`, "wamid.1", 131026);
    expect(world.owner.account.brokenReason).toBeNull();
    expect(world.incidents.size).toBe(0);
  });
});

describe("a phone number of ours under another id", () => {
  const delivered = (externalId: string, phone: string): ParsedDelivery => ({
    channel: "whatsapp",
    messages: [{ ...customerMessage("m1", "hello"), externalId }],
    ...{ statuses: [], echoes: [], displayAddresses: new Map([[externalId, phone]]), skipped: [] },
  });

  it("marks the number that has it, and stops no turn of it", async () => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    const { counts } = await ingestDelivery(world.ports, delivered("999", "15550100001"));
    expect(counts).toMatchObject({ messages: 0, unknownNumbers: 1 });
    expect(world.owner.account).toMatchObject({ brokenReason: "moved_unknown", throttledUntil: null });
  });

  it.each([
    ["another phone number", "999", "15550109999"],
    ["the id that we know", "200", "15550100001"],
  ])("is not found in %s", async (_what, externalId, phone) => {
    const world = createPipelineWorld({ wait_seconds: 0 });
    await ingestDelivery(world.ports, delivered(externalId, phone));
    expect(world.owner.account.brokenReason).toBeNull();
  });
});
