import type { MatcherReader } from "./matcher-reader";

/** Matches when the measured likeness of text and description reaches the threshold. */
export const readPrompt: MatcherReader = (matcher) => {
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
