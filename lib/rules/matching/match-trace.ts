import type { Facts } from "@/lib/facts/facts";
import type { Matcher } from "../config/reply-config";
import type { KeywordIndex } from "./keyword-index";

/** Whether the meaning of the text was measured: not yet, not to be had, or one score per rule id (-1 to 1), and the line of each automatic rule. */
export type IntentScores =
  | { kind: "unasked" }
  | { kind: "unavailable" }
  | { kind: "scored"; scores: ReadonlyMap<string, number>; lines?: ReadonlyMap<string, number> };

/** What rules ask about beside the words. */
export type Moment = {
  at: Date;
  /** What is true of the business; null where nobody said. */
  facts: Facts | null;
  /** Nobody wrote from this customer's addresses to this account in the 14 days before. */
  isFirstContact: boolean;
};

/** A moment of which nothing is known: no hours, and no stranger. */
export const NO_MOMENT: Moment = { at: new Date(0), facts: null, isFirstContact: false };

/** Why the rule won. Holds the tenant's own words only, never the customer's. */
export type MatchReason =
  | { kind: "keyword"; keyword: string; wholeWord: boolean; exact: boolean }
  | { kind: "intent"; score: number; threshold: number }
  /** An automatic rule: of its neighbours the furthest above its line. */
  | { kind: "nearest"; score: number; line: number }
  | { kind: "first_message" }
  | { kind: "any" }
  /** It answered this customer a moment ago, and no keyword says that this is about something else. */
  | { kind: "follow_up" }
  | { kind: "default" };

/** Why a rule was passed over. */
export type MissReason =
  | { kind: "disabled" }
  /** Its stored shape can't be read. */
  | { kind: "broken" }
  /** Its `when` does not hold at this moment. */
  | { kind: "not_now" }
  /** The customer has written within the last 14 days. */
  | { kind: "not_first" }
  /** The turn has no words, only media. */
  | { kind: "no_text" }
  | { kind: "no_keyword" }
  /** A near miss, to be shown with its distance. */
  | { kind: "below_threshold"; score: number; threshold: number }
  /** Of an automatic rule: the text does not come up to its line. */
  | { kind: "below_line"; score: number; line: number }
  /** An automatic rule that would have matched, had not a neighbour been further above its line. */
  | { kind: "outdone"; score: number; line: number }
  /** The nearest of its group, where somebody was asked and said otherwise. */
  | { kind: "declined"; score: number; line: number }
  /** The text was measured, but not against this rule. */
  | { kind: "no_score" }
  | { kind: "intent_unavailable" };

export type Verdict =
  | { kind: "match"; why: MatchReason }
  | { kind: "miss"; why: MissReason }
  /** Only a measured meaning can tell. */
  | { kind: "needs_intent" };

/** What a matcher judges. `text` is null for media without words. */
export type MatchInput = { ruleId: string; text: ReadText | null; intent: IntentScores; moment: Moment };

/** A customer's text, folded, with the keywords of the whole list that stand in it. They are looked for when first asked. */
export type ReadText = {
  folded: string;
  holds(keyword: number): boolean;
  /** Whether one of the turn's messages is this and nothing else; see `exactForm`. */
  isMessage(form: string): boolean;
};

/**
 * Makes of a matcher of one kind the function that judges a text by it. What it looks for by letter it adds to
 * `keywords`, so that one search serves all rules.
 */
export type MatcherReader<Kind extends Matcher> = (matcher: Kind, keywords: KeywordIndex) => Judge;
export type Judge = (input: MatchInput) => Verdict;
