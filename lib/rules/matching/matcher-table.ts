import type { Matcher } from "../config/reply-config";
import { exactForm, foldText } from "../fold-text";
import type { KeywordIndex } from "./keyword-index";
import type { MatcherReader, ReadText } from "./match-trace";

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

/** Matches when the measured likeness of text and description reaches the threshold. */
const readPrompt: MatcherReader = (matcher) => {
  const description = "description" in matcher ? matcher.description : undefined;
  const threshold = "threshold" in matcher ? matcher.threshold : undefined;
  if (typeof description !== "string" || typeof threshold !== "number" || !Number.isFinite(threshold)) return null;

  return ({ ruleId, text, intent }) => {
    if (text === null) return { kind: "miss", why: { kind: "no_text" } };
    if (intent.kind === "unasked") return { kind: "needs_intent" };
    if (intent.kind === "unavailable") return { kind: "miss", why: { kind: "intent_unavailable" } };
    const score = intent.scores.get(ruleId);
    if (score === undefined || !Number.isFinite(score)) return { kind: "miss", why: { kind: "no_score" } };
    if (score >= threshold) return { kind: "match", why: { kind: "intent", score, threshold } };
    return { kind: "miss", why: { kind: "below_threshold", score, threshold } };
  };
};

/** Every kind of matcher. A kind that is added to `Matcher` doesn't compile until it stands here. */
const MATCHER_TABLE = {
  static_text: readStaticText,
  prompt: readPrompt,
} satisfies Record<Matcher["kind"], MatcherReader>;

function isMatcherKind(kind: unknown): kind is Matcher["kind"] {
  return typeof kind === "string" && Object.hasOwn(MATCHER_TABLE, kind);
}

/** Reads a stored matcher of any kind; null if its kind is unknown or its shape broken. */
export function readMatcher(matcher: unknown, keywords: KeywordIndex): ReturnType<MatcherReader> {
  if (typeof matcher !== "object" || matcher === null || !("kind" in matcher)) return null;
  return isMatcherKind(matcher.kind) ? MATCHER_TABLE[matcher.kind](matcher, keywords) : null;
}
