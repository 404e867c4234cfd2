type EntryRule = {
  /** Whether an amount is one that this kind may have. */
  allows(amount: number): boolean;
  expected: string;
  /** False for what spends: refused, whatever races, when the balance would fall below zero. */
  mayOverdraw: boolean;
  /** More credits came in: the owner may be told again when they run low. A restored credit was the tenant's before. */
  toppedUp: boolean;
};

const atLeastOne = (amount: number): boolean => amount >= 1;

/**
 * Every kind of ledger entry. A refund takes back credits whose price was paid back or is disputed; they may be spent by
 * then. A reversal gives them back: the refund failed, or the dispute was won.
 */
export const ENTRY_RULES = {
  grant: { allows: atLeastOne, expected: "1 or more", mayOverdraw: false, toppedUp: true },
  purchase: { allows: atLeastOne, expected: "1 or more", mayOverdraw: false, toppedUp: true },
  reserve: { allows: (amount) => amount <= -1, expected: "-1 or less", mayOverdraw: false, toppedUp: false },
  settle: { allows: (amount) => amount === 0, expected: "0", mayOverdraw: true, toppedUp: false },
  restore: { allows: atLeastOne, expected: "1 or more", mayOverdraw: true, toppedUp: false },
  refund: { allows: (amount) => amount <= -1, expected: "-1 or less", mayOverdraw: true, toppedUp: false },
  reversal: { allows: atLeastOne, expected: "1 or more", mayOverdraw: false, toppedUp: true },
  adjustment: { allows: (amount) => amount !== 0, expected: "not 0", mayOverdraw: true, toppedUp: true },
} as const satisfies Record<string, EntryRule>;

export type EntryKind = keyof typeof ENTRY_RULES;

/** The most that one entry moves; a slip of the finger must not make a million replies free. */
const MAX_ENTRY_AMOUNT = 1_000_000;

/** What is wrong with an amount, in words that complete "amount: expected …"; null when nothing is. */
export function amountProblem(kind: EntryKind, amount: number): string | null {
  const { allows, expected } = ENTRY_RULES[kind];
  if (!Number.isInteger(amount)) return "a whole number";
  if (Math.abs(amount) > MAX_ENTRY_AMOUNT) return `at most ${MAX_ENTRY_AMOUNT}`;
  return allows(amount) ? null : expected;
}

/** The least that the balance may be after such an entry; null where it may be anything. */
export function balanceFloor(kind: EntryKind, amount: number): number | null {
  return amount >= 0 || ENTRY_RULES[kind].mayOverdraw ? null : 0;
}

/** One line of the ledger, as it is shown. `reference` of a reply's entries is its turn's id. */
export type CreditEntry = {
  /** Grows with time; also the place from which a list goes on. */
  id: string;
  kind: EntryKind;
  amount: number;
  balanceAfter: number;
  reference: string;
  /** A reply's: a code. A grant's: why it was granted, in the operator's words. */
  reason: string | null;
  at: Date;
};

/** What a new tenant gets. The references make each a gift that is given once. */
export const FREE_CREDITS = {
  signUp: { amount: 10, reference: "sign-up", reason: "free credits at sign-up" },
  /** Earned by the first number that goes live, and by each phone number id once among all tenants. */
  firstNumber: { amount: 90, reference: "first-number", reason: "free credits for the first number" },
} as const;

/** What became of a turn's credit; null while, or where, none was reserved. */
export type TurnCredit = "reserved" | "settled" | "restored" | null;

/** What was learnt of a turn: its reply was accepted, it ended without one, or its reply was reported as failed. */
export type TurnFact = "replied" | "silent" | "undelivered";

/**
 * The entry that a fact calls for, or null. A reserve is ended once; only a settled credit can still be restored, by a
 * later `failed`. A restored one is never taken again: a reply whose acceptance is learnt after that stays free, and so does
 * one that was reported as failed and then as delivered. The owner was told that it came back and may have spent it; a
 * second debit could find nothing, and the ledger would depend on what else was spent in between.
 */
export function creditStep(credit: TurnCredit, fact: TurnFact): "settle" | "restore" | null {
  if (credit === "reserved") return fact === "replied" ? "settle" : "restore";
  if (credit === "settled") return fact === "undelivered" ? "restore" : null;
  return null;
}
