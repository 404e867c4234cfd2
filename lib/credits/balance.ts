import type { AuditStamp } from "@/lib/core/audit-stamp";
import { type CreditEntry, ENTRY_RULES, type EntryKind } from "./credit-entry";

export type NoticeKind = "low" | "zero";

/** What the owner was told since the last top-up. */
export type ToldMarks = { low: boolean; zero: boolean };

export const DEFAULT_LOW_CREDIT_THRESHOLD = 20;
export const MAX_LOW_CREDIT_THRESHOLD = 100_000;

/** How a balance is shown. With a threshold of 0 nothing is low before it is used up. */
export function balanceLevel(balance: number, threshold: number): "enough" | NoticeKind {
  if (balance <= 0) return "zero";
  return balance <= threshold ? "low" : "enough";
}

/**
 * What to tell the owner after an entry, and what is to be remembered as told. Each notice goes once until a top-up
 * lifts the balance above it; restored credits don't count, else a balance that hovers would mail again and again.
 */
export function noticeAfter(
  kind: EntryKind,
  amount: number,
  balance: number,
  threshold: number,
  told: ToldMarks,
): { notice: NoticeKind | null; told: ToldMarks } {
  const level = balanceLevel(balance, threshold);
  if (amount > 0) {
    if (!ENTRY_RULES[kind].toppedUp) return { notice: null, told };
    return { notice: null, told: rearm(balance, threshold, told) };
  }
  if (amount === 0 || level === "enough" || told[level]) return { notice: null, told };
  // Who is told that all are used up need not hear afterwards that few are left.
  return { notice: level, told: { low: true, zero: level === "zero" || told.zero } };
}

/** The marks that are still true of this balance. */
export function rearm(balance: number, threshold: number, told: ToldMarks): ToldMarks {
  return { low: told.low && balance <= threshold, zero: told.zero && balance <= 0 };
}

export type CreditBalance = {
  credits: number;
  /** At this many credits or fewer the owner is told; 0 to 100,000. */
  lowThreshold: number;
  /** Of AI replies and sample answers under way; taken off `credits`, and back on it if they come to nothing. */
  reserved: number;
};

/** A tenant's own view of its credits. */
export type CreditReader = {
  readBalance(tenantId: string): Promise<CreditBalance>;
  /** The newest first, from before the entry `before` (an id) on. `limit` 1 to 200. */
  listEntries(tenantId: string, page: { before?: string; limit: number }): Promise<CreditEntry[]>;
  /** @throws AppError invalid_input unless a whole number, 0 to 100,000 */
  setLowThreshold(stamp: AuditStamp, threshold: number): Promise<void>;
};
