import fc from "fast-check";
import { afterEach, describe, expect, inject, it } from "vitest";
import type { ReplyBuffer } from "../../buffer/reply-buffer";
import { createBufferModel } from "../../testing/buffer-model";
import { propertyRuns } from "../../testing/property-runs";
import { connectRedis } from "./connect-redis";
import { createReplyBuffer } from "./reply-buffer";

const redis = connectRedis(inject("redisUrl"), inject("redisToken"));
const buffer = createReplyBuffer(redis);

afterEach(async () => {
  await redis.flushdb();
});

const T0 = Date.UTC(2026, 10, 1);
const LEASE = 1_000;
const conversation = fc.constantFrom("anna", "ben");
const token = fc.constantFrom("t1", "t2");

/** Digits only: the shape that once came back as a number. */
const messageId = fc.integer({ min: 1, max: 12 }).map((n) => `49151234567${n}`);

type Step = {
  kind: string;
  run(target: ReplyBuffer, state: { now: number; turn: Map<string, string>; made: number }): Promise<unknown>;
};

const appendStep = fc
  .record({
    conversation,
    ids: fc.array(messageId, { minLength: 1, maxLength: 4 }),
    bytes: fc.constantFrom(10, 9_000),
    wait: fc.constantFrom(0, 5),
  })
  .map(
    ({ conversation: name, ids, bytes, wait }): Step => ({
      kind: `append ${name} ${ids.join()} ${bytes} wait ${wait}`,
      run: (target, state) => {
        const turnIds = ids.map(() => `turn-${state.made++}`);
        const messages = ids.map((id) => ({ messageId: id, sealed: "x".repeat(bytes), bytes }));
        const batch = { conversation: name, tenantId: "t", accountId: "a", waitSeconds: wait, messages, turnIds };
        return target.append([batch], state.now);
      },
    }),
  );

const onHead = (
  kind: string,
  work: (target: ReplyBuffer, name: string, turnId: string, lease: string, now: number) => Promise<unknown>,
) =>
  fc.record({ conversation, token }).map(
    ({ conversation: name, token: lease }): Step => ({
      kind: `${kind} ${name} ${lease}`,
      run: (target, state) => work(target, name, state.turn.get(name) ?? "none", lease, state.now),
    }),
  );

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: appendStep },
    {
      weight: 5,
      arbitrary: fc.record({ conversation, token }).map(
        ({ conversation: name, token: lease }): Step => ({
          kind: `claim ${name} ${lease}`,
          run: async (target, state) => {
            const claim = await target.claim(name, lease, state.now, LEASE);
            if (claim.kind === "claimed") state.turn.set(name, claim.turn.turnId);
            return claim;
          },
        }),
      ),
    },
    onHead("renew", (target, name, turnId, lease, now) => target.renew(name, turnId, lease, now, LEASE)),
    onHead("known", (target, name, turnId, lease, now) => target.renew(name, turnId, lease, now, LEASE, 0)),
    onHead("begin", (target, name, turnId, lease, now) =>
      target.beginSend({ conversation: name, turnId, token: lease, attempt: 1, draft: "sealed" }, now, LEASE),
    ),
    onHead("accepted", (target, name, turnId) => target.noteAccepted(name, turnId, "1234567890123")),
    onHead("retry", (target, name, turnId, lease, now) =>
      target.postpone(name, turnId, lease, { dueAt: now + 500, begun: 0, countTry: true }),
    ),
    onHead("hold", (target, name, turnId, lease, now) =>
      target.postpone(name, turnId, lease, { dueAt: now + 700, begun: 1, held: 1, heldMs: 700 }),
    ),
    onHead("ack", (target, name, turnId, lease) => target.ack(name, turnId, lease)),
    fc.integer({ min: 1, max: 6_000 }).map(
      (ms): Step => ({
        kind: `wait ${ms}`,
        run: async (_target, state) => {
          state.now += ms;
        },
      }),
    ),
    fc.constant<Step>({
      kind: "look",
      run: async (target, state) => [
        await target.nextDueAt(),
        (await target.overdue(state.now, 10)).sort(),
        await target.holds(["anna", "ben", "nobody"]),
      ],
    }),
  ),
  { maxLength: 30 },
);

describe("the reply buffer's scripts", () => {
  it("do step by step what the model does", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await redis.flushdb();
        const model = createBufferModel();
        const ours = { now: T0, turn: new Map<string, string>(), made: 0 };
        const theirs = { now: T0, turn: new Map<string, string>(), made: 0 };
        for (const step of sequence) {
          expect(await step.run(buffer, ours), step.kind).toEqual(await step.run(model, theirs));
        }
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  it("opens the next turn when one is full, and makes the full one due at once", async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `m${index}`);
    const messages = ids.map((id) => ({ messageId: id, sealed: "s", bytes: 1 }));
    const turnIds = ids.map((id) => `turn-${id}`);
    const [wakeUps] = await buffer.append(
      [{ conversation: "c", tenantId: "t", accountId: "a", waitSeconds: 5, messages, turnIds }],
      T0,
    );
    expect(wakeUps).toEqual([
      { turnId: "turn-m0", dueAt: T0 },
      { turnId: "turn-m100", dueAt: T0 + 5_000 },
    ]);
  });

  it("slides with each message, up to three times the wait", async () => {
    const send = (id: string, now: number) =>
      buffer.append(
        [
          {
            conversation: "c",
            tenantId: "t",
            accountId: "a",
            waitSeconds: 5,
            messages: [{ messageId: id, sealed: "s", bytes: 1 }],
            turnIds: [`turn-${id}`],
          },
        ],
        now,
      );
    await send("1", T0);
    await send("2", T0 + 4_000);
    expect(await buffer.nextDueAt()).toBe(T0 + 9_000);
    await send("3", T0 + 8_000);
    await send("4", T0 + 12_000);
    expect(await buffer.nextDueAt()).toBe(T0 + 15_000);
  });

  it("tells the opener again when its request is repeated, and nobody else", async () => {
    const batch = (turnId: string) => [
      {
        conversation: "c",
        tenantId: "t",
        accountId: "a",
        waitSeconds: 5,
        messages: [{ messageId: "m", sealed: "s", bytes: 1 }],
        turnIds: [turnId],
      },
    ];
    const opened = await buffer.append(batch("first"), T0);
    expect(await buffer.append(batch("first"), T0 + 10)).toEqual(opened);
    expect(await buffer.append(batch("second"), T0 + 10)).toEqual([[]]);
  });

  it("leaves nothing behind after the last ack, and lets every key expire", async () => {
    const messages = [{ messageId: "m", sealed: "s", bytes: 1 }];
    await buffer.append(
      [{ conversation: "c", tenantId: "t", accountId: "a", waitSeconds: 0, messages, turnIds: ["turn"] }],
      T0,
    );
    expect(await redis.pttl("conversation:c")).toBeGreaterThan(86_000_000);
    await buffer.claim("c", "token", T0, LEASE);
    await buffer.ack("c", "turn", "another");
    expect(await redis.dbsize()).toBe(2);
    await buffer.ack("c", "turn", "token");
    expect(await redis.dbsize()).toBe(0);
  });

  it("speaks of a store that is away without quoting what was to be stored", async () => {
    const away = createReplyBuffer(connectRedis("http://127.0.0.1:9", "none"));
    await expect(away.ack("c", "a-secret", "token")).rejects.toThrow(/^redis ack: (?!.*a-secret)/);
  });
});
