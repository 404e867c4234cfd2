import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { FOLDED_KEYWORD_UNITS } from "../config/reply-config";
import { foldText } from "../fold-text";
import { KeywordIndex } from "./keyword-index";

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u;
const ENDS_IN_WORD = /[\p{L}\p{N}\p{M}]$/u;
const STARTS_WITH_WORD = /^[\p{L}\p{N}\p{M}]/u;

/** The plain way, place by place: what the index has to agree with. */
function containsWholeWord(text: string, keyword: string): boolean {
  const opensWithWord = STARTS_WITH_WORD.test(keyword);
  const closesWithWord = ENDS_IN_WORD.test(keyword);
  for (let at = text.indexOf(keyword); at !== -1; at = text.indexOf(keyword, at + 1)) {
    const end = at + keyword.length;
    const before = text.slice(Math.max(0, at - 2), at);
    const after = String.fromCodePoint(text.codePointAt(end) ?? 0x20);
    const cutsBefore = opensWithWord && ENDS_IN_WORD.test(before);
    const cutsAfter = closesWithWord && WORD_CHARACTER.test(after);
    if (!cutsBefore && !cutsAfter) return true;
  }
  return false;
}

const letters = [..."abaab ?👍𝒶éकिعَ가ﷺßx1"];
const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 60 }).map(foldText);
const short = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 5 }).map(foldText);

/** Keywords of their own, and such as were cut out of the text at any place. */
const searches = text.chain((whole) => {
  const points = [...whole];
  const part = fc
    .tuple(fc.nat(points.length), fc.nat(12))
    .map(([from, count]) => points.slice(from, from + count).join(""));
  const keyword = fc.record({ folded: fc.oneof(short, part), wholeWord: fc.boolean() });
  return fc.record({ text: fc.constant(whole), keywords: fc.array(keyword, { maxLength: 20 }) });
});

describe("KeywordIndex", () => {
  it("finds what is found place by place, as part of a word and as a whole word", () => {
    fc.assert(
      fc.property(searches, ({ text, keywords }) => {
        const index = new KeywordIndex();
        const ids = keywords.map(({ folded, wholeWord }) => index.add(folded, wholeWord));
        const found = index.findIn(text);
        const expected = keywords.map(({ folded, wholeWord }) => {
          if (folded === "") return null;
          return (wholeWord ? containsWholeWord(text, folded) : text.includes(folded)) ? 1 : 0;
        });
        expect(ids.map((id) => (id === null ? null : found[id]))).toEqual(expected);
      }),
      { numRuns: propertyRuns(1_000) },
    );
  });

  it("keeps each keyword once, apart for whole words, and takes more after a search", () => {
    const index = new KeywordIndex();
    const open = index.add("open", false);
    expect(index.add("open", false)).toBe(open);
    expect(index.add("open", true)).not.toBe(open);
    expect([...index.findIn("reopened")]).toEqual([1, 0]);
    index.add("ned", false);
    expect([...index.findIn("reopened")]).toEqual([1, 0, 1]);
  });

  it("leaves out what would stand everywhere, and what is too long to be searched for", () => {
    const index = new KeywordIndex();
    expect(index.add("", false)).toBeNull();
    expect(index.add("a".repeat(FOLDED_KEYWORD_UNITS + 1), false)).toBeNull();
    expect(index.add("a".repeat(FOLDED_KEYWORD_UNITS), false)).toBe(0);
    expect([...index.findIn("a".repeat(FOLDED_KEYWORD_UNITS))]).toEqual([1]);
  });
});
