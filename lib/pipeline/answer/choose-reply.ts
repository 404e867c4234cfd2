import type { AccountWithConfig } from "@/lib/accounts/account";
import { CHANNEL_TRAITS } from "@/lib/channels/channel-traits";
import type { Channel, InboundMessage } from "@/lib/channels/inbound-message";
import { type TextLimit, textLength } from "@/lib/core/unicode";
import { fillPlaceholders } from "@/lib/facts/placeholders";
import {
  DEFAULT_RULE_ID,
  type DefaultRule,
  type PromptResponse,
  type ReplyRule,
  type StoredConfig,
} from "@/lib/rules/config/reply-config";
import { RESPONSE_TABLE } from "@/lib/rules/config/response-table";
import type { TraceEntry } from "@/lib/rules/matching/match-reply";
import type { MatchReason, Moment } from "@/lib/rules/matching/match-trace";
import type { MessageBody } from "../hold/sealed-message";
import type { PipelineSettings } from "../settings";
import type { MatchRecord, ReplyCounts, SilentReason } from "../turn";
import { endsPolitely } from "./follow-up";
import { type IntentGap, type IntentPorts, matchTurn, type TurnMatch, type TurnMoment } from "./match-turn";

/** A rule whose response is what the owner tells the AI to do here. */
export type AiRule = (ReplyRule | DefaultRule) & { response: PromptResponse };

/** A text that costs nothing, or why there is none. */
export type FreeReply =
  | { kind: "text"; text: string; match: MatchRecord | null }
  | { kind: "silent"; reason: SilentReason; match: MatchRecord | null };

/** What a turn is answered with, or why not; `ai` has yet to be written. */
export type ReplyChoice = FreeReply | { kind: "ai"; rule: AiRule; match: MatchRecord; priceCredits: number };

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
  if (counts.leftAlone) return "left_alone";
  if (counts.optedOut) return "opted_out";
  if (counts.pausedUntil !== null && counts.pausedUntil > now) return "human_active";
  if (!bodies.some((body) => isFresh(body, owner, settings, now))) return "stale";
  if (counts.last10Minutes >= settings.repliesPer10Minutes) return "reply_limit";
  if (counts.last24Hours >= settings.repliesPer24Hours) return "reply_limit";
  // Last, for it may pass while a turn lives: whoever can wait need not end by it.
  if (owner.account.brokenReason !== null) return "account_broken";
  return null;
}

/**
 * Whether a message is young enough to be answered: by the operator's setting, and by the channel, which refuses answers
 * after its window. In a turn that holds older ones too, these don't choose the rule:
 * the customer would get an answer to what has long passed.
 */
export function isFresh(
  body: MessageBody,
  { account }: AccountWithConfig,
  settings: PipelineSettings,
  now: Date,
): boolean {
  const windowMs = CHANNEL_TRAITS[account.channel].replyWindowMs ?? Number.POSITIVE_INFINITY;
  return now.getTime() - body.sentAt <= Math.min(settings.staleAfterMs, windowMs);
}

/** Matches the turn's texts and turns the winning rule into a reply. */
export async function chooseReply(
  ports: IntentPorts,
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
  moment: TurnMoment,
): Promise<ReplyChoice> {
  const texts = orderTexts(
    messages.map(({ messageId, body }) => ({
      providerMessageId: messageId,
      text: body.text,
      sentAt: new Date(body.sentAt),
    })),
  );
  const match = await matchTurn(ports, owner, texts, moment);
  if (
    match.result.why.kind === "follow_up" &&
    owner.account.followUp.endsOnThanks &&
    !moment.asked &&
    endsPolitely(texts)
  ) {
    return {
      kind: "silent",
      reason: "rule_silent",
      match: { ...matchRecord(match, owner.configVersion), matchedBy: { kind: "follow_up_end" } },
    };
  }
  const choice = replyOf(match, wantsAnswer(messages.map(({ body }) => body)), owner.configVersion);
  return choice.kind === "text" ? fillText(choice, moment, owner.account.channel) : choice;
}

const WORDLESS = /^[^\p{L}\p{N}]*$/u;

/** Whether there is anything to answer: "?" or "🙏" beside a voice note speak of what nobody here can hear. */
function wantsAnswer(bodies: readonly Pick<MessageBody, "text" | "unseen" | "asks">[]): boolean {
  const hidden = bodies.some(({ unseen, asks }) => unseen !== null && !asks);
  return bodies.some(({ text, asks }) => asks || (text !== null && !(hidden && WORDLESS.test(text))));
}

/**
 * The reply that a matched rule orders. An AI answers only what wants an answer; see `wantsAnswer`. `configVersion`: of the
 * list that was matched, where it is to be kept.
 */
export function replyOf(turnMatch: TurnMatch, isWanted: boolean, configVersion?: number): ReplyChoice {
  const { rule } = turnMatch.result;
  const match = matchRecord(turnMatch, configVersion);
  const { response } = rule;
  const { needsWords, priceCredits } = RESPONSE_TABLE[response.kind];
  if (needsWords && !isWanted) return { kind: "silent", reason: "not_answerable", match };
  // Without a default: a kind that is added does not compile until it has its road, and takes nobody's credit meanwhile.
  switch (response.kind) {
    case "none":
      return { kind: "silent", reason: "rule_silent", match };
    case "canned":
      return { kind: "text", text: response.text, match };
    case "prompt":
      return { kind: "ai", rule: { ...rule, response }, match, priceCredits };
  }
}

function matchRecord({ result, gap, closeCall }: TurnMatch, version?: number): MatchRecord {
  const { rule, why, trace } = result;
  const near = nearestOthers(trace);
  const matchedBy = {
    ...describeMatch(why, rule.matcher.kind, gap),
    ...(closeCall && { close_call: closeCall }),
    ...(near.length > 0 && { near }),
    ...(rule.id !== DEFAULT_RULE_ID && { label: rule.label }),
    ...(version !== undefined && { version }),
  };
  return { ruleId: rule.id, responseKind: rule.response.kind, matchedBy };
}

/**
 * A fixed text with the business's facts in it; silent where nothing is left of it without those that are not known. Where
 * facts make it longer than the channel takes, it loses its last lines.
 */
export function fillText(
  choice: Extract<FreeReply, { kind: "text" }>,
  { facts, at }: Pick<Moment, "facts" | "at">,
  channel: Channel,
): FreeReply {
  const text = firstLines(fillPlaceholders(choice.text, facts, at).text, CHANNEL_TRAITS[channel].textLimit);
  return text.trim() === "" ? { kind: "silent", reason: "rule_silent", match: choice.match } : { ...choice, text };
}

/** As many lines from the top as fit: each is measured once, and none behind the first that does not fit. */
function firstLines(text: string, { max, unit }: TextLimit): string {
  let end = 0;
  let used = 0;
  for (const line of text.split("\n")) {
    used += (end === 0 ? 0 : 1) + textLength(line, unit);
    if (used > max) return text.slice(0, Math.max(0, end - 1));
    end += line.length + 1;
  }
  return text;
}

/** What answers every message goes to one customer once in the time that its owner set: repeated, it says only that nobody reads. */
export function restDefault(choice: ReplyChoice, config: StoredConfig, counts: ReplyCounts, now: Date): ReplyChoice {
  const { match } = choice;
  const takesAll = match?.ruleId === DEFAULT_RULE_ID || match?.matchedBy.kind === "any";
  const lastAt = match && takesAll ? counts.lastByRule.get(match.ruleId) : undefined;
  if (choice.kind === "silent" || lastAt === undefined) return choice;
  const restsUntil = lastAt.getTime() + (config.default_pause_minutes ?? 0) * 60_000;
  return now.getTime() < restsUntil ? { kind: "silent", reason: "default_recent", match } : choice;
}

/** So many of the rules that a text came near to are kept beside the one that won. */
const NEAR_KEPT = 3;

/** The rules by meaning that were passed over, the nearest to its own line first. */
function nearestOthers(trace: readonly TraceEntry[]): { rule: string; score: number; line: number }[] {
  const measured = trace.flatMap(({ ruleId: rule, said }) =>
    "score" in said ? [{ rule, score: said.score, line: "line" in said ? said.line : said.threshold }] : [],
  );
  const surplus = ({ score, line }: { score: number; line: number }): number => score - line;
  return measured.toSorted((one, other) => surplus(other) - surplus(one)).slice(0, NEAR_KEPT);
}

/** What is kept of why a rule won: scores, never the keyword, which is a piece of what the customer wrote. */
function describeMatch(why: MatchReason, kind: string, gap: IntentGap): MatchRecord["matchedBy"] {
  const scores =
    why.kind === "intent"
      ? { score: why.score, threshold: why.threshold }
      : why.kind === "nearest"
        ? { score: why.score, threshold: why.line }
        : {};
  return { kind: why.kind === "follow_up" ? why.kind : kind, ...scores, ...(gap ? { gap } : {}) };
}

/** An AI answer that can't be given: silent, or the canned default where the owner ordered that. */
export function blockedAi(
  { account, config, facts }: AccountWithConfig,
  reason: SilentReason,
  match: MatchRecord,
  at: Date,
): FreeReply {
  const fallback = config.default_rule.response;
  if (config.on_ai_blocked === "default" && fallback.kind === "canned") {
    const instead = { ...match, matchedBy: { ...match.matchedBy, blocked: reason } };
    return fillText({ kind: "text", text: fallback.text, match: instead }, { facts, at }, account.channel);
  }
  return { kind: "silent", reason, match };
}

type SentText = Pick<InboundMessage, "providerMessageId" | "text" | "sentAt">;

/**
 * One turn's texts in order of sent time; equal times (the provider counts whole seconds) keep the order in which they
 * came, so that a quick burst reads as it was written. Empty if no message has words.
 */
export function orderTexts(messages: readonly SentText[]): string[] {
  return messages
    .toSorted((a, b) => a.sentAt.getTime() - b.sentAt.getTime())
    .flatMap(({ text }) => (text === null ? [] : [text]));
}

/** The same as one text, joined by newline; null if no message has words. */
export function joinTexts(messages: readonly SentText[]): string | null {
  const texts = orderTexts(messages);
  return texts.length === 0 ? null : texts.join("\n");
}
