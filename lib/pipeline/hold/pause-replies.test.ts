import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Echo, InboundMessage } from "@/lib/channels/inbound-message";
import { UpstreamError } from "@/lib/core/errors";
import { ingestDelivery } from "@/lib/pipeline/receive/ingest-delivery";
import { releaseConversation } from "@/lib/pipeline/release/release-conversation";
import {
  createPipelineWorld,
  customerMessage,
  DEMO_ACCOUNT,
  receive,
  say,
  T0,
  type World,
} from "@/lib/testing/pipeline/pipeline-world";
import { propertyRuns } from "@/lib/testing/property-runs";
import { pauseReplies, resumeAccount } from "./pause-replies";

const HOUR_MS = 3_600_000;
const REF = { tenantId: DEMO_ACCOUNT.tenantId, accountId: DEMO_ACCOUNT.id };
const PHONE = "15550100100";
const USER_ID = "US.13491208655300000001";
const BOTH: Partial<InboundMessage> = { senderAlias: { kind: "user_id", value: USER_ID } };
const ID_ALONE: Partial<InboundMessage> = { sender: { kind: "user_id", value: USER_ID } };

const echo = (id: string, change: Partial<Echo> = {}): Echo => ({
  channel: "whatsapp",
  externalId: DEMO_ACCOUNT.externalId,
  providerMessageId: id,
  customer: { kind: "phone", value: PHONE },
  kind: "text",
  answers: true,
  sentAt: new Date(T0),
  ...change,
});

const onPhone = (world: World, ...echoes: Echo[]) =>
  ingestDelivery(world.ports, {
    channel: "whatsapp",
    messages: [],
    statuses: [],
    echoes,
    displayAddresses: new Map(),
    skipped: [],
  });

const byHand = (world: World, customer: string | null, ms: number | null) =>
  pauseReplies(world.ports, REF, {
    ...{ customer, until: ms === null ? null : new Date(world.now() + ms), keepsLater: false },
    ...{ cause: "owner", now: new Date(world.now()), stamp: null },
  });

const reasons = (world: World) => [...world.turns.values()].map(({ outcome, reason }) => reason ?? outcome);

describe("a person who answers on the phone", () => {
  it("is not talked over: neither what waits is answered, nor what comes later, until the time is over", async () => {
    const world = createPipelineWorld({ wait_seconds: 5 });
    const { wakeUps } = await receive(world, customerMessage("1", "hello"));
    await onPhone(world, echo("e1"));
    for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
    world.advance(HOUR_MS);
    await say(world, "2", "are you there?", { sentAt: new Date(world.now()) });
    expect(reasons(world)).toEqual(["human_active", "human_active"]);
    expect(world.accepted).toEqual([]);
    world.advance(11 * HOUR_MS);
    await say(world, "3", "hello again", { sentAt: new Date(world.now()) });
    expect(reasons(world)).toEqual(["human_active", "human_active", "replied"]);
  });

  it("keeps the bot from a customer whom nobody knew, and from no other", async () => {
    const world = createPipelineWorld();
    await onPhone(world, echo("e1"));
    await say(world, "1", "hello");
    await say(world, "2", "hello", { sender: { kind: "phone", value: "15550100200" } });
    expect(reasons(world)).toEqual(["human_active", "replied"]);
  });

  it("has answered the customer by whichever address they write", async () => {
    const world = createPipelineWorld();
    await say(world, "1", "hello", BOTH);
    await onPhone(world, echo("e1"));
    await say(world, "2", "hello", ID_ALONE);
    expect(reasons(world)).toEqual(["replied", "human_active"]);
  });

  it.each<[string, Partial<Echo>]>([
    ["only changes what they wrote", { answers: false }],
    ["wrote to whom the provider does not say", { customer: null }],
    ["wrote it half a day ago", { sentAt: new Date(T0 - 12 * HOUR_MS) }],
    ["wrote with another number", { externalId: "999" }],
  ])("pauses nobody who %s", async (_why, change) => {
    const world = createPipelineWorld();
    await onPhone(world, echo("e1", change));
    await say(world, "1", "hello");
    expect(reasons(world)).toEqual(["replied"]);
  });

  it("is told apart from ourselves, and counted once however often it is told", async () => {
    const world = createPipelineWorld();
    await say(world, "1", "hello");
    await onPhone(world, echo("wamid.1"));
    await say(world, "2", "hello");
    await onPhone(world, echo("e1"), echo("e1"));
    await onPhone(world, echo("e1"));
    await say(world, "3", "hello");
    expect(reasons(world)).toEqual(["replied", "replied", "human_active"]);
    expect(world.echoes.size).toBe(1);
  });

  it("is not renewed by a delivery that comes late, and shortens no longer pause", async () => {
    const world = createPipelineWorld();
    await byHand(world, PHONE, 20 * HOUR_MS);
    await onPhone(world, echo("e1"));
    world.advance(13 * HOUR_MS);
    await say(world, "1", "hello", { sentAt: new Date(world.now()) });
    expect(reasons(world)).toEqual(["human_active"]);
  });
});

describe("an owner", () => {
  it("pauses a customer or everybody, and lets them be answered again", async () => {
    const world = createPipelineWorld();
    await byHand(world, PHONE, HOUR_MS);
    await say(world, "1", "hello");
    await byHand(world, PHONE, null);
    await say(world, "2", "hello");
    await byHand(world, null, HOUR_MS);
    await say(world, "3", "hello");
    await byHand(world, null, null);
    await say(world, "4", "hello");
    expect(reasons(world)).toEqual(["human_active", "replied", "human_active", "replied"]);
  });

  it("reaches a turn that waits for the vendor: it is not tried again", async () => {
    const world = createPipelineWorld();
    const vendor = world.vendor;
    world.vendor = () => ({ kind: "unreached" }) as ReturnType<typeof vendor>;
    const { wakeUps } = await receive(world, customerMessage("1", "hello"));
    let tries = 0;
    world.onCall = (port, when) => {
      if (port === "vendor.send" && when === "before") tries += 1;
    };
    const attending = wakeUps.map(({ conversation, dueAt }) => world.attend(conversation, dueAt));
    await byHand(world, PHONE, HOUR_MS);
    await Promise.all(attending);
    expect(tries).toBeLessThanOrEqual(1);
    expect(reasons(world)).toEqual(["human_active"]);
  });
});

describe("the end of a number's pause", () => {
  /** `resting`: the accounts of the tenant that its records have as paused. */
  const resume = (world: World, resting: string[], pauseAccount = world.ports.buffer.pauseAccount) =>
    resumeAccount(
      {
        ...world.ports,
        buffer: { ...world.ports.buffer, pauseAccount },
        records: {
          ...world.ports.records,
          listRestingAccounts: async () => new Map(resting.map((id) => [id, new Date(world.now())])),
        },
      },
      REF,
      { cause: "owner", now: new Date(world.now()), stamp: null },
    );

  it("is none where the buffer can't be reached: the records keep the pause, and the next try ends both", async () => {
    const world = createPipelineWorld();
    await byHand(world, null, HOUR_MS);
    const away = async () => {
      throw new UpstreamError("upstash", "pauseAccount", true, "TimeoutError");
    };
    await expect(resume(world, [REF.accountId], away)).rejects.toThrow(UpstreamError);
    const counts = await world.ports.records.countReplies(REF.tenantId, REF.accountId, PHONE, new Date(world.now()));
    expect(counts.pausedUntil).toEqual(new Date(T0 + HOUR_MS));
    await say(world, "1", "hello");
    expect(await resume(world, [REF.accountId])).toEqual({ until: null });
    await say(world, "2", "hello");
    expect(reasons(world)).toEqual(["human_active", "replied"]);
  });

  it("is asked of the buffer for none but the tenant's own account", async () => {
    const world = createPipelineWorld();
    await byHand(world, null, HOUR_MS);
    world.ports.records.setPause = async () => null;
    const asked: string[] = [];
    const note = async (accountId: string) => void asked.push(accountId);
    expect(await resume(world, ["another"], note)).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe("whoever pauses", () => {
  it("is too late for nothing that had not passed the fence, in whatever order things happen", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom("echo", "customer", "everybody"),
        fc.constantFrom(BOTH, {}),
        fc.integer({ min: 0, max: 3 }),
        // So many steps of the answer's are done before, or about as many: else the pause, which has few, is always first.
        fc.integer({ min: 0, max: 60 }),
        async (scheduler, how, named, before, later) => {
          const world = createPipelineWorld({ wait_seconds: 0 });
          if (before > 0) await say(world, "0", "hello", BOTH);
          let paused = false;
          const late: string[] = [];
          const { buffer } = world.ports;
          /** Each call waits for its turn, as in another process's time; the fence tells what it does when it does it. */
          const scheduled = <T extends object>(target: T): T =>
            new Proxy(target, {
              get: (object, key) => {
                const value: unknown = Reflect.get(object, key);
                if (typeof value !== "function") return value;
                return async (...given: unknown[]) => {
                  await scheduler.schedule(Promise.resolve(), String(key));
                  const result: unknown = await Reflect.apply(value, object, given);
                  if (key === "beginSend" && result === "held" && paused) late.push(String(key));
                  await scheduler.schedule(Promise.resolve(), `${String(key)} answered`);
                  return result;
                };
              },
            });
          const ports = { ...world.ports, buffer: scheduled(buffer), records: scheduled(world.ports.records) };
          const slow = { ...world, ports } as World;
          const answering = (async () => {
            const change = before > 1 ? ID_ALONE : named;
            const delivery = {
              channel: "whatsapp" as const,
              statuses: [],
              echoes: [],
              displayAddresses: new Map(),
              skipped: [],
            };
            const { wakeUps } = await ingestDelivery(ports, {
              ...delivery,
              messages: [customerMessage("1", "hello", change)],
            });
            for (const { conversation, dueAt } of wakeUps)
              await releaseConversation(ports, world.sleepUntil, { name: conversation, tenantId: null }, dueAt, 95_000);
          })();
          const pausing = (async () => {
            for (let step = 0; step < later; step += 1) await scheduler.schedule(Promise.resolve(), "later");
            if (how === "echo") await onPhone(slow, echo("e1"));
            else await byHand(slow, how === "customer" ? PHONE : null, HOUR_MS);
            paused = true;
          })();
          await scheduler.waitFor(Promise.all([answering, pausing]));
          expect(late).toEqual([]);
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });
});
