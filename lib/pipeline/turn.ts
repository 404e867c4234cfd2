import type { DeliveryState } from "@/lib/channels/inbound-message";

export type TurnRef = { tenantId: string; turnId: string };

/** Which rule won and why, without a word of the message. */
export type MatchRecord = { ruleId: string; responseKind: string; matchedBy: Record<string, unknown> };

/** One attempt to send, as the database has it. */
export type AttemptState = "sending" | "refused" | "accepted" | DeliveryState;

export type ReplyCounts = {
  last10Minutes: number;
  last24Hours: number;
  /** When rules that take every message, the default among them, last answered in these 24 hours, by their ids. */
  lastByRule: ReadonlyMap<string, Date>;
  /** The AI's last answer in the longest time that a follow-up may take; null: none, or what came after it ended
   * the conversation: thanks, or a hand-over. `asked`: it ended with a question. */
  replyToFollow: { ruleId: string; at: Date; asked: boolean } | null;
  /** No message of this customer's came in the 14 days before this turn. */
  isFirstContact: boolean;
  /** When the AI last answered this customer, in the last 30 days; null when it did not. */
  lastAiReplyAt: Date | null;
  /** Whether the owner said that this customer is never answered. */
  leftAlone: boolean;
  /** Whether this customer asked for no more answers. */
  optedOut: boolean;
  /** Until when somebody answers this customer, or everybody, by hand; null when nobody does. */
  pausedUntil: Date | null;
};

/** What came of asking for a turn's credit. Asked again, the first reserve stands. */
export type CreditReserve =
  /** `notice`: the balance has come down to where its owner is to be told, or credits are to be bought. */
  | { kind: "reserved"; notice: boolean }
  | { kind: "no_credit" }
  /** It was reserved and given back: only an answer that costs nothing may follow. */
  | { kind: "restored" }
  /** Somebody has ended the turn. */
  | { kind: "closed" };

/** Why a turn got no answer. Closed: screens, commands and tests list exactly these. */
export const SILENT_REASONS = [
  "withdrawn",
  "rule_silent",
  "default_recent",
  "left_alone",
  "opted_out",
  "account_disabled",
  "account_broken",
  "stale",
  "not_answerable",
  "sender_unknown",
  "reply_limit",
  "human_active",
  "ai_unavailable",
  "ai_refused",
  "ai_blocked_persona",
  "ai_blocked_rule",
  "injection_flagged",
  "injection_scan_down",
  "no_credit",
  "guard_blocked",
  "send_refused",
  "send_failed",
  "send_unknown",
  "buffer_lost",
] as const;

export type SilentReason = (typeof SILENT_REASONS)[number];

/** Why a person is wanted: a rule says so, the customer or the AI asked for one, or two drafts of the AI's were refused. */
export const HAND_OVER_CAUSES = ["rule", "asked", "ai", "guard"] as const;
export type HandOverCause = (typeof HAND_OVER_CAUSES)[number];

/**
 * What came of asking the AI between automatic rules that are hard to tell apart. `agreed`, `other_rule`: as seen from the
 * rule that is nearest; `none`: no rule of theirs. The others say why the nearest decided alone.
 */
export const ASKED_CLOSE_CALLS = ["agreed", "other_rule", "none", "unreadable", "late", "down", "budget"] as const;
export type AskedCloseCall = (typeof ASKED_CLOSE_CALLS)[number];

/** A person is to take over once the turn has ended. `notify`: the owner gets a mail; the pages show it in any case. */
export type HandOverOrder = { cause: HandOverCause; notify: boolean; pauseMinutes: number };
