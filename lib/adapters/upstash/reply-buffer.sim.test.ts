import fc from "fast-check";
import { afterEach, describe, expect, inject, it } from "vitest";
import { type ClaimRef, FULL_QUEUE_TURNS, FULL_TURN, type ReplyBuffer } from "@/lib/pipeline/hold/reply-buffer.port";
import { createBufferModel } from "@/lib/testing/pipeline/buffer-model";
import { propertyRuns } from "@/lib/testing/property-runs";
import { connectRedis } from "./connect-redis";
import { createReplyBuffer } from "./reply-buffer";

const redis = connectRedis(inject("redisUrl"), inject("redisToken"));
const buffer = createReplyBuffer(redis);

afterEach(async () => {
  await redis.flushdb();
});

const T0 = Date.UTC(2026, 10, 1);
const LEASE = 1_000;
const NOTHING = { wakeUps: [], full: [] };
const conversation = fc.constantFrom("anna", "ben");
const token = fc.constantFrom("t1", "t2");

/** Digits only: the shape that once came back as a number. */
const messageId = fc.integer({ min: 1, max: 12 }).map((n) => `49151234567${n}`);

type Step = {
  kind: string;
  run(target: ReplyBuffer, state: { now: number; turn: Map<string, ClaimRef>; made: number }): Promise<unknown>;
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

const changeStep = fc
  .record({
    conversation,
    messageId,
    bytes: fc.constantFrom(10, 9_000),
    at: fc.constantFrom(T0, T0 + 1, Number.MAX_SAFE_INTEGER),
  })
  .map(
    ({ conversation: name, messageId: id, bytes, at }): Step => ({
      kind: `change ${name} ${id} ${bytes} at ${at}`,
      run: (target) =>
        target.change([
          { conversation: name, message: { messageId: id, sealed: String(at % 9).repeat(bytes), bytes }, at },
        ]),
    }),
  );

const pauseStep = fc
  .record({ whom: fc.constantFrom("anna", "ben", "account"), ms: fc.constantFrom(null, 3_000, 600_000) })
  .map(
    ({ whom, ms }): Step => ({
      kind: `pause ${whom} ${ms}`,
      run: (target, state) => {
        // An account's has a key of its own, which Redis lets go by its own clock.
        const until = ms === null ? null : state.now + (whom === "account" ? 600_000 : ms);
        return whom === "account"
          ? target.pauseAccount("a", until, state.now)
          : target.pauseConversations([whom, "nobody"], until);
      },
    }),
  );

const onHead = (kind: string, work: (target: ReplyBuffer, claim: ClaimRef, now: number) => Promise<unknown>) =>
  fc.record({ conversation, token }).map(
    ({ conversation: name, token: lease }): Step => ({
      kind: `${kind} ${name} ${lease}`,
      run: (target, state) => {
        const known = state.turn.get(name) ?? { turnId: "none", version: 0 };
        return work(target, { ...known, conversation: name, token: lease }, state.now);
      },
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
            if (claim.kind === "claimed") {
              const { turnId, version } = claim.turn;
              state.turn.set(name, { conversation: name, turnId, version, token: lease });
            }
            return claim;
          },
        }),
      ),
    },
    { weight: 3, arbitrary: changeStep },
    { weight: 2, arbitrary: pauseStep },
    onHead("renew", (target, claim, now) => target.renew(claim, now, LEASE)),
    onHead("known", (target, claim, now) => target.renew(claim, now, LEASE, 0)),
    onHead("draft", (target, claim) => target.keepDraft(claim, "sealed draft")),
    onHead("begin", (target, claim, now) =>
      target.beginSend({ ...claim, accountId: "a", attempt: 1, draft: "sealed" }, now, LEASE),
    ),
    onHead("accepted", (target, { conversation: name, turnId }) => target.noteAccepted(name, turnId, "1234567890123")),
    onHead("retry", (target, { conversation: name, turnId, token: lease }, now) =>
      target.postpone(name, turnId, lease, { dueAt: now + 500, begun: 0, countTry: true }),
    ),
    onHead("hold", (target, { conversation: name, turnId, token: lease }, now) =>
      target.postpone(name, turnId, lease, { dueAt: now + 700, begun: 1, held: 1, heldMs: 700 }),
    ),
    onHead("ack", (target, { conversation: name, turnId, token: lease }) => target.ack(name, turnId, lease)),
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
  it("let nothing of a paused customer or account pass the fence, also what was under way, until the pause is over", async () => {
    const batch = (name: string) => ({
      ...{ conversation: name, tenantId: "t", accountId: "a", waitSeconds: 0 },
      ...{ messages: [{ messageId: "m", sealed: "x", bytes: 1 }], turnIds: [`turn-${name}`] },
    });
    await buffer.append([batch("anna"), batch("ben")], T0);
    const begin = async (name: string, now: number) => {
      const claim = await buffer.claim(name, "token", now, LEASE);
      if (claim.kind !== "claimed") throw new Error(claim.kind);
      const ref = { conversation: name, turnId: `turn-${name}`, token: "token", version: 0 };
      return buffer.beginSend({ ...ref, accountId: "a", attempt: 1, draft: "draft" }, now, LEASE);
    };
    await buffer.pauseConversations(["anna", "nobody"], T0 + 500);
    expect([await begin("anna", T0), await begin("ben", T0)]).toEqual(["paused", "held"]);
    expect(await begin("anna", T0 + 500)).toBe("held");
    await buffer.pauseAccount("a", T0 + 600_000, T0 + 600);
    expect([await begin("anna", T0 + 600), await begin("ben", T0 + 600)]).toEqual(["paused", "paused"]);
    await buffer.pauseAccount("another", T0 + 9_000, T0 + 600);
    await buffer.pauseAccount("a", null, T0 + 600);
    expect(await begin("ben", T0 + 600)).toBe("held");
    await buffer.pauseConversations(["ben"], T0 + 5_000);
    await buffer.pauseConversations(["ben"], null);
    expect(await begin("ben", T0 + 600)).toBe("held");
  });

  it("do step by step what the model does", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await redis.flushdb();
        const model = createBufferModel();
        const ours = { now: T0, turn: new Map<string, ClaimRef>(), made: 0 };
        const theirs = { now: T0, turn: new Map<string, ClaimRef>(), made: 0 };
        for (const step of sequence) {
          expect(await step.run(buffer, ours), step.kind).toEqual(await step.run(model, theirs));
        }
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  it("refuse what was made of words that were changed since, and take what is made of the new", async () => {
    const message = (sealed: string) => ({ messageId: "m", sealed, bytes: sealed.length });
    const batch = { conversation: "c", tenantId: "t", accountId: "a", waitSeconds: 0, turnIds: ["turn"] };
    const change = (sealed: string, at: number) => buffer.change([{ conversation: "c", message: message(sealed), at }]);
    const claim = async () => {
      const claimed = await buffer.claim("c", "token", T0, LEASE);
      if (claimed.kind !== "claimed") throw new Error(claimed.kind);
      const { turnId, version, draft, generated, messages } = claimed.turn;
      return { ref: { conversation: "c", turnId, token: "token", version }, draft, generated, messages };
    };
    expect(await change("new", T0)).toEqual(["absent"]);
    await buffer.append([{ ...batch, messages: [message("old")] }], T0);
    const before = await claim();
    expect(await buffer.keepDraft(before.ref, "draft")).toBe("held");
    expect(await change("newer", T0 + 2)).toEqual(["changed"]);
    expect(await change("new", T0 + 1)).toEqual(["changed"]);
    expect(await buffer.keepDraft(before.ref, "draft")).toBe("changed");
    expect(await buffer.beginSend({ ...before.ref, accountId: "a", attempt: 1, draft: "draft" }, T0, LEASE)).toBe(
      "changed",
    );
    const after = await claim();
    expect(after).toMatchObject({ draft: null, generated: false, messages: [{ messageId: "m", sealed: "newer" }] });
    expect(await buffer.beginSend({ ...after.ref, accountId: "a", attempt: 1, draft: "draft" }, T0, LEASE)).toBe(
      "held",
    );
    expect(await change("late", T0 + 3)).toEqual(["too_late"]);
    expect(await buffer.append([{ ...batch, messages: [message("old")], turnIds: ["another"] }], T0)).toEqual([
      NOTHING,
    ]);
  });

  it("tell of each change of a delivery what became of it, whose conversation ever it is", async () => {
    const change = (conversation: string, messageId: string, at: number) => ({
      ...{ conversation, at },
      message: { messageId, sealed: `${messageId} ${at}`, bytes: 9 },
    });
    for (const conversation of ["anna", "ben"]) {
      const messages = [{ messageId: conversation, sealed: "old", bytes: 3 }];
      const batch = { conversation, tenantId: "t", accountId: "a", waitSeconds: 0, turnIds: [conversation], messages };
      await buffer.append([batch], T0);
    }
    const changes = [change("anna", "x", 1), change("ben", "ben", 2), change("anna", "anna", 3), change("ben", "y", 4)];
    expect(await buffer.change(changes)).toEqual(["absent", "changed", "changed", "absent"]);
    expect(await buffer.change([change("anna", "anna", 5), change("anna", "anna", 4)])).toEqual(["changed", "changed"]);
    const claimed = await buffer.claim("anna", "token", T0, LEASE);
    expect(claimed).toMatchObject({ turn: { version: 2, messages: [{ sealed: "anna 5" }] } });
  });

  it("opens the next turn when one is full, and makes the full one due at once", async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `m${index}`);
    const messages = ids.map((id) => ({ messageId: id, sealed: "s", bytes: 1 }));
    const turnIds = ids.map((id) => `turn-${id}`);
    const [appended] = await buffer.append(
      [{ conversation: "c", tenantId: "t", accountId: "a", waitSeconds: 5, messages, turnIds }],
      T0,
    );
    expect(appended?.wakeUps).toEqual([
      { turnId: "turn-m0", dueAt: T0 },
      { turnId: "turn-m100", dueAt: T0 + 5_000 },
    ]);
  });

  it("takes no more turns of one conversation than it may hold, and names what it has no room for", async () => {
    const send = (conversation: string, ids: string[]) =>
      buffer.append(
        [
          {
            ...{ conversation, tenantId: "t", accountId: "a", waitSeconds: 5, turnIds: ids.map((id) => `turn-${id}`) },
            messages: ids.map((id) => ({ messageId: id, sealed: "s", bytes: FULL_TURN.bytes })),
          },
        ],
        T0,
      );
    const ids = Array.from({ length: FULL_QUEUE_TURNS + 2 }, (_, index) => `m${index}`);
    const [appended] = await send("c", ids);
    expect(appended?.wakeUps).toHaveLength(FULL_QUEUE_TURNS);
    expect(appended?.full).toEqual(ids.slice(-2));
    expect((await send("c", ["m0", "late"]))[0]?.full).toEqual(["late"]);
    expect((await send("another", ["late"]))[0]?.full).toEqual([]);
    await buffer.claim("c", "token", T0, LEASE);
    await buffer.ack("c", "turn-m0", "token");
    expect((await send("c", ["late"]))[0]?.full).toEqual([]);
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
    expect(await buffer.append(batch("second"), T0 + 10)).toEqual([NOTHING]);
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
