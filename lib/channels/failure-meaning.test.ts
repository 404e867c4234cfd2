import { describe, expect, it } from "vitest";
import { failureMeaning } from "./failure-meaning";

describe("what a failure means to an owner", () => {
  it.each([
    [131047, "window", "tenant", { kind: "message", failure: "window" }],
    [131026, "recipient", "tenant", { kind: "message", failure: "unreachable" }],
    [131049, "recipient", "tenant", { kind: "message", failure: "held_back" }],
    [131056, "pair", "tenant", { kind: "message", failure: "too_fast" }],
    // About one request: only with a subcode it says that the number is gone.
    [100, "request", "tenant", { kind: "message", failure: "request" }],
    [131042, "account", "tenant", { kind: "number", cause: "payment" }],
    [131031, "policy", "tenant", { kind: "number", cause: "locked" }],
    [190, "auth", "tenant", { kind: "number", cause: "token_refused" }],
    [190, "auth", "operator", { kind: "number", cause: "platform_token" }],
    [7, "account", "tenant", { kind: "number", cause: "other" }],
  ] as const)("says of %i what it is about", (code, group, by, meaning) => {
    expect(failureMeaning(code, group, by)).toEqual(meaning);
  });
});
