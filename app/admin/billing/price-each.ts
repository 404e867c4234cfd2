import { minorDigits } from "@/lib/credits/orders/credit-pack";

/** What one of `count` costs, to two digits that count: `$0.006`. */
export function priceEach(minor: number, count: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, maximumSignificantDigits: 2 });
  return format.format(minor / count / 10 ** minorDigits(currency));
}
