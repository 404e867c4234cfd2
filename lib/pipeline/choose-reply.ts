import { joinTexts } from "../rules/join-texts";
import type { MatchReason } from "../rules/match-trace";
import type { DefaultRule, ReplyConfig, ReplyRule } from "../rules/reply-config";
import { type IntentGap, type IntentPorts, matchTurn, type TurnMatch } from "./match-turn";
import type { AccountWithConfig, MatchRecord, ReplyCounts } from "./records";
import type { MessageBody } from "./sealed-message";
import type { PipelineSettings } from "./settings";
import type { SilentReason } from "./silent-reason";

/** A text that costs nothing, or why there is none. */
export type FreeReply =
  | { kind: "text"; text: string; match: MatchRecord | null }
  | { kind: "silent"; reason: SilentReason; match: MatchRecord | null };

/** What a turn is answered with, or why not; `ai` has yet to be written. */
export type ReplyChoice = FreeReply | { kind: "ai"; rule: ReplyRule | DefaultRule; match: MatchRecord };

export type BufferedText = { messageId: string; body: MessageBody };

/** Reasons not to answer that don't depend on what was written. Null when nothing stands in the way. */
export function findGate(
  owner: AccountWithConfig,
  bodies: readonly MessageBody[],
  counts: ReplyCounts,
  settings: PipelineSettings,
  now: Date,
): SilentReason | null {
  if (!owner.account.live || !owner.config.enabled) return "account_disabled";
  const newest = Math.max(...bodies.map((body) => body.sentAt));
  if (now.getTime() - newest > settings.staleAfterMs) return "stale";
  if (counts.last10Minutes >= settings.repliesPer10Minutes) return "reply_limit";
  if (counts.last24Hours >= settings.repliesPer24Hours) return "reply_limit";
  // Last, for it may pass while a turn lives: whoever can wait need not end by it.
  if (owner.account.brokenReason !== null) return "account_broken";
  return null;
}

/** Matches the turn's texts and turns the winning rule into a reply. */
export async function chooseReply(
  ports: IntentPorts,
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
): Promise<ReplyChoice> {
  const text = joinTexts(
    messages.map(({ messageId, body }) => ({
      providerMessageId: messageId,
      text: body.text,
      sentAt: new Date(body.sentAt),
    })),
  );
  return replyOf(await matchTurn(ports, owner, text), text);
}

/** The reply that a matched rule orders for a text; null is a turn without words. */
export function replyOf({ result, gap }: TurnMatch, text: string | null): ReplyChoice {
  const { rule } = result;
  const match: MatchRecord = {
    ruleId: rule.id,
    responseKind: rule.response.kind,
    matchedBy: describeMatch(result.why, rule.matcher.kind, gap),
  };
  if (rule.response.kind === "canned") return { kind: "text", text: rule.response.text, match };
  if (text === null) return { kind: "silent", reason: "not_answerable", match };
  return { kind: "ai", rule, match };
}

/** What is kept of why a rule won: scores, never the keyword, which is a piece of what the customer wrote. */
function describeMatch(why: MatchReason, kind: string, gap: IntentGap): MatchRecord["matchedBy"] {
  const scores = why.kind === "intent" ? { score: why.score, threshold: why.threshold } : {};
  return { kind, ...scores, ...(gap ? { gap } : {}) };
}

/** An AI answer that can't be given: silent, or the canned default where the owner ordered that. */
export function blockedAi(config: ReplyConfig, reason: SilentReason, match: MatchRecord): FreeReply {
  const fallback = config.default_rule.response;
  if (config.on_ai_blocked === "default" && fallback.kind === "canned") {
    return {
      kind: "text",
      text: fallback.text,
      match: { ...match, matchedBy: { ...match.matchedBy, blocked: reason } },
    };
  }
  return { kind: "silent", reason, match };
}
