import { describe, expect, it } from "vitest";
import { afterDecline, monthStart, topUpHindrance, topUpProblem } from "./top-up-policy";

const pack = { credits: 500, priceMinor: 300, currency: "usd" };
const settings = { below: 50, pack, monthlyLimitMinor: 900 };
const due = { settings, balance: 49, purchaseOpen: false, disputeOpen: false, spentMinor: 0 };

describe("a top-up", () => {
  it.each([
    [{}, null],
    [{ balance: -200 }, null],
    [{ balance: 50 }, "enough"],
    [{ settings: null }, "off"],
    [{ purchaseOpen: true }, "purchase_open"],
    [{ disputeOpen: true }, "dispute_open"],
    [{ spentMinor: 600 }, null],
    [{ spentMinor: 601 }, "monthly_limit"],
  ] as const)("of what is due but for %o is hindered by %s", (change, why) => {
    expect(topUpHindrance({ ...due, ...change })).toBe(why);
  });

  it("is switched off by the second decline, or by one that says that the card is of no use", () => {
    expect(afterDecline(0, false)).toEqual({ declines: 1, off: false });
    expect(afterDecline(1, false)).toEqual({ declines: 2, off: true });
    expect(afterDecline(0, true)).toMatchObject({ off: true });
  });

  it("counts its months in UTC", () => {
    expect(monthStart(new Date("2026-11-30T23:59:59Z")).toISOString()).toBe("2026-11-01T00:00:00.000Z");
    expect(monthStart(new Date("2026-12-01T00:00:00Z")).toISOString()).toBe("2026-12-01T00:00:00.000Z");
  });

  it("is refused a line that its own pack would not reach, and a limit that allows none", () => {
    const problemOf = (below: number, monthlyLimitMinor: number) =>
      topUpProblem({ below, monthlyLimitMinor }, pack)?.field ?? null;
    expect([problemOf(1, 300), problemOf(499, 300), problemOf(500, 300), problemOf(0, 300)]).toEqual([
      null,
      null,
      "below",
      "below",
    ]);
    expect([problemOf(50, 299), problemOf(50, Number.NaN), problemOf(Number.NaN, 300)]).toEqual([
      "monthlyLimit",
      "monthlyLimit",
      "below",
    ]);
  });
});
