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
