import { describe, expect, it } from "vitest";
import type { InboundMessage } from "@/lib/channels/inbound-message";
import {
  createPipelineWorld,
  customerMessage,
  HOURS,
  onlyTurn,
  receive,
  say,
  T0,
} from "@/lib/testing/pipeline/pipeline-world";

const PHONE = { kind: "phone", value: "15550100100" } as const;
const ID = { kind: "user_id", value: "US.1" } as const;
const NAMED = {
  both: { sender: PHONE, senderAlias: ID },
  id: { sender: ID },
  phone: { sender: PHONE },
} satisfies Record<string, Partial<InboundMessage>>;
type Named = keyof typeof NAMED;

const message = (id: string, named: Named, change: Partial<InboundMessage> = {}) =>
  customerMessage(id, "hello", { ...NAMED[named], ...change });

describe("a customer who is named by number, by user id, or by both", () => {
  it.each<{ named: Named[]; name: string }>([
    { named: ["both", "id"], name: "account/15550100100" },
    { named: ["id", "both"], name: "account/US.1" },
    { named: ["phone", "both", "id"], name: "account/15550100100" },
    { named: ["id", "both", "phone"], name: "account/US.1" },
  ])("has one conversation, in which $named are one turn", async ({ named, name }) => {
    const world = createPipelineWorld();
    const names: string[] = [];
    for (const [place, one] of named.entries()) {
      const { wakeUps } = await receive(world, message(String(place), one));
      names.push(...wakeUps.map(({ conversation }) => conversation));
    }
    expect(new Set(names)).toEqual(new Set([name]));
    await world.attend(name, world.now() + 5_000);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", conversation: name });
    expect(world.accepted).toHaveLength(1);
  });

  it("has one turn of what one delivery brings, whatever comes first in it", async () => {
    const world = createPipelineWorld();
    const { wakeUps } = await receive(world, message("1", "id"), message("2", "both"), message("3", "phone"));
    expect(wakeUps.map(({ conversation }) => conversation)).toEqual(["account/15550100100"]);
  });

  it("is answered at the address that wrote first in the turn", async () => {
    const world = createPipelineWorld();
    await receive(world, message("1", "id"), message("2", "both"));
    await world.attend("account/15550100100", world.now() + 5_000);
    expect(world.accepted.map(({ to }) => to)).toEqual([ID]);
  });

  it("changes by one address what was written by the other", async () => {
    const world = createPipelineWorld({ rules: [HOURS] });
    await receive(world, message("1", "id"));
    const content = { kind: "text" as const, text: "open on sunday?", unseen: null, asks: false };
    const edit = { kind: "edit", sentAt: new Date(T0 + 1000), unanswered: "not_answerable" } as const;
    const { counts } = await receive(world, message("2", "both", { ...edit, change: { originalId: "1", content } }));
    expect(counts.changed).toBe(1);
    await world.attend("account/US.1", world.now() + 5_000);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied", ruleId: "hours" });
  });

  it("is left alone by the one address once the other is, as soon as they are known to be one's", async () => {
    const world = createPipelineWorld();
    world.leftAlone.add(PHONE.value);
    await say(world, "1", "hello", NAMED.id);
    expect(onlyTurn(world)).toMatchObject({ outcome: "replied" });
    await say(world, "2", "hello", NAMED.both);
    await say(world, "3", "hello", NAMED.id);
    expect([...world.turns.values()].map(({ reason }) => reason)).toEqual([null, "left_alone", "left_alone"]);
  });
});
