import type { Account } from "../accounts/account";
import type { Clock } from "../core/clock";
import type { IdSource } from "../core/ids";
import type { Logger } from "../core/log";
import type { PaidCall } from "../credits/daily-budget";
import type { CompleteChat } from "../persona/complete-chat";
import type { RenderReply } from "../persona/render-reply";
import type { SafetyState } from "../persona/safety-check";

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
  renderReply: RenderReply;
  /** The small model, which judges. */
  judge: CompleteChat;
  /** Counts a call for a customer; refuses nothing and never throws. */
  countCall: (tenantId: string, call: PaidCall) => Promise<void>;
  /** Marks the customer's message read and shows that a reply is being written, for up to 25 s. May fail. */
  showTyping(account: Account, messageId: string): Promise<void>;
  clock: Clock;
  /** Marks that fence data must not be guessable. */
  ids: IdSource;
  log: Logger;
};
