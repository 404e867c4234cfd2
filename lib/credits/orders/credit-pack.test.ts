import { describe, expect, it } from "vitest";
import { formatMoney, minorDigits } from "./credit-pack";

describe("a price in the smallest unit", () => {
  // docs.stripe.com/currencies: where Stripe counts otherwise than the language's own tables, the price would be wrong by 100.
  it.each([
    ["usd", 1_200_00, "$1,200.00"],
    ["jpy", 500, "¥500"],
    ["krw", 5_000, "₩5,000"],
    ["kwd", 1_500, "KWD\u00a01.500"],
    ["idr", 1_200_00, "IDR\u00a01,200.00"],
    ["cop", 1_200_00, "COP\u00a01,200.00"],
    ["huf", 1_200_00, "HUF\u00a01,200.00"],
    ["isk", 1_200_00, "ISK\u00a01,200.00"],
    ["ugx", 1_200_00, "UGX\u00a01,200.00"],
  ])("is shown in %s as Stripe will charge it", (currency, minor, shown) => {
    expect(formatMoney(minor, currency)).toBe(shown);
  });

  it("has as many digits as Stripe counts", () => {
    expect(["eur", "jpy", "kwd", "pkr"].map(minorDigits)).toEqual([2, 0, 3, 2]);
  });
});
