import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { Clock } from "@/lib/core/clock";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { MoreOwnWords } from "@/lib/rules/own-words/own-words";
import type { FollowUpSettings } from "../account";
import type { AccountRecord, HandOverMail, ReplySettings } from "../account-view";
import type { NewsRecords } from "../incidents/apply-news";
import type { IncidentRecords } from "../incidents/incident";
import type { ProbeNumber } from "../incidents/probe-numbers";
import type { LeftAlonePorts } from "../left-alone";
import type { NonceStore, WebhookProbe } from "./webhook-probe.port";
import type { NumberDirectory } from "./whatsapp/number-directory.port";
import type { WhatsappRecords } from "./whatsapp/whatsapp-records.port";

export type Saved = { kind: "saved" | "stale"; record: AccountRecord };

/**
 * Accounts in the database, each call within one tenant. An id of somebody else's and one that nobody has are both
 * null. Who passes a stamp changes something: the audit entry is written in the same transaction.
 */
export type AccountStore = {
  /** Connected ones, oldest first. */
  list(tenantId: string): Promise<AccountRecord[]>;
  find(tenantId: string, accountId: string): Promise<AccountRecord | null>;
  /** How many of a connected account's rules its number had before it was last disconnected; 0 where it never was. */
  countRulesFromBefore(tenantId: string, accountId: string): Promise<number>;
  /** Stale when the config is newer than `version`; then nothing is written. */
  saveReply(
    stamp: AuditStamp,
    accountId: string,
    version: number,
    settings: ReplySettings,
    confirm: boolean,
  ): Promise<Saved | null>;
  setEnabled(stamp: AuditStamp, accountId: string, enabled: boolean): Promise<AccountRecord | null>;
  setHumanPause(stamp: AuditStamp, accountId: string, minutes: number): Promise<AccountRecord | null>;
  setFollowUp(stamp: AuditStamp, accountId: string, settings: FollowUpSettings): Promise<AccountRecord | null>;
  setOwnWords(stamp: AuditStamp, accountId: string, words: MoreOwnWords): Promise<AccountRecord | null>;
  setHandOverMail(stamp: AuditStamp, accountId: string, mail: HandOverMail): Promise<AccountRecord | null>;
  /** Takes the mark of a broken account away, if it is still broken for the reason that was `seen`. */
  repair(stamp: AuditStamp, accountId: string, seen: string): Promise<AccountRecord | null>;
  /** Takes a warning off the pages; null when it is none of the account's. */
  dismissWarning(stamp: AuditStamp, accountId: string, warningId: string): Promise<AccountRecord | null>;
  noteSelfTest(tenantId: string, accountId: string, at: Date): Promise<void>;
  /** Writes down what was changed at the provider; nothing in our rows changes. */
  noteMended(stamp: AuditStamp, accountId: string, step: string): Promise<void>;
  /**
   * Ends the account and gives its external id free; the log stays, and rules and settings do until the number is connected
   * again. False when it had ended before. */
  disconnect(stamp: AuditStamp, accountId: string): Promise<boolean>;
};

export type TokenCipher = {
  seal(text: string, context: readonly string[]): string;
  open(sealed: string, context: readonly string[]): string | null;
};

export type AccountPorts = {
  store: AccountStore & WhatsappRecords;
  leftAlone: LeftAlonePorts;
  directory: NumberDirectory;
  nonces: NonceStore;
  webhookProbe: WebhookProbe;
  probe: ProbeNumber;
  incidents: Pick<IncidentRecords, "noteIncident">;
  /** Where what a channel tells of an account is noted. */
  news: NewsRecords;
  cipher: TokenCipher;
  platform: { token: string; wabaId: string; callback: string };
  clock: Clock;
  ids: IdSource;
  log: Logger;
};
