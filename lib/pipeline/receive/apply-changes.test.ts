import { describe, expect, it } from "vitest";
import type { InboundMessage } from "@/lib/channels/inbound-message";
import {
  AI,
  createPipelineWorld,
  customerMessage,
  HOURS,
  onlyTurn,
  receive,
  T0,
} from "@/lib/testing/pipeline/pipeline-world";

const NAME = "account/15550100100";
const revoke = (originalId: string, seconds = 1): InboundMessage =>
  customerMessage(`revoke ${originalId}`, null, {
    kind: "revoke",
    unanswered: "not_answerable",
    sentAt: new Date(T0 + seconds * 1000),
    change: { originalId, content: null },
  });
const edit = (originalId: string, text: string, seconds = 1): InboundMessage =>
  customerMessage(`edit ${originalId} ${seconds}`, null, {
    kind: "edit",
    unanswered: "not_answerable",
    sentAt: new Date(T0 + seconds * 1000),
    change: { originalId, content: { kind: "text", text, unseen: null, asks: false } },
  });
type World = ReturnType<typeof createPipelineWorld>;
const attend = (world: World) => world.attend(NAME, world.now() + 5_000);
const rows = (world: World) => world.messages.map(({ inboundId, reason }) => [inboundId, reason]);

describe("a message that is revoked while it waits", () => {
  it("is not answered, and not when it is delivered again", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await receive(world, customerMessage("1", "open on sunday?"));
    await receive(world, revoke("1"));
    await receive(world, customerMessage("1", "open on sunday?"));
    await attend(world);
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "withdrawn" });
    expect(world.accepted).toEqual([]);
    expect(world.buffer.size()).toBe(0);
  });

  it("takes its words out of a burst", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await receive(world, customerMessage("1", "open on sunday?"), customerMessage("2", "hello"));
    await receive(world, revoke("1"));
    await attend(world);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "default" });
  });

  it("before it comes gets a row that says so, and no turn", async () => {
    const world = createPipelineWorld();
    await receive(world, revoke("1"));
    await receive(world, customerMessage("1", "open on sunday?"));
    await attend(world);
    expect(rows(world)).toEqual([
      ["revoke 1", "not_answerable"],
      ["1", "withdrawn"],
    ]);
    expect(world.turns.size).toBe(0);
  });

  it("between its row and its place in the buffer is taken by no turn", async () => {
    const world = createPipelineWorld();
    const append = world.buffer.append;
    let late: () => Promise<unknown> = async () => undefined;
    world.ports.buffer = new Proxy(world.ports.buffer, {
      get: (target, key) =>
        key === "append"
          ? async (...given: Parameters<typeof append>) => {
              late = () => append(...given);
              return given[0].map(() => []);
            }
          : Reflect.get(target, key),
    });
    await receive(world, customerMessage("1", "hello"));
    const original = late;
    await receive(world, revoke("1"));
    await original();
    await attend(world);
    expect(rows(world)).toContainEqual(["1", "withdrawn"]);
    expect(world.accepted).toEqual([]);
  });

  it("while the AI writes costs no credit and sends nothing; edited, it is written anew", async () => {
    for (const [change, outcome] of [
      [revoke("1"), { outcome: "silent", reason: "withdrawn" }],
      [edit("1", "book me for friday"), { outcome: "replied", ruleId: "ai" }],
    ] as const) {
      const world = createPipelineWorld({ rules: [AI] });
      const asked: unknown[] = [];
      world.generate = async ({ messages }) => {
        asked.push(messages.map(({ text }) => text));
        if (asked.length === 1) await receive(world, change);
        return { kind: "draft", text: `draft ${asked.length}`, handoff: false };
      };
      await receive(world, customerMessage("1", "book me"));
      await attend(world);
      expect(onlyTurn(world)).toMatchObject(outcome);
      expect(world.accepted.map(({ text }) => text)).toEqual(change.kind === "edit" ? ["draft 2"] : []);
      expect(asked.at(-1)).toEqual([change.kind === "edit" ? "book me for friday" : "book me"]);
    }
  });

  it("between choosing and sending stops at the fence, and its attempt is taken back", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    world.onCall = (port, when) => {
      if (port !== "records.startAttempt" || when !== "after") return;
      world.onCall = () => undefined;
      pending = receive(world, revoke("1"));
    };
    let pending: Promise<unknown> = Promise.resolve();
    const { beginSend } = world.ports.buffer;
    world.ports.buffer = Object.assign(Object.create(world.ports.buffer), {
      beginSend: async (...given: Parameters<typeof beginSend>) => {
        await pending;
        return beginSend(...given);
      },
    });
    await receive(world, customerMessage("1", "open on sunday?"));
    await attend(world);
    expect(world.accepted).toEqual([]);
    expect(world.attempts.map(({ state }) => state)).toEqual(["refused"]);
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "withdrawn" });
  });

  it("after it was sent changes nothing", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await receive(world, customerMessage("1", "open on sunday?"));
    await attend(world);
    await receive(world, revoke("1"), edit("1", "hello", 2));
    await attend(world);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "hours" });
    expect(world.accepted).toHaveLength(1);
  });
});

describe("a message that is edited while it waits", () => {
  it("is answered as it is now, in the place where it stood, whatever the order of its edits", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await receive(world, customerMessage("1", "hello"), customerMessage("2", "sunday"));
    await receive(world, edit("1", "open on", 3));
    await receive(world, edit("1", "closed on", 2));
    await attend(world);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "hours" });
  });

  it("before it comes is answered as that message, once", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await receive(world, edit("1", "open on sunday?"));
    await receive(world, customerMessage("1", "hello"));
    await attend(world);
    await receive(world, customerMessage("1", "hello"));
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "hours" });
    expect(world.accepted).toHaveLength(1);
  });

  it("is gone all the same once it is revoked, whichever comes last", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await receive(world, customerMessage("1", "hello"));
    await receive(world, revoke("1", 3));
    await receive(world, edit("1", "open on sunday?", 3));
    await attend(world);
    expect(onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "withdrawn" });
  });
});
