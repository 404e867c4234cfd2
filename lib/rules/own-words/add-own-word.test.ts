import { describe, expect, it } from "vitest";
import { addOwnWord } from "./add-own-word";
import { NO_MORE_WORDS } from "./own-words";

describe("addOwnWord", () => {
  it("adds what was typed, once, to its kind", () => {
    const first = addOwnWord(NO_MORE_WORDS, "human", "  the boss ");
    if (first.kind !== "added") throw new Error(first.kind);
    expect(first.more).toEqual({ ...NO_MORE_WORDS, human: ["the boss"] });
    expect(addOwnWord(first.more, "stop", "The BOSS!")).toEqual({ kind: "known", word: "human" });
    expect(addOwnWord(first.more, "human", "please, the boss")).toEqual({ kind: "known", word: "human" });
  });

  it("says why not", () => {
    expect(addOwnWord(NO_MORE_WORDS, "stop", " \u200b ")).toEqual({ kind: "empty" });
    expect(addOwnWord(NO_MORE_WORDS, "stop", "x".repeat(41))).toEqual({ kind: "long" });
    expect(addOwnWord(NO_MORE_WORDS, "human", "Stopp, bitte")).toEqual({ kind: "known", word: "stop" });
    const full = { ...NO_MORE_WORDS, stop: Array.from({ length: 20 }, (_, n) => `quiet number ${n}`) };
    expect(addOwnWord(full, "stop", "be quiet")).toEqual({ kind: "full" });
  });
});
