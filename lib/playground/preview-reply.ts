import type { AccountWithConfig } from "@/lib/accounts/account";
import { blockedAi, fillText, findGate, replyOf } from "@/lib/pipeline/answer/choose-reply";
import { endsPolitely } from "@/lib/pipeline/answer/follow-up";
import {
  couldFollowUp,
  type IntentGap,
  type IntentPorts,
  matchTurn,
  measureIntent,
  type TurnMatch,
  type TurnMoment,
} from "@/lib/pipeline/answer/match-turn";
import { ownWordOf } from "@/lib/pipeline/answer/own-words";
import type { PipelineSettings } from "@/lib/pipeline/settings";
import type { SilentReason } from "@/lib/pipeline/turn";
import { RESPONSE_TABLE } from "@/lib/rules/config/response-table";
import type { MatchReason, MissReason } from "@/lib/rules/matching/match-trace";
import type { OwnWord } from "@/lib/rules/own-words/own-words";
import type { SafetyState } from "@/lib/safety/safety-check";

/** What stands between a match and an answer, read once for all lines. */
export type PreviewFacts = {
  now: Date;
  settings: PipelineSettings;
  persona: SafetyState;
  /** The verdict on an instruction to the AI; null when nobody asked for one yet. */
  safetyOf(prompt: string): SafetyState | null;
  credits: number;
  /** Whether the lines are read as the first ones of a new customer. */
  isFirstContact: boolean;
};

/** How another rule took the text: it would have matched had it been asked first, or how far off it was. */
export type OtherRule = { ruleId: string; label: string } & (
  | { kind: "match"; why: MatchReason; lost: LostBy }
  | { kind: "miss"; why: MissReason }
);

/** To a neighbour that is nearer, or to a rule that stands higher. */
type LostBy = "nearness" | "place";

export type Preview = {
  ruleId: string;
  label: string;
  why: MatchReason;
  /** Why rules that match by meaning had no say; null when they had, or none was reached. */
  gap: IntentGap;
  /** Whether a customer's message would be put to the AI, since rules are hard to tell apart. It is not asked here: the nearest is shown. */
  asksAi: boolean;
  others: OtherRule[];
  /** Whether it would go to another rule that has just answered this customer by AI. */
  couldFollowUp: boolean;
  /** What is heeded before any rule, with an answer of its own; of "start" only where somebody had written "stop". */
  ownWord: OwnWord | null;
  /** What the customer would get now. */
  sends: { kind: "text"; text: string } | { kind: "ai"; prompt: string } | { kind: "nothing" };
  priceCredits: number;
  /** The winner's instruction to the AI, where that is what answers, also while something keeps the answer back. */
  aiPrompt: string | null;
  /** Everything that would keep the winner's answer back, in the pipeline's order. */
  blocks: SilentReason[];
};

const NEVER_ANSWERED = { lastByRule: new Map(), replyToFollow: null, lastAiReplyAt: null, isFirstContact: true };

/** Others are shown nearest first, and no more than this many. */
const OTHERS_SHOWN = 12;

/** A line stands for itself: nothing was said before it. */
export function momentOf({ facts }: AccountWithConfig, { now, isFirstContact }: PreviewFacts): TurnMoment {
  return { at: now, facts, isFirstContact, followUp: null, asked: false };
}

/**
 * What a customer's text would be answered with, by the functions that answer it in earnest: `matchTurn` finds the
 * rule, `replyOf` its reply, `blockedAi` what follows a block. Nothing is sent, kept or charged.
 */
export async function previewReply(
  ports: IntentPorts,
  owner: AccountWithConfig,
  text: string,
  facts: PreviewFacts,
): Promise<Preview> {
  const moment = momentOf(owner, facts);
  const match = await matchTurn(ports, owner, [text], moment);
  const { result, gap, closeCall } = match;
  const body = {
    sender: { kind: "phone" as const, value: "" },
    senderName: "",
    text,
    unseen: null,
    asks: false,
    sentAt: facts.now.getTime(),
  };
  const ordered = replyOf(match, true);
  const choice = ordered.kind === "text" ? fillText(ordered, moment, owner.account.channel) : ordered;
  const counts = {
    last10Minutes: 0,
    last24Hours: 0,
    leftAlone: false,
    optedOut: false,
    pausedUntil: null,
    ...NEVER_ANSWERED,
  };
  const gate = findGate(owner, [body], counts, facts.settings, facts.now);
  const { rule, why } = result;
  const ownWord = ownWordOf(ports.detectLanguage, owner, text);
  const blocks = [...(gate ? [gate] : []), ...(choice.kind === "ai" ? aiBlocks(choice.rule.response.text, facts) : [])];
  const [first] = blocks;
  const reply = choice.kind === "ai" && first && !gate ? blockedAi(owner, first, choice.match, facts.now) : choice;
  const sends: Preview["sends"] =
    gate || reply.kind === "silent"
      ? { kind: "nothing" }
      : reply.kind === "ai"
        ? { kind: "ai", prompt: reply.rule.response.text }
        : { kind: "text", text: reply.text };
  return {
    ruleId: rule.id,
    label: rule.label,
    why,
    gap,
    asksAi: closeCall === "would_ask" && facts.persona.status === "approved",
    others: await lookAtOthers(ports, owner, text, match),
    couldFollowUp: ownWord === null && !endsPolitely([text]) && couldFollowUp(match, text, owner),
    ownWord,
    sends,
    aiPrompt: choice.kind === "ai" ? choice.rule.response.text : null,
    priceCredits: sends.kind === "ai" ? RESPONSE_TABLE.prompt.priceCredits : 0,
    blocks,
  };
}

function aiBlocks(prompt: string, { persona, safetyOf, credits }: PreviewFacts): SilentReason[] {
  return [
    ...(persona.status === "approved" ? [] : (["ai_blocked_persona"] as const)),
    ...(safetyOf(prompt)?.status === "approved" ? [] : (["ai_blocked_rule"] as const)),
    ...(credits > 0 ? [] : (["no_credit"] as const)),
  ];
}

/** Each other rule asked alone, with one measurement for all of them. */
async function lookAtOthers(
  ports: IntentPorts,
  owner: AccountWithConfig,
  text: string,
  { result, opened }: TurnMatch,
): Promise<OtherRule[]> {
  const byMeaning = owner.config.rules.some(({ enabled, matcher }) => enabled !== false && matcher.kind === "prompt");
  const outdone = new Set(result.trace.flatMap(({ ruleId, said }) => (said.kind === "outdone" ? [ruleId] : [])));
  const measured = byMeaning ? await measureIntent(ports, owner, [text]) : null;
  const others = opened
    .judgeEach(measured?.scores ?? { kind: "unavailable" })
    .flatMap(({ rule, said }): OtherRule[] => {
      if (rule.id === result.rule.id || said.kind === "needs_intent") return [];
      const named = { ruleId: rule.id, label: rule.label };
      if (said.kind === "match") {
        return [{ ...named, kind: "match", why: said.why, lost: outdone.has(rule.id) ? "nearness" : "place" }];
      }
      // A keyword that is not there is not near: only what can be measured or mended is worth a line.
      return said.why.kind === "no_keyword" ? [] : [{ ...named, kind: "miss", why: said.why }];
    });
  return others.toSorted((one, other) => nearness(other) - nearness(one)).slice(0, OTHERS_SHOWN);
}

/** Matches first, then by how little is missing. */
function nearness(other: OtherRule): number {
  if (other.kind === "match") return 2;
  const { why } = other;
  if (why.kind === "below_line" || why.kind === "outdone") return why.score - why.line;
  return why.kind === "below_threshold" ? why.score - why.threshold : -2;
}
