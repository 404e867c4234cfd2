import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeliveryState } from "@/lib/channels/inbound-message";
import type { AttemptState } from "../turn";
import { isHeld, laterErrorCode, laterState, nextSendStep, outcomeOfAttempts, stepAfterAsking } from "./send-protocol";

describe("nextSendStep", () => {
  it.each([
    [
      { begun: 0, held: 0, accepted: null },
      { kind: "send", attempt: 1 },
    ],
    [{ begun: 1, held: 0, accepted: null }, { kind: "hold" }],
    [
      { begun: 1, held: 1, accepted: null },
      { kind: "send", attempt: 2 },
    ],
    [{ begun: 2, held: 1, accepted: null }, { kind: "give_up" }],
    [
      { begun: 1, held: 0, accepted: "wamid" },
      { kind: "record_accepted", attempt: 1, providerMessageId: "wamid" },
    ],
    [
      { begun: 2, held: 1, accepted: "wamid" },
      { kind: "record_accepted", attempt: 2, providerMessageId: "wamid" },
    ],
  ] as const)("of %j is %j", (turn, step) => {
    expect(nextSendStep(turn, "statuses")).toEqual(step);
  });

  it.each([
    [
      { begun: 0, held: 0 },
      { kind: "send", attempt: 1 },
    ],
    [{ begun: 1, held: 0 }, { kind: "hold" }],
    [
      { begun: 1, held: 1 },
      { kind: "ask", attempt: 1 },
    ],
    [{ begun: 2, held: 1 }, { kind: "hold" }],
    [
      { begun: 2, held: 2 },
      { kind: "ask", attempt: 2 },
    ],
  ] as const)("of %j, where the vendor is asked by key, is %j", (turn, step) => {
    expect(nextSendStep({ ...turn, accepted: null }, "ask-by-key")).toEqual(step);
  });

  it.each([
    [
      { begun: 0, held: 0 },
      { kind: "send", attempt: 1 },
    ],
    [{ begun: 1, held: 0 }, { kind: "hold" }],
    [{ begun: 1, held: 1 }, { kind: "give_up" }],
    [{ begun: 2, held: 1 }, { kind: "give_up" }],
  ] as const)("of %j, where nobody can be asked, is %j", (turn, step) => {
    expect(nextSendStep({ ...turn, accepted: null }, "give-up-after-hold")).toEqual(step);
  });

  const states = fc.record({ begun: fc.nat(2), held: fc.nat(2) });
  const policies = fc.constantFrom("statuses", "ask-by-key", "give-up-after-hold");

  it("never sends what was begun and not held, and nothing a third time", () => {
    fc.assert(
      fc.property(states, policies, ({ begun, held }, policy) => {
        const step = nextSendStep({ begun, held, accepted: null }, policy);
        if (step.kind !== "send") return;
        expect(step.attempt).toBe(begun + 1);
        expect(held).toBeGreaterThanOrEqual(begun);
      }),
    );
  });

  it("holds whatever may be held, and only that", () => {
    for (const policy of ["statuses", "ask-by-key", "give-up-after-hold"] as const) {
      expect(isHeld(1, policy)).toBe(true);
      expect(isHeld(2, policy)).toBe(policy === "ask-by-key");
    }
  });
});

describe("stepAfterAsking", () => {
  it.each([
    [1, { kind: "accepted", providerMessageId: "p" }, { kind: "record_accepted", attempt: 1, providerMessageId: "p" }],
    [2, { kind: "accepted", providerMessageId: "p" }, { kind: "record_accepted", attempt: 2, providerMessageId: "p" }],
    [1, { kind: "absent" }, { kind: "send", attempt: 2 }],
    [2, { kind: "absent" }, { kind: "give_up" }],
    [1, { kind: "unknown" }, { kind: "give_up" }],
    [2, { kind: "unknown" }, { kind: "give_up" }],
  ] as const)("of attempt %i and %j is %j", (attempt, asked, step) => {
    expect(stepAfterAsking(attempt, asked)).toEqual(step);
  });
});

type Status = { state: DeliveryState; errorCode: number | null };
type Attempt = { state: AttemptState; errorCode: number | null };

const apply = (attempt: Attempt, statuses: readonly Status[]): Attempt =>
  statuses.reduce<Attempt>(
    (now, status) => ({ state: laterState(now.state, status.state), errorCode: laterErrorCode(now, status) }),
    attempt,
  );

const failed: Status = { state: "failed", errorCode: 131042 };
const plain = (state: DeliveryState): Status => ({ state, errorCode: null });
const accepted: Attempt = { state: "accepted", errorCode: null };

const shuffled = fc.subarray([failed, plain("failed"), plain("sent"), plain("delivered"), plain("read")]).chain((set) =>
  fc.record({
    set: fc.constant(set),
    order: fc.shuffledSubarray([...set, ...set], { minLength: set.length * 2 }),
  }),
);

describe("an attempt's state and code", () => {
  it("are a function of the set of its statuses, whatever their order and however often they come", () => {
    fc.assert(
      fc.property(
        shuffled,
        fc.constantFrom<AttemptState>("sending", "refused", "accepted"),
        ({ set, order }, state) => {
          expect(apply({ state, errorCode: null }, order)).toEqual(apply({ state, errorCode: null }, set));
        },
      ),
    );
  });

  it.each([
    ["read", [failed, plain("delivered"), plain("read")], "replied"],
    ["delivered", [plain("delivered"), failed], "replied"],
    ["failed", [failed, plain("sent")], "undelivered"],
    ["failed", [plain("sent"), failed], "undelivered"],
  ] as const)("is %s after %j", (state, statuses, outcome) => {
    const after = apply(accepted, statuses);
    expect(after).toEqual({ state, errorCode: 131042 });
    expect(outcomeOfAttempts([after.state])?.outcome).toBe(outcome);
  });

  it("forget what an earlier try of the same attempt was refused with", () => {
    expect(apply({ state: "refused", errorCode: 4 }, [plain("sent")])).toEqual({ state: "sent", errorCode: null });
  });
});
