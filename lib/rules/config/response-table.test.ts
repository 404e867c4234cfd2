import { describe, expect, it } from "vitest";
import { isSoundResponse, RESPONSE_TABLE } from "./response-table";

describe("responses", () => {
  it("are free, and for media too, but the AI's, which costs a credit and needs words", () => {
    expect(RESPONSE_TABLE).toEqual({
      canned: { priceCredits: 0, needsWords: false },
      prompt: { priceCredits: 1, needsWords: true },
      none: { priceCredits: 0, needsWords: false },
    });
  });

  it("can use what has a known kind and words", () => {
    expect(isSoundResponse({ kind: "canned", text: "hi" })).toBe(true);
    expect(isSoundResponse({ kind: "prompt", text: "be kind" })).toBe(true);
    expect(isSoundResponse({ kind: "none" })).toBe(true);
  });

  it.each([
    null,
    "hi",
    {},
    { kind: "canned" },
    { kind: "canned", text: " " },
    { kind: "canned", text: 7 },
    { kind: "toString", text: "a" },
  ])("can't use %j", (response) => {
    expect(isSoundResponse(response)).toBe(false);
  });
});
