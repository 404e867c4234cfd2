export type MoneyBack = { paidMinor: number; refundedMinor: number; withdrawnMinor: number };

/**
 * How many of the granted credits are to be taken back by now: in all, not in addition. Refunds and disputes may both hit
 * one payment and together exceed it. Rounded down, in the tenant's favour; all are taken when all the money is gone.
 */
export function creditsToTake(granted: number, { paidMinor, refundedMinor, withdrawnMinor }: MoneyBack): number {
  if (paidMinor <= 0) return 0;
  // The product exceeds what a number holds exactly only above 9 * 10^15: a million credits times 90 million dollars.
  return Math.max(0, Math.min(granted, Math.floor((granted * (refundedMinor + withdrawnMinor)) / paidMinor)));
}
