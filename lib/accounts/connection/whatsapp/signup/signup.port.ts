import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { AccountPorts } from "../../account-records.port";
import type { Answer } from "../number-directory.port";
import type { Signup } from "./signup";

/**
 * Signups in the database, each call within one tenant; an id of somebody else's and one that nobody has are both null.
 */
export type SignupRecords = {
  /**
   * Stores a new one under version 1, with its audit entry. One with a token takes the place of earlier ones whose token
   * has come to nothing.
   */
  begin(stamp: AuditStamp, signup: Omit<Signup, "version">): Promise<Signup>;
  find(tenantId: string, signupId: string): Promise<Signup | null>;
  /** The newest. */
  current(tenantId: string): Promise<Signup | null>;
  /** Stores it under the next version; null when a newer one than `signup.version` is there, or none. */
  save(tenantId: string, signup: Signup): Promise<Signup | null>;
};

/** A code of Meta's window for the token of its customer: it lives 30 seconds and works once. Throws as `NumberDirectory` does. */
export type ExchangeCode = (code: string) => Promise<Answer<string>>;

export type SignupPorts = AccountPorts & {
  signups: SignupRecords;
  exchangeCode: ExchangeCode;
  /** Six digits that nobody can guess. */
  newPin: () => string;
};
