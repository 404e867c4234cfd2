import type { AskedCloseCall, HandOverCause, SilentReason } from "./turn";

/** What became of a turn; `open` while it is on its way. */
export const TURN_OUTCOMES = ["replied", "silent", "undelivered", "open"] as const;
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];

/** One turn as its owner sees it. There is no text: none is kept. */
export type TurnLogEntry = {
  id: string;
  /** When the buffer let it go; for a turn that waits for nothing, when it was written. */
  at: Date;
  /** The owner's number that was written to. */
  number: { accountId: string; name: string | null; displayAddress: string; connected: boolean };
  /** The customer's address: a phone number in digits, or an id of WhatsApp's; null when no message is left. */
  customer: string | null;
  /** Whether the customer is never answered from that number any more, whatever became of this turn. */
  leftAlone: boolean;
  outcome: TurnOutcome;
  reason: SilentReason | null;
  /** Why the AI was held back when the default reply was sent in its place. */
  heldBack: SilentReason | null;
  /** Meta's error code, when Meta refused or could not deliver. */
  failureCode: number | null;
  /** The rule that matched. Of one that is gone `label` is the name that it had then, or null where that was not kept. */
  rule: { id: string; label: string | null; isGone: boolean } | null;
  byAi: boolean;
  /** What came of asking the AI between automatic rules that were hard to tell apart; null: it was not asked. */
  closeCall: AskedCloseCall | null;
  messageCount: number;
  attempts: number;
  sentTwice: boolean;
  /** Why a person was wanted; null when none was. */
  handedOver: HandOverCause | null;
  /** What the customer asked for themselves, before any rule. */
  ownWord: "stop" | "start" | null;
  /** Whether it was thanks, which ended a conversation with the AI. */
  endedPolitely: boolean;
};

export type TurnLogQuery = {
  accountId?: string;
  outcome?: TurnOutcome;
  /** The id of a turn: what comes after it in the list. One that is not the tenant's finds nothing. */
  after?: string;
  /** 1 to 200. */
  limit: number;
};

/** A tenant's turns, the newest first. */
export type TurnLog = { listTurns(tenantId: string, query: TurnLogQuery): Promise<TurnLogEntry[]> };
