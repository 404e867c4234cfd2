import type { AuditStamp } from "@/lib/core/audit-stamp";
import { AppError } from "@/lib/core/errors";

const DAY_MS = 86_400_000;

/** 13 months: a year can be compared with the one before it. */
export const DEFAULT_RETENTION_DAYS = 396;

/**
 * An inbound row is how a message is known that comes a second time. Meta delivers again for at most 7 days, and reports on a
 * sent message for at most 30: after 31 days nobody asks for a row any more. The credits page looks back 30 days.
 */
export const MIN_RETENTION_DAYS = 31;

/** Ten years. */
export const MAX_RETENTION_DAYS = 3_650;

/** What an owner may choose from, in days; whoever operates the database may set any number within the bounds. */
export const RETENTION_CHOICES = [31, 90, 183, DEFAULT_RETENTION_DAYS, 730, 1_095, 1_825] as const;

export type RetentionChoice = (typeof RETENTION_CHOICES)[number];

export const isRetentionChoice = (days: number): days is RetentionChoice =>
  (RETENTION_CHOICES as readonly number[]).includes(days);

/** What ended before this is to be deleted. `days`: the tenant's own, or null for 13 months. */
export function deletedBefore(now: Date, days: number | null): Date {
  return new Date(now.getTime() - (days ?? DEFAULT_RETENTION_DAYS) * DAY_MS);
}

/** @throws AppError invalid_input unless a whole number of days, 31 to 3,650 */
export function checkRetention(days: number): void {
  if (Number.isInteger(days) && days >= MIN_RETENTION_DAYS && days <= MAX_RETENTION_DAYS) return;
  throw new AppError("invalid_input", `days: expected a whole number, ${MIN_RETENTION_DAYS} to ${MAX_RETENTION_DAYS}`);
}

/** `stale`: it was no longer what the owner had seen, and nothing was changed. `days`: what is in force now. */
export type RetentionSaved = { kind: "saved" | "stale"; days: number };

/** How long a tenant's log is kept, in days. */
export type RetentionStore = {
  readRetention(tenantId: string): Promise<number>;
  /**
   * What is older than `days` is gone soon, for good: it is only done for who knows what was in force, `seenDays`.
   * @throws AppError invalid_input unless a whole number of days, 31 to 3,650
   */
  setRetention(stamp: AuditStamp, days: number, seenDays: number): Promise<RetentionSaved>;
};
