import type {
  AnyMatcher,
  FirstMessageMatcher,
  Matcher,
  PromptMatcher,
  StaticTextMatcher,
} from "../config/reply-config";
import { exactForm, foldText } from "../fold-text";
import type { KeywordIndex } from "./keyword-index";
import type { Judge, MatcherReader, ReadText } from "./match-trace";

type Search = (text: ReadText) => boolean;

/**
 * Matches when one of the keywords stands in the text, or is one of its messages where the rule is `exact`. Tells the
 * first that does, as the tenant wrote it.
 */
export const readStaticText: MatcherReader<StaticTextMatcher> = (matcher, index) => {
  const { whole_word: wholeWord = false, exact = false } = matcher;
  const keywords = matcher.keywords.flatMap((keyword) => {
    const search = exact ? searchWhole(foldText(keyword)) : searchIn(foldText(keyword), wholeWord, index);
    return search === null ? [] : [{ keyword, search }];
  });

  return ({ text }) => {
    if (text === null) return { kind: "miss", why: { kind: "no_text" } };
    const first = keywords.find(({ search }) => search(text));
    if (first === undefined) return { kind: "miss", why: { kind: "no_keyword" } };
    return { kind: "match", why: { kind: "keyword", keyword: first.keyword, wholeWord, exact } };
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

/** Matches when the measured likeness of text and description reaches the threshold, or the rule's own line without one. */
const readPrompt: MatcherReader<PromptMatcher> =
  ({ threshold }) =>
  ({ ruleId, text, intent }) => {
    if (text === null) return { kind: "miss", why: { kind: "no_text" } };
    if (intent.kind === "unasked") return { kind: "needs_intent" };
    if (intent.kind === "unavailable") return { kind: "miss", why: { kind: "intent_unavailable" } };
    const score = intent.scores.get(ruleId);
    if (score === undefined || !Number.isFinite(score)) return { kind: "miss", why: { kind: "no_score" } };
    if (threshold === undefined) {
      const line = intent.lines?.get(ruleId);
      if (line === undefined) return { kind: "miss", why: { kind: "no_score" } };
      return score >= line
        ? { kind: "match", why: { kind: "nearest", score, line } }
        : { kind: "miss", why: { kind: "below_line", score, line } };
    }
    if (score >= threshold) return { kind: "match", why: { kind: "intent", score, threshold } };
    return { kind: "miss", why: { kind: "below_threshold", score, threshold } };
  };

/** Goes by who writes, and not by what: also a photo without a word may be a first message. */
const readFirstMessage: MatcherReader<FirstMessageMatcher> =
  () =>
  ({ moment }) =>
    moment.isFirstContact
      ? { kind: "match", why: { kind: "first_message" } }
      : { kind: "miss", why: { kind: "not_first" } };

const readAny: MatcherReader<AnyMatcher> = () => () => ({ kind: "match", why: { kind: "any" } });

/** Every kind of matcher. A kind that is added to `Matcher` doesn't compile until it stands here. */
const MATCHER_TABLE = {
  static_text: readStaticText,
  prompt: readPrompt,
  first_message: readFirstMessage,
  any: readAny,
} satisfies { [Kind in Matcher["kind"]]: MatcherReader<Extract<Matcher, { kind: Kind }>> };

/** Makes of a matcher of any kind what judges a text by it. */
export function readMatcher<Kind extends Matcher["kind"]>(
  matcher: Extract<Matcher, { kind: Kind }>,
  keywords: KeywordIndex,
): Judge {
  const read = MATCHER_TABLE[matcher.kind as Kind] as MatcherReader<Extract<Matcher, { kind: Kind }>>;
  return read(matcher, keywords);
}
