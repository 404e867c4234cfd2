import { foldText } from "../fold-text";
import { exactForm } from "./exact-form";
import type { KeywordIndex } from "./keyword-index";
import type { MatcherReader, ReadText } from "./matcher-reader";

type Search = (text: ReadText) => boolean;

/**
 * Matches when one of the keywords stands in the text, or is one of its messages where the rule is `exact`. Tells the
 * first that does, as the tenant wrote it.
 */
export const readStaticText: MatcherReader = (matcher, index) => {
  if (!("keywords" in matcher) || !Array.isArray(matcher.keywords)) return null;
  const wholeWord = "whole_word" in matcher ? matcher.whole_word : undefined;
  const exact = "exact" in matcher ? matcher.exact : undefined;
  if (wholeWord !== undefined && typeof wholeWord !== "boolean") return null;
  if (exact !== undefined && typeof exact !== "boolean") return null;
  const list = matcher.keywords as readonly unknown[];
  if (!list.every((keyword) => typeof keyword === "string")) return null;
  const keywords = list.flatMap((keyword) => {
    const search = exact ? searchWhole(foldText(keyword)) : searchIn(foldText(keyword), wholeWord ?? false, index);
    return search === null ? [] : [{ keyword, search }];
  });

  return ({ text }) => {
    if (text === null) return { kind: "miss", why: { kind: "no_text" } };
    const first = keywords.find(({ search }) => search(text));
    if (first === undefined) return { kind: "miss", why: { kind: "no_keyword" } };
    const how = { wholeWord: wholeWord ?? false, exact: exact ?? false };
    return { kind: "match", why: { kind: "keyword", keyword: first.keyword, ...how } };
  };
};

function searchIn(folded: string, wholeWord: boolean, index: KeywordIndex): Search | null {
  const id = index.add(folded, wholeWord);
  return id === null ? null : (text) => text.holds(id);
}

function searchWhole(folded: string): Search | null {
  const form = exactForm(folded);
  return form === "" ? null : (text) => text.isMessage(form);
}
