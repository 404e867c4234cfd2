import type { SendingAccount } from "@/lib/channels/send-reply.port";
import type { CompleteChat } from "@/lib/core/chat-model.port";
import type { Clock } from "@/lib/core/clock";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { BodyCipher } from "@/lib/core/text-cipher.port";
import type { PaidCall } from "@/lib/credits/daily-budget";
import type { DefaultRule, PromptResponse, ReplyRule } from "@/lib/rules/config/reply-config";
import type { SafetyState } from "@/lib/safety/safety-check";
import type { HoldPorts } from "../hold/turn-lease";
import type { CreditReserve, MatchRecord, SilentReason, TurnRef } from "../turn";
import type { IntentPorts } from "./match-turn";
import type { DraftTools } from "./run-model";

/**
 * Turns the Markdown that models fall into to a channel's marks. What must stay as it was written stays so: links,
 * addresses, handles, codes, gaps to fill in, and each such word that `listed` (persona and rule) gives. Pure.
 */
export type RenderReply = (markdown: string, listed: string) => string;

/** The texts that an AI reply is made from, as they are in force now, each with its own verdict. */
export type PromptsInForce = {
  persona: { text: string; safety: SafetyState };
  rule: { text: string; safety: SafetyState };
};

/** What the AI's road needs of the outside. */
export type AiPorts = {
  /** Reads both texts; one that nobody asked about yet begins to wait for its verdict. */
  readPrompts(tenantId: string, rulePrompt: string): Promise<PromptsInForce>;
  /** The large model, which writes. */
  generate: CompleteChat;
  renderReply: DraftTools["renderReply"];
  /** The small model, which judges. */
  judge: CompleteChat;
  /** Counts a call for a customer; refuses nothing and never throws. */
  countCall: (tenantId: string, call: PaidCall) => Promise<void>;
  /** Marks the customer's message read and shows that a reply is being written, for up to 25 s. May fail. */
  showTyping(account: SendingAccount, messageId: string): Promise<void>;
  clock: Clock;
  /** Marks that fence data must not be guessable. */
  ids: IdSource;
  log: Logger;
};

/** A rule whose response is what the owner tells the AI to do here. */
export type AiRule = (ReplyRule | DefaultRule) & { response: PromptResponse };

export type GenerateRequest = {
  account: SendingAccount & { tenantId: string };
  turnId: string;
  rule: AiRule;
  /** In the order in which they were sent, each with its words and, in brackets, what else it is (`[a photo]`). */
  messages: readonly { providerMessageId: string; text: string | null; sentAt: Date }[];
  senderName: string;
};

/** How long writing may take: one draft at most so many ms, and all of them until then (ms since 1970). */
export type WritingTime = { draftMs: number; endsAt: number };

export type GenerateResult =
  | { kind: "draft"; text: string }
  /** The vendor gave no answer; the same request may succeed shortly. */
  | { kind: "unavailable" }
  /** There must be no AI answer: a gate, a check of the draft or the vendor refused it. */
  | { kind: "blocked"; reason: SilentReason };

export type Admission =
  | { kind: "admitted" }
  /** A check gave no answer; after retries within the life of the turn, `reason` is its end. */
  | { kind: "undecided"; reason: SilentReason }
  | { kind: "blocked"; reason: SilentReason };

/**
 * Asked before a credit is reserved: whether persona and rule prompt are approved as they stand, and whether name and
 * message are an attack. Must return within the lease of its turn.
 */
export type AdmitReply = (request: GenerateRequest) => Promise<Admission>;

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
  generateReply: GenerateReply;
  /** Told when a reserve brought a balance down to where its owner is to hear of it, or credits are bought; must not wait. */
  noticeDue: () => void;
  cipher: BodyCipher;
  ids: IdSource;
  /** 0 to 1; spreads retries. */
  random: () => number;
};
