import type { CreditEntry } from "./credit-entry";

export type CreditBalance = {
  credits: number;
  /** At this many credits or fewer the owner is told; 0 to 100,000. */
  lowThreshold: number;
  /** Of AI replies and sample answers under way; taken off `credits`, and back on it if they come to nothing. */
  reserved: number;
};

/** Who changes something, for the audit log; the accounts' room has the same, and rooms of one height stay apart. */
type LedgerStamp = { tenantId: string; personId: string; action: string; at: Date };

/** A tenant's own view of its credits. */
export type CreditReader = {
  readBalance(tenantId: string): Promise<CreditBalance>;
  /** The newest first, from before the entry `before` (an id) on. `limit` 1 to 200. */
  listEntries(tenantId: string, page: { before?: string; limit: number }): Promise<CreditEntry[]>;
  /** @throws AppError invalid_input unless a whole number, 0 to 100,000 */
  setLowThreshold(stamp: LedgerStamp, threshold: number): Promise<void>;
};
