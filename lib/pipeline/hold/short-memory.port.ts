import type { AuditStamp } from "@/lib/core/audit-stamp";

/** How long anything is remembered, in ms from when it was written, and how many of the customer's messages. */
export const SHORT_MEMORY = { lifeMs: 1_800_000, messages: 6 } as const;

/** What was said in a conversation, each text with when (ms since 1970); the customer's in order. */
export type Remembered = { ownReply: SaidText | null; customer: SaidText[] };
export type SaidText = { text: string; at: number };

export const NOTHING_REMEMBERED: Remembered = { ownReply: null, customer: [] };

/** The same under the seal: the store never sees a word of it. `at` is all that it knows. */
export type SealedText = { sealed: string; at: number };

/** A tenant's switch; off until somebody turns it on. */
export type ShortMemorySwitch = {
  readSwitch(tenantId: string): Promise<boolean>;
  /** Answers the ids of all accounts of the tenant's. */
  setSwitch(stamp: AuditStamp, on: boolean): Promise<string[]>;
};

/**
 * Where a tenant has switched it on: our own last reply in a conversation, and the customer's last six messages, so that
 * the AI knows what "Friday afternoon" answers. Each is gone half an hour after it was written, whatever becomes of the
 * others. A store that can't be reached throws UpstreamError.
 */
export type ShortMemory = {
  /** Keeps nothing where a person is at work, or where the account was made to forget less than a minute ago. */
  remember(
    of: { conversation: string; accountId: string },
    said: { ownReply: SealedText; customer: readonly SealedText[] },
    now: number,
  ): Promise<void>;
  /** The customer's messages in the order in which they were kept. */
  recall(conversation: string): Promise<{ ownReply: string | null; customer: string[] }>;
  /** All conversations of an account; and what is on its way is not kept any more. */
  forgetAccount(accountId: string): Promise<void>;
};
