import type { Account, AccountWithConfig } from "@/lib/accounts/account";
import type { IncidentRecords } from "@/lib/accounts/incidents/incident";
import type { Channel, DeliveryStatus, InboundMessage, UnansweredReason } from "@/lib/channels/inbound-message";
import type { Clock } from "@/lib/core/clock";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { BodyCipher } from "@/lib/core/text-cipher.port";
import type { ConversationNames, ReplyBuffer } from "../hold/reply-buffer.port";

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

/** `ours`: how many spoke of one of ours. `arrived`: when the latest of those that reached their customer was sent. */
export type StatusesApplied = { ours: number; arrived: Date | null };

/** Metadata, never text. An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type InboundRecords = IncidentRecords & {
  /** A channel's accounts by its own ids, with their wait time, across tenants: a webhook does not say whose it is. */
  findAccounts(channel: Channel, externalIds: readonly string[]): Promise<AccountWithConfig[]>;
  /** A channel's connected accounts by the addresses that they write from, across tenants. */
  findAccountsByAddress(
    channel: Channel,
    addresses: readonly string[],
  ): Promise<{ tenantId: string; accountId: string }[]>;
  /**
   * One answer per entry, in order. A sender that is itself one of our connected accounts makes a message
   * `not_answerable`: two of them would answer each other without end.
   */
  recordInbound(entries: readonly InboundEntry[], now: Date): Promise<RecordedInbound[]>;
  /** Gives messages that no turn holds yet a reason: no turn takes them any more. */
  refuseInbound(
    messages: readonly { accountId: string; messageId: string }[],
    reason: "withdrawn" | "reply_limit",
  ): Promise<void>;
  /** Puts delivery statuses on the attempts that they speak of. */
  applyStatuses(account: Account, statuses: readonly DeliveryStatus[], now: Date): Promise<StatusesApplied>;
};

export type ReceivePorts = {
  buffer: Pick<ReplyBuffer, "append" | "change">;
  records: InboundRecords;
  cipher: BodyCipher;
  conversationNames: ConversationNames;
  clock: Clock;
  ids: IdSource;
  log: Logger;
};
