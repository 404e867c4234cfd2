import { describe, expect, it } from "vitest";
import { addOwnWord } from "./add-own-word";
import { NO_MORE_WORDS } from "./own-words";
import { moreOwnWordsSchema } from "./own-words.schema";
import { readOwnWord } from "./read-own-word";

describe("addOwnWord", () => {
  it("adds what was typed, once, to its kind", () => {
    const first = addOwnWord(NO_MORE_WORDS, "human", "  the boss ");
    if (first.kind !== "added") throw new Error(first.kind);
    expect(first.more).toEqual({ ...NO_MORE_WORDS, human: ["the boss"] });
    expect(addOwnWord(first.more, "stop", "The BOSS!")).toEqual({ kind: "known", word: "human" });
    expect(addOwnWord(first.more, "human", "please, the boss")).toEqual({ kind: "known", word: "human" });
  });

  it("adds what another language has for the same, and nothing that it has for another", () => {
    expect(addOwnWord(NO_MORE_WORDS, "stop", "baja")).toMatchObject({ kind: "added" });
    expect(addOwnWord(NO_MORE_WORDS, "human", "baja")).toEqual({ kind: "known", word: "stop" });
    const more = { ...NO_MORE_WORDS, stop: ["baja"] };
    expect(readOwnWord(["Baja!"], more)).toEqual({ word: "stop", languages: [] });
  });

  it("lets the server take no word that it would refuse", () => {
    for (const typed of [".", "thanks", "hola"]) {
      expect([typed, moreOwnWordsSchema.safeParse({ stop: [typed], start: [], human: [] }).success]).toEqual([
        typed,
        false,
      ]);
    }
    expect(readOwnWord(["thanks"], { ...NO_MORE_WORDS, stop: ["thanks"] })).toBeNull();
  });

  it("says why not", () => {
    for (const typed of [" \u200b ", ".", "?!", "👍"]) {
      expect(addOwnWord(NO_MORE_WORDS, "stop", typed)).toEqual({ kind: "empty" });
    }
    for (const typed of [
      "thanks",
      "Thank you!",
      "hi",
      "Hi, please",
      "Guten Morgen",
      "please",
      "ok",
      "no",
      "nein, danke",
    ]) {
      expect([typed, addOwnWord(NO_MORE_WORDS, "stop", typed)]).toEqual([typed, { kind: "everyday" }]);
    }
    expect(addOwnWord(NO_MORE_WORDS, "stop", "x".repeat(41))).toEqual({ kind: "long" });
    expect(addOwnWord(NO_MORE_WORDS, "human", "Stopp, bitte")).toEqual({ kind: "known", word: "stop" });
    const full = { ...NO_MORE_WORDS, stop: Array.from({ length: 20 }, (_, n) => `quiet number ${n}`) };
    expect(addOwnWord(full, "stop", "be quiet")).toEqual({ kind: "full" });
  });
});
