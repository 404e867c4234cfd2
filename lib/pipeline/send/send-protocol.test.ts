import { describe, expect, it } from "vitest";
import { nextSendStep } from "./send-protocol";

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
    expect(nextSendStep(turn)).toEqual(step);
  });
});
