/** What is paid for by the piece: texts made into vectors, verdicts of the classifier, drafts of the writing model. */
export type PaidCall = "embed" | "check" | "generate";

export const PAID_CALLS = ["embed", "check", "generate"] as const satisfies readonly PaidCall[];

/** How many of each an owner's own doing may cost on one day (UTC): saving, importing, trying. */
export type BudgetLimits = Readonly<Record<PaidCall, number>>;

export type Spent = { used: number; limit: number };

/** One tenant's day so far. Of checks: those that rules may use, without what is kept for the persona. */
export type DayBudget = { spent: Record<PaidCall, Spent>; renewsAt: Date };

/**
 * The price limit of a tenant's day. An owner's calls are counted before they are made, and refused above the limit; a
 * customer's turn is only counted: credits and reply limits bound it, and an owner's tries must not cost it an answer.
 */
export type DailyBudget = {
  /** Counts `count` (1 or more) for the owner, all or none; false when they don't fit into the day any more. */
  take(tenantId: string, call: PaidCall, count: number): Promise<boolean>;
  /** Takes back what was counted for calls that came to nothing. */
  giveBack(tenantId: string, call: PaidCall, count: number): Promise<void>;
  /** Counts calls for customers. Never refuses and never throws: a count that fails is logged. */
  countForCustomers(tenantId: string, call: PaidCall, count: number): Promise<void>;
  /**
   * The same for what a turn can do without: false when customers' calls of the day are as many as an owner's may be. What
   * was only counted, beside, counts.
   */
  takeForCustomers(tenantId: string, call: PaidCall, count: number): Promise<boolean>;
  read(tenantId: string): Promise<DayBudget>;
  /** Deletes what was counted more than 92 days ago, of all tenants. For the sweep. */
  forgetOldDays(): Promise<void>;
};

/** The part of the day's checks that rules leave to the persona: without it no AI reply goes out at all. */
const KEPT_FOR_PERSONA = 0.1;

/** What rules leave to the persona, of so many checks a day. */
export function checksKeptForPersona(limit: number): number {
  return Math.ceil(limit * KEPT_FOR_PERSONA);
}

/** The day that a moment is counted on, `YYYY-MM-DD` in UTC. */
export function usageDay(now: Date): string {
  return now.toISOString().slice(0, 10);
}

/** When the next day begins. */
export function renewsAt(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
}

const NEAR = 0.8;

export type BudgetLevel = "enough" | "near" | "used_up";

/** Near from 80 % on. */
export function budgetLevel({ used, limit }: Spent): BudgetLevel {
  if (used >= limit) return "used_up";
  return used >= limit * NEAR ? "near" : "enough";
}
