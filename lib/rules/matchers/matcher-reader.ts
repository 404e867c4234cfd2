import type { IntentScores, Verdict } from "../match-trace";

/** What a matcher judges. `foldedText` is null for media without words. */
export type MatchInput = { ruleId: string; foldedText: string | null; intent: IntentScores };

/**
 * Reads a stored matcher of one kind, whose shape is not to be trusted, into the function that judges a text by it;
 * null if its shape is broken.
 */
export type MatcherReader = (matcher: object) => ((input: MatchInput) => Verdict) | null;
