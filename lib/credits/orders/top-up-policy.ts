import type { CreditPack } from "./credit-pack";

/** Auto top-up as the owner has agreed to it. `pack` at the price of that day. */
export type AutoTopUp = { below: number; pack: CreditPack; monthlyLimitMinor: number };

/** Why no top-up is asked for now. */
export type TopUpHindrance = "off" | "enough" | "purchase_open" | "dispute_open" | "monthly_limit";

/** So many declined top-ups in a row switch it off. */
const DECLINES_TO_OFF = 2;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After a decline the owner has a mail; the bank is not asked again at once. */
export const AFTER_DECLINE_MS = 12 * HOUR_MS;

/** After a request that Stripe won't have: the operator has to mend it, or the card went away in the same moment. */
export const AFTER_REFUSAL_MS = HOUR_MS;

/** Why the program switches auto top-up off by itself. */
export type TopUpOff = "declined" | "no_card" | "customer_gone" | "pack_changed" | "taxed";

/** What is known when a top-up is to be ordered, all of one moment. */
export type TopUpFacts = {
  settings: AutoTopUp | null;
  balance: number;
  purchaseOpen: boolean;
  disputeOpen: boolean;
  /** Of this calendar month (UTC): top-ups that were paid or may still be. */
  spentMinor: number;
};

/** Why no top-up may be ordered now, or null. */
export function topUpHindrance(facts: TopUpFacts): TopUpHindrance | null {
  const { settings, balance, spentMinor } = facts;
  if (settings === null) return "off";
  if (balance >= settings.below) return "enough";
  if (facts.purchaseOpen) return "purchase_open";
  if (facts.disputeOpen) return "dispute_open";
  return spentMinor + settings.pack.priceMinor > settings.monthlyLimitMinor ? "monthly_limit" : null;
}

/** How long until it is looked at again; each hindrance may end without anything that would wake us. In ms. */
export const LOOK_AGAIN_MS = {
  off: HOUR_MS,
  enough: MINUTE_MS,
  purchase_open: 5 * MINUTE_MS,
  dispute_open: HOUR_MS,
  monthly_limit: HOUR_MS,
} as const satisfies Record<TopUpHindrance, number>;

/** What a declined top-up does to auto top-up: mail only, or mail and off. */
export function afterDecline(declinesBefore: number, hard: boolean): { declines: number; off: boolean } {
  const declines = declinesBefore + 1;
  return { declines, off: hard || declines >= DECLINES_TO_OFF };
}

/** The first day of a moment's month, in UTC. */
export function monthStart(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

const MAX_TOP_UP_BELOW = 100_000;

/** What is wrong with settings that an owner wants, by field; null when nothing is. */
export function topUpProblem(
  { below, monthlyLimitMinor }: { below: number; monthlyLimitMinor: number },
  pack: CreditPack,
): { field: "below" | "monthlyLimit"; expected: string } | null {
  // Above the pack, each reply would buy another one.
  const most = Math.min(MAX_TOP_UP_BELOW, pack.credits - 1);
  if (!Number.isInteger(below) || below < 1 || below > most) return { field: "below", expected: `1 to ${most}` };
  if (!Number.isInteger(monthlyLimitMinor) || monthlyLimitMinor < pack.priceMinor || monthlyLimitMinor > MAX_LIMIT) {
    return { field: "monthlyLimit", expected: "at least the price of one pack" };
  }
  return null;
}

/** The column's largest value. */
const MAX_LIMIT = 2_147_483_647;
