/** What is sold. Prices are in the currency's smallest unit (cents; whole yen), currencies lower case as Stripe writes them. */
export type CreditPack = { credits: number; priceMinor: number; currency: string };

/** What is sold where `CREDIT_PACKS` says nothing else. */
export const DEFAULT_PACKS: readonly CreditPack[] = [
  { credits: 500, priceMinor: 300, currency: "usd" },
  { credits: 2_000, priceMinor: 1_000, currency: "usd" },
  { credits: 10_000, priceMinor: 3_600, currency: "usd" },
  { credits: 50_000, priceMinor: 12_000, currency: "usd" },
];

/** A pack is known by its credits: no two packs have the same. */
export function findPack(packs: readonly CreditPack[], credits: number): CreditPack | undefined {
  return packs.find((pack) => pack.credits === credits);
}

export function samePack(one: CreditPack, other: CreditPack): boolean {
  return one.credits === other.credits && one.priceMinor === other.priceMinor && one.currency === other.currency;
}

/** How many digits follow the point in this currency: 2 for dollars, 0 for yen. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** `$3.00`, `¥500`. */
export function formatMoney(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(minor / 10 ** digits);
}
