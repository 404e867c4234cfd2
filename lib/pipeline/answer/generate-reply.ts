import type { AccountWithConfig } from "@/lib/accounts/account";
import type { FormattingInUse } from "@/lib/channels/channel-traits";
import type { SendingAccount } from "@/lib/channels/send-reply.port";
import type { CompleteChat } from "@/lib/core/chat-model.port";
import type { Clock } from "@/lib/core/clock";
import { UpstreamError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { BodyCipher } from "@/lib/core/text-cipher.port";
import type { PaidCall } from "@/lib/credits/daily-budget";
import type { SafetyState } from "@/lib/safety/safety-check";
import { openRemembered, sealDraft } from "../hold/sealed-message";
import { NOTHING_REMEMBERED, type Remembered, type ShortMemory } from "../hold/short-memory.port";
import {
  backOff,
  claimOf,
  type HeldTurn,
  type HoldPorts,
  type PutOffEnd,
  putOff,
  renewLeaseUntil,
  stopFor,
} from "../hold/turn-lease";
import type { CreditReserve, HandOverOrder, MatchRecord, ReplyCounts, SilentReason, TurnRef } from "../turn";
import { type AiRule, type BufferedText, blockedAi, type FreeReply, type ReplyChoice } from "./choose-reply";
import { factsText } from "./facts-text";
import { endsInQuestion } from "./follow-up";
import { handOverOf, orderHandOver } from "./hand-over-order";
import type { DetectLanguage, IntentPorts } from "./match-turn";

/**
 * Turns the Markdown that models fall into to a channel's marks. What must stay as it was written stays so: links,
 * addresses, handles, codes, gaps to fill in, and each such word that `listed` (persona, rule and facts) gives. Pure.
 */
export type RenderReply = (markdown: string, listed: string) => string;

/** The texts that an AI reply is made from, as they are in force now, each with its own verdict. */
export type PromptsInForce = {
  /** How the first reply says that an assistant writes, in the owner's words; null: in ours. */
  assistantLine: string | null;
  persona: { text: string; safety: SafetyState };
  rule: { text: string; safety: SafetyState };
};

/** What the AI's road needs of the outside. */
export type AiPorts = {
  /** Reads both texts; one that nobody asked about yet begins to wait for its verdict. */
  readPrompts(tenantId: string, rulePrompt: string): Promise<PromptsInForce>;
  /** The large model, which writes. */
  generate: CompleteChat;
  renderReply: Readonly<Record<FormattingInUse, RenderReply>>;
  /** The small model, which judges. */
  judge: CompleteChat;
  /** Counts a call for a customer; refuses nothing and never throws. */
  countCall: (tenantId: string, call: PaidCall) => Promise<void>;
  /** Marks the customer's message read and shows that a reply is being written, for up to 25 s. May fail. */
  showTyping(account: SendingAccount, messageId: string): Promise<void>;
  /** In which language the line that names the assistant is to be. */
  detectLanguage: DetectLanguage;
  clock: Clock;
  /** Marks that fence data must not be guessable. */
  ids: IdSource;
  log: Logger;
};

export type GenerateRequest = {
  account: SendingAccount & { tenantId: string; displayAddress: string };
  turnId: string;
  rule: AiRule;
  /** What is true of the business now, as the model reads it; empty where nobody said anything. */
  factsText: string;
  /** Whether the reply has to say that an assistant writes: the AI did not answer this customer for a while. */
  tellsAssistant: boolean;
  /** In the order in which they were sent, each with its words and, in brackets, what else it is (`[a photo]`). */
  messages: readonly { providerMessageId: string; text: string | null; sentAt: Date }[];
  senderName: string;
  /** Whether the customer answers what this rule made the AI say a moment ago. */
  followsUp: boolean;
  /** What was said before, where the tenant lets it be remembered. */
  remembered: Remembered;
};

/** How long writing may take: one draft at most so many ms, and all of them until then (ms since 1970). */
export type WritingTime = { draftMs: number; endsAt: number };

export type GenerateResult =
  /** `handoff`: the model wants a person to take over, beside what it says. */
  | { kind: "draft"; text: string; handoff: boolean }
  /** The vendor gave no answer; the same request may succeed shortly. */
  | { kind: "unavailable" }
  /** There must be no AI answer: a gate, a check of the draft or the vendor refused it. */
  | { kind: "blocked"; reason: SilentReason };

export type Admission = { kind: "admitted" } | { kind: "blocked"; reason: SilentReason };

export type Scanned =
  | Admission
  /** The scan gave no answer; after retries within the life of the turn, `reason` is its end. */
  | { kind: "undecided"; reason: SilentReason };

/** Asked before a credit is reserved, and asks no vendor: whether persona and rule prompt are approved as they stand. */
export type AdmitReply = (request: GenerateRequest) => Promise<Admission>;

/** Whether name and message are an attack. Within the lease that is renewed for the writing. */
export type ScanMessage = (request: GenerateRequest) => Promise<Scanned>;

/**
 * Writes a reply within `time`, for which the lease of its turn was renewed just before, and doesn't throw for what the
 * vendor or the network did. Called again only when no draft was kept.
 */
export type GenerateReply = (request: GenerateRequest, time: WritingTime) => Promise<GenerateResult>;

export type TurnCredits = {
  /** Reserves what the reply costs, and notes which rule asked for it. */
  reserveCredit(ref: TurnRef, match: MatchRecord, priceCredits: number, now: Date): Promise<CreditReserve>;
};

export type AnswerPorts = HoldPorts & {
  records: TurnCredits;
  intents: IntentPorts;
  admitReply: AdmitReply;
  scanMessage: ScanMessage;
  generateReply: GenerateReply;
  /** Told when a reserve brought a balance down to where its owner is to hear of it, or credits are bought; must not wait. */
  noticeDue: () => void;
  memory: ShortMemory;
  cipher: BodyCipher;
  ids: IdSource;
  /** 0 to 1; spreads retries. */
  random: () => number;
};

type AiChoice = Extract<ReplyChoice, { kind: "ai" }>;
/** What the road led to. A text is `free` unless the AI wrote it; then a credit that was reserved is given back. */
export type AiAnswer =
  | (FreeReply & { free: boolean; handOver?: HandOverOrder | null })
  | PutOffEnd
  | { kind: "closed" };

/**
 * The AI's road to a text: be admitted, reserve one credit, scan and write, keep the draft. Every step may be taken again
 * after a crash: the reserve is the turn's and stands, and a kept draft never comes this way again. What is flagged gives
 * its credit back by how it ends.
 */
export async function answerWithAi(
  ports: AnswerPorts,
  held: HeldTurn,
  choice: AiChoice,
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
  counts: ReplyCounts,
  livesFrom: number,
): Promise<AiAnswer> {
  const { turn } = held;
  const { account } = owner;
  const blocked = (reason: SilentReason) => ({
    ...blockedAi(owner, reason, choice.match, ports.clock.now()),
    free: true,
  });
  const endsAt = livesFrom + ports.settings.aiTurnLifeMs;
  const tryLater = (reason: SilentReason) => {
    const dueAt = ports.clock.now().getTime() + backOff(turn.tries, ports.random);
    if (dueAt > endsAt) return blocked(reason);
    return putOff(ports, held, { dueAt, countTry: true });
  };
  const now = ports.clock.now();
  if (now.getTime() > endsAt) return blocked("ai_unavailable");

  const request = {
    account,
    turnId: turn.turnId,
    rule: choice.rule,
    factsText: factsText(owner, now),
    tellsAssistant: counts.lastAiReplyAt === null,
    messages: inOrder(messages),
    senderName: messages.at(-1)?.body.senderName ?? "",
    followsUp: choice.match.matchedBy.kind === "follow_up",
    remembered: owner.shortMemory ? await recall(ports, held.conversation) : NOTHING_REMEMBERED,
  };
  const admission = await ports.admitReply(request);
  if (admission.kind === "blocked") return blocked(admission.reason);

  const reserve = await ports.records.reserveCredit(turn, choice.match, choice.priceCredits, now);
  if (reserve.kind === "closed") return { kind: "closed" };
  if (reserve.kind === "no_credit") return blocked("no_credit");
  // The answer was blocked before a crash; the reason stands on the turn and must not be overwritten.
  if (reserve.kind === "restored") return { ...blocked("ai_unavailable"), match: null };
  if (reserve.notice) ports.noticeDue();

  const time = writingTime(ports, turn.tries, endsAt);
  const lost = await renewLeaseUntil(ports, held, time.endsAt);
  if (lost) return lost;
  const result = await writeScanned(ports, request, time, turn.tries);
  if (result.kind === "blocked") return blocked(result.reason);
  if (result.kind === "undecided") return tryLater(result.reason);
  if (result.kind === "unavailable") {
    ports.log.warn("turn.ai_unavailable", { turnId: turn.turnId });
    return tryLater("ai_unavailable");
  }
  const handOver = handOverOf(owner, choice.match, null) ?? (result.handoff ? orderHandOver(account, "ai") : null);
  // Sealed with the draft: whoever finds it after a crash asks neither the rules nor the AI again.
  const draft = sealDraft(ports.cipher, turn.turnId, result.text, handOver);
  const kept = await ports.buffer.keepDraft(claimOf(held), draft);
  if (kept !== "held") return stopFor(ports, held, kept);
  return {
    kind: "text",
    text: result.text,
    match: noteQuestion(choice.match, request, result.text),
    free: false,
    handOver,
  };
}

/**
 * Scans the message while its answer is being written: two waits for vendors beside each other. Nothing that was written
 * gets any further before the scan has said yes. A scan that is down must not have draft after draft paid for that nobody
 * gets: from the second try on it is waited for first.
 */
async function writeScanned(
  ports: AnswerPorts,
  request: GenerateRequest,
  time: WritingTime,
  tries: number,
): Promise<GenerateResult | Exclude<Scanned, { kind: "admitted" }>> {
  const write = () => ports.generateReply(request, time);
  const scanning = ports.scanMessage(request);
  const writing = tries === 0 ? write() : null;
  // Nobody waits for it where the scan says no.
  writing?.catch(() => undefined);
  const scan = await scanning;
  return scan.kind === "admitted" ? (writing ?? write()) : scan;
}

/** That a reply asks something is kept, and not what: the customer's "ok" is then an answer. */
function noteQuestion(match: MatchRecord, { tellsAssistant }: GenerateRequest, text: string): MatchRecord {
  // The assistant's line is a paragraph of its own, the last.
  const said = tellsAssistant ? text.slice(0, Math.max(0, text.lastIndexOf("\n\n"))) : text;
  return endsInQuestion(said) ? { ...match, matchedBy: { ...match.matchedBy, asked: true } } : match;
}

/** Without its memory the AI still answers what was written now. */
async function recall({ memory, cipher, log }: AnswerPorts, conversation: string): Promise<Remembered> {
  try {
    const kept = await memory.recall(conversation);
    const open = (sealed: string) => openRemembered(cipher, conversation, sealed);
    return {
      ownReply: kept.ownReply === null ? null : open(kept.ownReply),
      customer: kept.customer.flatMap((sealed) => open(sealed) ?? []),
    };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("turn.memory_unread", { error: error.message });
    return NOTHING_REMEMBERED;
  }
}

/**
 * A first try gets its time-out for each of two drafts, so that a call that got lost costs little. A later one gets what
 * is left of the turn: a model that is slow today is not asked again and again for what it can't do in that time.
 */
function writingTime({ clock, settings }: AnswerPorts, tries: number, endsAt: number): WritingTime {
  const now = clock.now().getTime();
  const draftMs = tries === 0 ? settings.generationTimeoutMs : endsAt - now;
  return { draftMs, endsAt: Math.min(endsAt, now + 2 * draftMs) };
}

function inOrder(messages: readonly BufferedText[]): GenerateRequest["messages"] {
  return messages
    .toSorted((one, other) => one.body.sentAt - other.body.sentAt)
    .map(({ messageId, body }) => ({
      providerMessageId: messageId,
      text: withUnseen(body),
      sentAt: new Date(body.sentAt),
    }));
}

/** The AI is told in brackets what came that it can't see: else it would take a caption for all there was. */
function withUnseen({ text, unseen }: BufferedText["body"]): string | null {
  if (unseen === null) return text;
  return text === null ? `[${unseen}]` : `[${unseen}]\n${text}`;
}
