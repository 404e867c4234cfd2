import type { UsedRule } from "./ledger-reader";

/** Credits spent on one day in UTC: replies that were accepted and not reported as failed, and sample answers. */
export type DayUse = { day: string; credits: number };

/** Credits spent by one rule, by sample answers, or by replies whose turn is no longer kept. */
export type RuleUse = { kind: "rule"; rule: UsedRule; credits: number } | { kind: "sample" | "older"; credits: number };

export type CreditUse = {
  /** One item per day, oldest first, today last, days without use included. */
  perDay: DayUse[];
  /** The same credits by what spent them, the most first. */
  perRule: RuleUse[];
};

/** So many of a month's messages are looked at, at most. */
export const MAX_COUNTED = 200_000;

/** Replies that were delivered this month (UTC). `more`: there are more messages than are looked at. */
export type DeliveredCount = { delivered: number; more: boolean };

export type CreditUseReader = {
  /** `days` 1 to 366, today included. */
  readUse(tenantId: string, days: number): Promise<CreditUse>;
  /** What Meta may bill, apart from credits. */
  countDelivered(tenantId: string): Promise<DeliveredCount>;
};

/** Two whole weeks, so that a closed day weighs as much as it does. */
const RATE_DAYS = 14;
/** Fewer days or credits than this, and a rate would be a guess. */
const LEAST_DAYS = 3;
const LEAST_CREDITS = 5;
/** Nobody plans for longer than a year by the use of two weeks. */
const MOST_DAYS_LEFT = 365;

export type DaysLeft =
  | { kind: "days"; days: number; rateDays: number }
  /** More than `MOST_DAYS_LEFT`. */
  | { kind: "long"; rateDays: number }
  | { kind: "unknown" }
  | { kind: "none" };

/**
 * For how many whole days the balance lasts at the present rate: that of the last 14 whole days, or of the days since the
 * first use among them. Today is not over, so it doesn't count.
 */
export function daysLeft(balance: number, perDay: readonly DayUse[]): DaysLeft {
  if (balance <= 0) return { kind: "none" };
  const recent = perDay.slice(0, -1).slice(-RATE_DAYS);
  const counted = recent.slice(recent.findIndex(({ credits }) => credits > 0));
  const spent = counted.reduce((sum, { credits }) => sum + credits, 0);
  if (counted.length < LEAST_DAYS || spent < LEAST_CREDITS) return { kind: "unknown" };
  const days = Math.floor((balance * counted.length) / spent);
  const rateDays = counted.length;
  return days > MOST_DAYS_LEFT ? { kind: "long", rateDays } : { kind: "days", days, rateDays };
}
