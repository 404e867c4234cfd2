import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactForm, foldText } from "../fold-text";
import { KeywordIndex } from "./keyword-index";
import { NO_MOMENT } from "./match-trace";
import { readStaticText } from "./matcher-table";

function judge(text: string | null, keywords: string[], whole_word?: boolean, exact?: boolean) {
  const index = new KeywordIndex();
  const matcher = readStaticText({ kind: "static_text", keywords, whole_word, exact }, index);
  const folded = text === null ? null : foldText(text);
  return matcher({
    ruleId: "r",
    moment: NO_MOMENT,
    text:
      folded === null
        ? null
        : {
            folded,
            holds: (keyword) => index.findIn(folded)[keyword] === 1,
            isMessage: (form) => form === exactForm(folded),
          },
    intent: { kind: "unasked" },
  });
}
const matches = (text: string, keyword: string, wholeWord = false) =>
  judge(text, [keyword], wholeWord).kind === "match";

describe("static_text", () => {
  it("tells the first keyword found, as the tenant wrote it", () => {
    expect(judge("Are you OPEN on sunday, and at which hours?", ["closed", " Öpen ", "hours"])).toEqual({
      kind: "match",
      why: { kind: "keyword", keyword: " Öpen ", wholeWord: false, exact: false },
    });
    expect(judge("hello", ["open"])).toEqual({ kind: "miss", why: { kind: "no_keyword" } });
    expect(judge(null, ["open"])).toEqual({ kind: "miss", why: { kind: "no_text" } });
  });

  it("finds a phrase across messages", () => {
    expect(matches("are you\nopen", "you open")).toBe(true);
  });

  it.each([
    ["we reopened", "open", true, false],
    ["are you open?", "open", true, true],
    ["open", "open", true, true],
    ["reopen, then open", "open", true, true],
    ["open2", "open", true, false],
    ["öffnen ist zu", "öffne", true, false],
    ["कितना है", "कित", true, false],
    ["कितना है", "कितना", true, true],
    ["क्या की दर", "क", true, false],
    ["𝒶𐐀open", "open", true, false],
    ["👍open👍", "open", true, true],
    ["ok👍", "👍", true, true],
    ["really?!", "?", true, true],
    ["a#help", "#help", true, true],
    ["#helpful", "#help", true, false],
    ["snake_case", "case", true, true],
    ["mail info@shop.example", "info", true, false],
    ["https://shop.example/cancel/18", "cancel", true, false],
    ["https://shop.example/cancel/18", "18", true, false],
    ["mail info@shop.example", "info@shop.example", true, true],
    ["see shop.example/open, then open", "open", true, true],
  ])("in %j finds %j as a whole word (%s): %s", (text, keyword, wholeWord, expected) => {
    expect(matches(text, keyword, wholeWord)).toBe(expected);
    expect(matches(text, keyword)).toBe(true);
  });

  it("never lets a keyword without anything to find take all messages", () => {
    expect(judge("hello", ["", " ", "\u0301"])).toEqual({ kind: "miss", why: { kind: "no_keyword" } });
  });

  it("takes an exact keyword for the whole message only", () => {
    const why = { kind: "keyword", keyword: "2", wholeWord: false, exact: true };
    expect(judge("2️⃣", ["1", "2"], undefined, true)).toEqual({ kind: "match", why: { ...why, wholeWord: false } });
    expect(judge("A table for 2", ["1", "2"], true, true)).toEqual({ kind: "miss", why: { kind: "no_keyword" } });
    expect(judge("2", ["", "\u0301"], undefined, true)).toEqual({ kind: "miss", why: { kind: "no_keyword" } });
  });

  it("finds a keyword wherever it stands, and as a whole word wherever blanks surround it", () => {
    const words = fc.string({ unit: fc.constantFrom(..."abéकिعَ가👍 "), maxLength: 12 });
    const keywords = words.filter((keyword) => foldText(keyword) !== "");
    fc.assert(
      fc.property(words, keywords, words, (before, keyword, after) => {
        expect(matches(`${before} ${keyword} ${after}`, keyword)).toBe(true);
        expect(matches(`${before} ${keyword} ${after}`, keyword, true)).toBe(true);
        const between = foldText(`x${keyword}x`).slice(1, -1);
        expect(matches(`x${keyword}x`, "x", true)).toBe(/^[^\p{L}\p{N}\p{M}]|[^\p{L}\p{N}\p{M}]$/u.test(between));
      }),
    );
  });
});
