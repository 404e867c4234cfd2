import { foldText } from "../fold-text";
import type { MatcherReader } from "./matcher-reader";

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u;
const ENDS_IN_WORD = /[\p{L}\p{N}\p{M}]$/u;
const STARTS_WITH_WORD = /^[\p{L}\p{N}\p{M}]/u;

/**
 * Whether `keyword` stands in `text` as a whole word (both folded): neither end may cut through a run of letters,
 * digits and marks. An end that is no such character (`👍`, `?`) needs no boundary. Scripts that write no blanks
 * between words (Thai, Chinese) have few whole words: there the plain search is the right one.
 */
export function containsWholeWord(text: string, keyword: string): boolean {
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

/** Matches when one of the keywords stands in the text. Tells the first that does, as the tenant wrote it. */
export const readStaticText: MatcherReader = (matcher) => {
  if (!("keywords" in matcher) || !Array.isArray(matcher.keywords)) return null;
  const wholeWord = "whole_word" in matcher ? matcher.whole_word : undefined;
  if (wholeWord !== undefined && typeof wholeWord !== "boolean") return null;
  const keywords: string[] = [];
  for (const keyword of matcher.keywords as readonly unknown[]) {
    if (typeof keyword !== "string") return null;
    keywords.push(keyword);
  }

  return ({ foldedText }) => {
    if (foldedText === null) return { kind: "miss", why: { kind: "no_text" } };
    for (const keyword of keywords) {
      const folded = foldText(keyword);
      // An empty keyword stands in every text: it would take every customer's message.
      if (folded === "") continue;
      const found = wholeWord ? containsWholeWord(foldedText, folded) : foldedText.includes(folded);
      if (found) return { kind: "match", why: { kind: "keyword", keyword, wholeWord: wholeWord ?? false } };
    }
    return { kind: "miss", why: { kind: "no_keyword" } };
  };
};
