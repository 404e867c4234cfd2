/** Sums, in the currency's smallest unit. */
import type { LineRecord } from "../records";
import type { StripeWorld } from "../stripe-world";

/** The one tax that is played: 20 % on top of the price where `automatic_tax` is on. */
const taxPercent = 20;

export function totals({ lines, automaticTax }: { lines: readonly LineRecord[]; automaticTax: boolean }) {
  const subtotal = lines.reduce((sum, line) => sum + line.unitAmount * line.quantity, 0);
  const tax = automaticTax ? Math.round((subtotal * taxPercent) / 100) : 0;
  return { subtotal, tax, total: subtotal + tax };
}

/** What counts as given back: a refund that failed or was canceled doesn't. */
export function refundedOf(world: StripeWorld, charge: string): number {
  let sum = 0;
  for (const refund of world.refunds.values()) {
    if (refund.charge === charge && refund.status !== "failed" && refund.status !== "canceled") sum += refund.amount;
  }
  return sum;
}

/** `$3.00`; currencies without cents are read as such. */
export function priceText(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency: currency.toUpperCase() });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
