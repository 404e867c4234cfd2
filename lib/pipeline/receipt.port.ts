import type { Channel, MessageKind } from "@/lib/channels/inbound-message";
import type { EntryKind, TurnCredit } from "@/lib/credits/credit-entry";
import type { AttemptState } from "./turn";
import type { TurnLogEntry } from "./turn-log.port";

/** How a turn came to its rule; `own_word`: what the customer asked for before any rule. */
export const MATCH_WAYS = [
  "static_text",
  "prompt",
  "any",
  "first_message",
  "default",
  "follow_up",
  "follow_up_end",
  "own_word",
] as const;
export type MatchWay = (typeof MATCH_WAYS)[number];

/** Why rules by meaning had no say although one was reached. */
export const MEANING_GAPS = ["embedding_down", "other_script", "other_language"] as const;
export type MeaningGap = (typeof MEANING_GAPS)[number];

/** A rule by meaning that the text was measured against. `score` and `line`: −1 to 1. */
export type NearRule = { ruleId: string; label: string | null; score: number; line: number };

/** What is kept of a decision. */
export type ReceiptMatch = {
  way: MatchWay | null;
  /** How near the text came to the rule that won, and its line; null where it was not measured. */
  nearness: { score: number; line: number } | null;
  gap: MeaningGap | null;
  /** The other rules that the text came nearest to, the nearest first; empty where none was measured. */
  others: NearRule[];
  /** The version of the rule list that was in force; null for a turn of before it was kept. */
  configVersion: number | null;
};

export type ReceiptMessage = {
  /** The provider's id. */
  providerId: string | null;
  kind: MessageKind;
  /** When the customer sent it, as the channel says. */
  sentAt: Date;
  /** When it reached us. */
  receivedAt: Date;
};

export type ReceiptAttempt = {
  attempt: number;
  state: AttemptState;
  begunAt: Date;
  /** Since when the state is what it is. */
  stateAt: Date | null;
  providerId: string | null;
  errorCode: number | null;
};

/** One movement of the credit of a turn; `amount` in credits. */
export type ReceiptEntry = { kind: EntryKind; amount: number; at: Date };

/** All that is known of one turn and its decision. There is no text: none is kept. */
export type Receipt = Omit<TurnLogEntry, "leftAlone"> & {
  tenantId: string;
  channel: Channel;
  /** When its first message reached us. */
  openedAt: Date;
  /** Null while it is on its way. */
  closedAt: Date | null;
  responseKind: string | null;
  match: ReceiptMatch | null;
  /** What customers wrote, in the order in which it was sent. */
  messages: ReceiptMessage[];
  sends: ReceiptAttempt[];
  credit: { state: TurnCredit; entries: ReceiptEntry[] };
  /** When the mail about the hand-over went out; null: none did. */
  ownerToldAt: Date | null;
  /** How the number is now, for what is to be done next. */
  account: {
    isConfirmed: boolean;
    isEnabled: boolean;
    /** As in `brokenCause`; null: nothing is known to be wrong. */
    brokenReason: string | null;
    brokenBy: "tenant" | "operator" | null;
    /** Whose access sends: the number's own, or the platform's. */
    tokenOwner: "tenant" | "operator";
  };
};

/** The receipt of one of a tenant's turns; null for an id that is not its own, like for one that nobody has. */
export type ReadReceipt = (tenantId: string, turnId: string) => Promise<Receipt | null>;
