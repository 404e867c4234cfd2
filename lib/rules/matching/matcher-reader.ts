import type { KeywordIndex } from "./keyword-index";
import type { IntentScores, Verdict } from "./match-trace";

/** What a matcher judges. `text` is null for media without words. */
export type MatchInput = { ruleId: string; text: ReadText | null; intent: IntentScores };

/** A customer's text, folded, with the keywords of the whole list that stand in it. They are looked for when first asked. */
export type ReadText = {
  folded: string;
  holds(keyword: number): boolean;
  /** Whether one of the turn's messages is this and nothing else; see `exactForm`. */
  isMessage(form: string): boolean;
};

/**
 * Reads a stored matcher of one kind, whose shape is not to be trusted, into the function that judges a text by it;
 * null if its shape is broken. What it looks for by letter it adds to `keywords`, so that one search serves all rules.
 */
export type MatcherReader = (matcher: object, keywords: KeywordIndex) => ((input: MatchInput) => Verdict) | null;
