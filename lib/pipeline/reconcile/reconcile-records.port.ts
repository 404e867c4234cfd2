import type { IdSource } from "@/lib/core/ids";
import type { ConversationNames } from "../hold/reply-buffer.port";
import type { ReleasePorts } from "../release/release.port";
import type { TurnRef } from "../turn";

export type UnboundMessage = {
  id: string;
  tenantId: string;
  accountId: string;
  messageId: string;
  senderId: string;
  thread: string | null;
  createdAt: Date;
};
export type UnclosedTurn = TurnRef & { conversation: string };

/** What no living worker will end. An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type ReconcileRecords = {
  findUnboundMessages(before: Date, limit: number): Promise<UnboundMessage[]>;
  findUnclosedTurns(before: Date, limit: number): Promise<UnclosedTurn[]>;
  /** Ends turns that Redis lost: `send_unknown` if a send had begun, else `buffer_lost`. False when closed already. */
  endLostTurn(ref: TurnRef, now: Date): Promise<boolean>;
  /** Turns that are closed and whose credit is still reserved. */
  findOpenReserves(limit: number): Promise<TurnRef[]>;
  /** Settles or restores such a credit by the turn's outcome; false when that was done already. */
  endOpenReserve(ref: TurnRef, now: Date): Promise<boolean>;
};

export type ReconcilePorts = ReleasePorts & {
  records: ReconcileRecords;
  conversationNames: ConversationNames;
  ids: IdSource;
};
