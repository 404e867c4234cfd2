import type { IncidentRecords } from "@/lib/accounts/incidents/incident";
import type { Channel } from "@/lib/channels/inbound-message";
import type { SendReply } from "@/lib/channels/send-reply.port";
import type { BodyCipher } from "@/lib/core/text-cipher.port";
import type { HoldPorts } from "../hold/turn-lease";
import type { MatchRecord, TurnRef } from "../turn";

export type AttemptStart = TurnRef & {
  accountId: string;
  channel: Channel;
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

/** The rows that say what was sent, without its text. An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type AttemptRecords = IncidentRecords & {
  /** Writes the row of an attempt, once: an attempt that is `sending` already is not started again. */
  startAttempt(start: AttemptStart): Promise<AttemptStarted>;
  refuseAttempt(ref: TurnRef, attempt: number, errorCode: number | null, now: Date): Promise<void>;
  acceptAttempt(ref: TurnRef, attempt: number, providerMessageId: string, now: Date): Promise<void>;
  pauseAccount(tenantId: string, accountId: string, until: Date): Promise<void>;
};

export type SendPorts = HoldPorts & {
  records: AttemptRecords;
  sendReply: SendReply;
  cipher: BodyCipher;
  /** 0 to 1; spreads retries. */
  random: () => number;
};
