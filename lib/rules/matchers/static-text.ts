import { foldText } from "../fold-text";
import type { MatcherReader } from "./matcher-reader";

/** Matches when one of the keywords stands in the text. Tells the first that does, as the tenant wrote it. */
export const readStaticText: MatcherReader = (matcher, index) => {
  if (!("keywords" in matcher) || !Array.isArray(matcher.keywords)) return null;
  const wholeWord = "whole_word" in matcher ? matcher.whole_word : undefined;
  if (wholeWord !== undefined && typeof wholeWord !== "boolean") return null;
  const list = matcher.keywords as readonly unknown[];
  if (!list.every((keyword) => typeof keyword === "string")) return null;
  const keywords = list.flatMap((keyword) => {
    const id = index.add(foldText(keyword), wholeWord ?? false);
    return id === null ? [] : [{ keyword, id }];
  });

  return ({ text }) => {
    if (text === null) return { kind: "miss", why: { kind: "no_text" } };
    const first = keywords.find(({ id }) => text.holds(id));
    if (first === undefined) return { kind: "miss", why: { kind: "no_keyword" } };
    return { kind: "match", why: { kind: "keyword", keyword: first.keyword, wholeWord: wholeWord ?? false } };
  };
};
