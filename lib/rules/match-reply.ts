import { foldText } from "./fold-text";
import type { IntentScores, MatchReason, MissReason, Verdict } from "./match-trace";
import { readMatcher } from "./matchers/matcher-table";
import type { DefaultRule, ReplyConfig, ReplyRule } from "./reply-config";
import { isSoundResponse } from "./responses/response-table";

/** What an earlier rule said. A rule whose id can't be read is named by its place, `rules[3]`. */
export type TraceEntry = { ruleId: string; said: MissReason };

export type MatchResult =
  | { kind: "needs_intent" }
  | { kind: "matched"; rule: ReplyRule | DefaultRule; why: MatchReason; trace: TraceEntry[] };

const BROKEN: Verdict = { kind: "miss", why: { kind: "broken" } };

/** Judges one stored rule. Its shape is not trusted: a broken one must skip itself and never cost the rest. */
function judge(rule: unknown, ruleId: string | null, foldedText: string | null, intent: IntentScores): Verdict {
  if (typeof rule !== "object" || rule === null || ruleId === null) return BROKEN;
  if ("enabled" in rule && rule.enabled === false) return { kind: "miss", why: { kind: "disabled" } };
  const matcher = "matcher" in rule ? readMatcher(rule.matcher) : null;
  if (matcher === null || !("response" in rule) || !isSoundResponse(rule.response)) return BROKEN;
  return matcher({ ruleId, foldedText, intent });
}

function idOf(rule: unknown): string | null {
  return typeof rule === "object" && rule !== null && "id" in rule && typeof rule.id === "string" ? rule.id : null;
}

/**
 * Finds the rule that answers a text: from the top, the first match wins, else the default rule. A pure step: call it
 * with intent `unasked`; only if it answers `needs_intent` (an intent rule was reached before anything matched) measure
 * the text once and call it again with the scores, or with `unavailable`, whereupon intent rules match nothing.
 * `text` null is a turn of media only: no rule but the default matches. `config.enabled` is the caller's to heed.
 */
export function matchReply(config: ReplyConfig, text: string | null, intent: IntentScores): MatchResult {
  const foldedText = text === null || text.trim() === "" ? null : foldText(text);
  const trace: TraceEntry[] = [];
  for (const [index, rule] of (Array.isArray(config.rules) ? config.rules : []).entries()) {
    const ruleId = idOf(rule);
    const verdict = judge(rule, ruleId, foldedText, intent);
    if (verdict.kind === "needs_intent") return verdict;
    if (verdict.kind === "match") return { kind: "matched", rule, why: verdict.why, trace };
    trace.push({ ruleId: ruleId ?? `rules[${index}]`, said: verdict.why });
  }
  return { kind: "matched", rule: config.default_rule, why: { kind: "default" }, trace };
}
