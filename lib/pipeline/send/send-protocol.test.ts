import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHeld, nextSendStep, stepAfterAsking } from "./send-protocol";

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
