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

/**
 * Currencies without a smaller unit, and with a thousandth, as Stripe counts them (docs.stripe.com/currencies). Tables of
 * languages count otherwise: by theirs a price in rupiah or forints would be shown a hundred times too high.
 */
const WHOLE: ReadonlySet<string> = new Set("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "));
const THOUSANDTHS: ReadonlySet<string> = new Set("bhd jod kwd omr tnd".split(" "));

/** How many digits of an amount at Stripe follow the point: 2 for dollars, 0 for yen. */
export function minorDigits(currency: string): number {
  if (WHOLE.has(currency)) return 0;
  return THOUSANDTHS.has(currency) ? 3 : 2;
}

/** `$3.00`, `¥500`. */
export function formatMoney(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const shown = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat("en", { style: "currency", currency, ...shown }).format(minor / 10 ** digits);
}
