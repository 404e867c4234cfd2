import type { Account } from "../accounts/account";
import type { IncidentFailure, IncidentNoted } from "../accounts/incident";
import type { DeliveryState, DeliveryStatus, InboundMessage, UnansweredReason } from "../channels/inbound-message";
import type { ReplyConfig } from "../rules/reply-config";
import type { SilentReason } from "./silent-reason";

/** An account together with what its owner ordered. */
export type AccountWithConfig = {
  account: Account;
  config: ReplyConfig;
  /** Rises with every change of the config; what is cached by it is never stale. */
  configVersion: number;
  /** Whether rules match by meaning in languages that the embedding model does not know. */
  intentInAnyLanguage: boolean;
};

export type InboundEntry = { account: Account; message: InboundMessage };

/** What the database knows of an inbound message after it was recorded. */
export type RecordedInbound =
  | {
      kind: "recorded";
      turnId: string | null;
      /** Why the message opens no turn, as it was recorded first; null when it is to be answered. */
      reason: UnansweredReason | null;
    }
  /** The database refused this row for its own content; its neighbours are safe. */
  | { kind: "refused" };

export type TurnOpening = {
  turnId: string;
  tenantId: string;
  accountId: string;
  conversation: string;
  messageIds: readonly string[];
  now: Date;
};

export type OpenedTurn =
  | { kind: "closed" }
  /** Every message is held by another turn: nothing is left to answer. */
  | { kind: "empty" }
  /** `sendingSince`: when the last attempt whose end is not known was begun; null when there is none. */
  | { kind: "open"; messageIds: ReadonlySet<string>; releasedAt: Date; sendingSince: Date | null };

export type TurnRef = { tenantId: string; turnId: string };

export type AttemptStart = TurnRef & {
  accountId: string;
  attempt: number;
  senderId: string;
  recipientId: string;
  now: Date;
  match: MatchRecord | null;
  /** True when the text costs nothing: a credit that the turn reserved for an AI reply is given back. */
  free: boolean;
};

/** Whether the attempt may be sent. */
export type AttemptStarted =
  | { kind: "started" }
  /** Somebody has ended the turn. */
  | { kind: "closed" }
  /** This attempt, or the one after it, was begun before and its end is not known: nothing may be sent now. */
  | { kind: "unknown"; attempt: number; since: Date };

/** What came of asking for a turn's credit. Asked again, the first reserve stands. */
export type CreditReserve =
  /** `notice`: the balance has come down to where its owner is to be told, or credits are to be bought. */
  | { kind: "reserved"; notice: boolean }
  | { kind: "no_credit" }
  /** It was reserved and given back: only an answer that costs nothing may follow. */
  | { kind: "restored" }
  /** Somebody has ended the turn. */
  | { kind: "closed" };

/** Which rule won and why, without a word of the message. */
export type MatchRecord = { ruleId: string; responseKind: string; matchedBy: Record<string, unknown> };

export type TurnEnding = TurnRef & {
  reason: SilentReason;
  failureCode: number | null;
  match: MatchRecord | null;
  now: Date;
};

/** One attempt to send, as the database has it. */
export type AttemptState = "sending" | "refused" | "accepted" | DeliveryState;

export type ReplyCounts = {
  last10Minutes: number;
  last24Hours: number;
  /** When the default rule last answered in these 24 hours; null when it did not. */
  lastDefaultAt: Date | null;
  /** Whether the owner said that this customer is never answered. */
  leftAlone: boolean;
};

export type UnboundMessage = {
  id: string;
  tenantId: string;
  accountId: string;
  messageId: string;
  senderId: string;
  createdAt: Date;
};
export type UnclosedTurn = TurnRef & { conversation: string };

/**
 * What Postgres keeps: metadata, never text. Whatever ends a turn ends its credit in the same transaction. An unreachable database throws; each call is one transaction, and each
 * may be repeated with the same effect.
 */
export type Records = {
  /** Accounts by the channel's number id, with their wait time, across tenants: a webhook does not say whose it is. */
  findAccounts(numberIds: readonly string[]): Promise<AccountWithConfig[]>;
  /** Connected numbers by their phone numbers, digits only, across tenants. */
  findNumbersByPhone(phones: readonly string[]): Promise<{ tenantId: string; accountId: string }[]>;
  loadAccount(tenantId: string, accountId: string): Promise<AccountWithConfig | null>;
  /**
   * One answer per entry, in order. A sender that is itself one of our connected numbers makes a message
   * `not_answerable`: two of them would answer each other without end.
   */
  recordInbound(entries: readonly InboundEntry[], now: Date): Promise<RecordedInbound[]>;
  /** Gives messages that no turn holds yet the reason `withdrawn`: no turn takes them any more. */
  withdrawInbound(messages: readonly { accountId: string; messageId: string }[]): Promise<void>;
  openTurn(opening: TurnOpening): Promise<OpenedTurn>;
  /** Replies to this address that were accepted in the ten minutes and the day before `now`, and whether any is wanted. */
  countReplies(tenantId: string, accountId: string, recipientId: string, now: Date): Promise<ReplyCounts>;
  /** Reserves the credit for an AI reply, and notes which rule asked for it. */
  reserveCredit(ref: TurnRef, match: MatchRecord, now: Date): Promise<CreditReserve>;
  /** Writes the row of an attempt, once: an attempt that is `sending` already is not started again. */
  startAttempt(start: AttemptStart): Promise<AttemptStarted>;
  refuseAttempt(ref: TurnRef, attempt: number, errorCode: number | null, now: Date): Promise<void>;
  acceptAttempt(ref: TurnRef, attempt: number, providerMessageId: string, now: Date): Promise<void>;
  /** Ends a turn without an answer, and gives its credit back; false when it was closed already. */
  endTurn(ending: TurnEnding): Promise<boolean>;
  /** Opens the number's incident, or adds to the open one, and says what that means for its turns. */
  noteIncident(failure: IncidentFailure): Promise<IncidentNoted>;
  /**
   * Heals a number that was broken: a reply was `accepted`, or one was `delivered` at `at`. Where replies were accepted
   * and failed later, only the latter is proof.
   */
  healIncident(tenantId: string, accountId: string, proof: "accepted" | "delivered", at: Date): Promise<boolean>;
  pauseAccount(tenantId: string, accountId: string, until: Date): Promise<void>;
  /** Puts delivery statuses on the attempts that they speak of. Returns how many spoke of one of ours. */
  applyStatuses(account: Account, statuses: readonly DeliveryStatus[], now: Date): Promise<number>;
  findUnboundMessages(before: Date, limit: number): Promise<UnboundMessage[]>;
  findUnclosedTurns(before: Date, limit: number): Promise<UnclosedTurn[]>;
  /** Ends turns that Redis lost: `send_unknown` if a send had begun, else `buffer_lost`. False when closed already. */
  endLostTurn(ref: TurnRef, now: Date): Promise<boolean>;
  /** Turns that are closed and whose credit is still reserved. */
  findOpenReserves(limit: number): Promise<TurnRef[]>;
  /** Settles or restores such a credit by the turn's outcome; false when that was done already. */
  endOpenReserve(ref: TurnRef, now: Date): Promise<boolean>;
};
