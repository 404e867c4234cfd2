/** Whether the meaning of the text was measured: not yet, not to be had, or one score per rule id (-1 to 1). */
export type IntentScores =
  | { kind: "unasked" }
  | { kind: "unavailable" }
  | { kind: "scored"; scores: ReadonlyMap<string, number> };

/** Why the rule won. Holds the tenant's own words only, never the customer's. */
export type MatchReason =
  | { kind: "keyword"; keyword: string; wholeWord: boolean; exact: boolean }
  | { kind: "intent"; score: number; threshold: number }
  | { kind: "default" };

/** Why a rule was passed over. */
export type MissReason =
  | { kind: "disabled" }
  /** Its stored shape can't be read. */
  | { kind: "broken" }
  /** The turn has no words, only media. */
  | { kind: "no_text" }
  | { kind: "no_keyword" }
  /** A near miss, to be shown with its distance. */
  | { kind: "below_threshold"; score: number; threshold: number }
  /** The text was measured, but not against this rule. */
  | { kind: "no_score" }
  | { kind: "intent_unavailable" };

export type Verdict =
  | { kind: "match"; why: MatchReason }
  | { kind: "miss"; why: MissReason }
  /** Only a measured meaning can tell. */
  | { kind: "needs_intent" };
