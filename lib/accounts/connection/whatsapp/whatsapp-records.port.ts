import type { AccountRef } from "@/lib/accounts/account";
import type { AccountRecord, Health } from "@/lib/accounts/account-view";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { NumberFacts } from "./number-directory.port";

export type NewNumber = {
  id: string;
  numberId: string;
  wabaId: string;
  sealedToken: string | null;
  tokenExpiresAt: Date | null;
  facts: NumberFacts;
};

/** `proven`: Meta has shown that it is the number's. */
export type KeptPin = { sealedPin: string; proven: boolean };

/** Of the accounts in the database what only WhatsApp has, on the terms of `AccountStore`. */
export type WhatsappRecords = {
  isAssigned(tenantId: string, numberId: string): Promise<boolean>;
  /** Whether the number has a connected account, whose ever it is. `add` has the last word. */
  isConnected(numberId: string): Promise<boolean>;
  /**
   * False when the number has an account, whose ever it is: the database decides, also in a race. A number that this tenant
   * disconnected before has its rules and settings again, and never answers whom it never answered.
   */
  add(stamp: AuditStamp, account: NewNumber): Promise<boolean>;
  replaceToken(
    stamp: AuditStamp,
    accountId: string,
    sealedToken: string,
    proven: { wabaId: string; tokenExpiresAt: Date | null },
  ): Promise<AccountRecord | null>;
  /**
   * Writes down what Meta says. A name that has been approved since it was read last makes the number one that has to be
   * registered again, in the same transaction; what Meta leaves out of the name's state stays as it was.
   */
  noteFacts(tenantId: string, accountId: string, facts: NumberFacts, health: Health): Promise<AccountRecord | null>;
  /** Keeps a number's two-step PIN, unproven, unless one is kept already; answers the one that is. */
  keepPin(ref: AccountRef, sealedPin: string): Promise<KeptPin>;
  /** Puts a PIN in the place of whatever is kept. */
  notePin(ref: AccountRef, pin: KeptPin): Promise<void>;
  /** Forgets this PIN, if it is still the one that is kept: Meta refuses it, or no key opens it. */
  forgetPin(ref: AccountRef, sealedPin: string): Promise<void>;
  /** The number was registered: whatever name is approved is shown from now on. */
  noteRegistered(ref: AccountRef): Promise<void>;
  /** Connected accounts in a WABA, whose ever they are. */
  countInWaba(wabaId: string): Promise<number>;
};
