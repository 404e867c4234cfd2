import type { AccountWithConfig } from "@/lib/accounts/account";
import type { AnswerPorts } from "../answer/ai.port";
import type { SilentReason } from "../outcome";
import type { SendPorts } from "../send/attempt-records.port";
import type { MatchRecord, ReplyCounts, TurnRef } from "../turn";

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

export type TurnEnding = TurnRef & {
  reason: SilentReason;
  failureCode: number | null;
  match: MatchRecord | null;
  now: Date;
};

/** Whatever ends a turn ends its credit in the same transaction. An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type TurnRecords = {
  loadAccount(tenantId: string, accountId: string): Promise<AccountWithConfig | null>;
  openTurn(opening: TurnOpening): Promise<OpenedTurn>;
  /** Replies to this address that were accepted in the ten minutes and the day before `now`, and whether any is wanted. */
  countReplies(tenantId: string, accountId: string, recipientId: string, now: Date): Promise<ReplyCounts>;
  /** Ends a turn without an answer, and gives its credit back; false when it was closed already. */
  endTurn(ending: TurnEnding): Promise<boolean>;
};

export type ReleasePorts = AnswerPorts &
  SendPorts & {
    records: TurnRecords;
    /** Turns in flight are bounded: runs when there is room, tenants by turns (null: nobody knows whose it is). */
    queueTurn: <T>(tenantId: string | null, work: () => Promise<T>) => Promise<T>;
  };
