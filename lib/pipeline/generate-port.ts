import type { Account } from "../accounts/account";
import type { DefaultRule, PromptResponse, ReplyRule } from "../rules/reply-config";
import type { SilentReason } from "./silent-reason";

/** A rule whose response is what the owner tells the AI to do here. */
export type AiRule = (ReplyRule | DefaultRule) & { response: PromptResponse };

export type GenerateRequest = {
  account: Account;
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
