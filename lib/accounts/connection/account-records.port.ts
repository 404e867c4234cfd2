import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { Clock } from "@/lib/core/clock";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { AccountRecord, Health, ReplySettings } from "../account-view";
import type { LeftAlonePorts } from "../left-alone";
import type { FrontDoor, NonceStore } from "./webhook-probe.port";
import type { NumberDirectory, NumberFacts } from "./whatsapp/number-directory.port";

export type NewAccount = {
  id: string;
  numberId: string;
  wabaId: string;
  sealedToken: string | null;
  facts: NumberFacts;
};

export type Saved = { kind: "saved" | "stale"; record: AccountRecord };

/**
 * Accounts in the database, each call within one tenant. An id of somebody else's and one that nobody has are both
 * null. Who passes a stamp changes something: the audit entry is written in the same transaction.
 */
export type AccountStore = {
  /** Connected ones, oldest first. */
  list(tenantId: string): Promise<AccountRecord[]>;
  find(tenantId: string, accountId: string): Promise<AccountRecord | null>;
  isAssigned(tenantId: string, numberId: string): Promise<boolean>;
  /**
   * False when the number has an account, whose ever it is: the database decides, also in a race. Whom the number never
   * answered when this tenant disconnected it, it never answers again.
   */
  add(stamp: AuditStamp, account: NewAccount): Promise<boolean>;
  /** Stale when the config is newer than `version`; then nothing is written. */
  saveReply(
    stamp: AuditStamp,
    accountId: string,
    version: number,
    settings: ReplySettings,
    confirm: boolean,
  ): Promise<Saved | null>;
  setEnabled(stamp: AuditStamp, accountId: string, enabled: boolean): Promise<AccountRecord | null>;
  replaceToken(
    stamp: AuditStamp,
    accountId: string,
    sealedToken: string,
    wabaId: string,
  ): Promise<AccountRecord | null>;
  /** Takes the mark of a broken account away. */
  repair(stamp: AuditStamp, accountId: string): Promise<AccountRecord | null>;
  noteFacts(tenantId: string, accountId: string, facts: NumberFacts, health: Health): Promise<AccountRecord | null>;
  noteSelfTest(tenantId: string, accountId: string, at: Date): Promise<void>;
  /** Writes down what was changed at Meta; nothing in our rows changes. */
  noteMended(stamp: AuditStamp, accountId: string, step: string): Promise<void>;
  /** Ends the account and gives its number free; the log stays. False when it had ended before. */
  disconnect(stamp: AuditStamp, accountId: string): Promise<boolean>;
  /** Connected accounts in a WABA, whose ever they are. */
  countInWaba(wabaId: string): Promise<number>;
};

export type TokenCipher = {
  seal(text: string, context: readonly string[]): string;
  open(sealed: string, context: readonly string[]): string | null;
};

export type AccountPorts = {
  store: AccountStore;
  leftAlone: LeftAlonePorts;
  directory: NumberDirectory;
  nonces: NonceStore;
  frontDoor: FrontDoor;
  cipher: TokenCipher;
  platform: { token: string; wabaId: string; callback: string };
  clock: Clock;
  ids: IdSource;
  log: Logger;
};
