import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetLevel, checksKeptForPersona, renewsAt, usageDay } from "./daily-budget";

const limit = fc.integer({ min: 1, max: 1_000_000 });

describe("a day's budget", () => {
  it("is near from 80 % on, and used up at its limit and above", () => {
    expect([0, 79, 80, 99, 100, 101].map((used) => budgetLevel({ used, limit: 100 }))).toEqual([
      "enough",
      "enough",
      "near",
      "near",
      "used_up",
      "used_up",
    ]);
  });

  it("never gets better by being used", () => {
    const order = ["enough", "near", "used_up"];
    fc.assert(
      fc.property(limit, fc.nat(2_000_000), fc.nat(1_000), (most, used, more) => {
        const rank = (count: number) => order.indexOf(budgetLevel({ used: count, limit: most }));
        expect(rank(used + more)).toBeGreaterThanOrEqual(rank(used));
      }),
    );
  });

  it("keeps at least one check for the persona, and leaves most to the rules", () => {
    fc.assert(
      fc.property(limit, (most) => {
        const kept = checksKeptForPersona(most);
        expect(kept).toBeGreaterThanOrEqual(1);
        expect(kept).toBeLessThanOrEqual(Math.ceil(most / 10));
      }),
    );
  });

  it("begins anew with the day in UTC", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }), (now) => {
        const next = renewsAt(now);
        expect(next.getTime()).toBeGreaterThan(now.getTime());
        expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(86_400_000);
        expect(usageDay(next)).not.toBe(usageDay(now));
        expect(usageDay(new Date(next.getTime() - 1))).toBe(usageDay(now));
      }),
    );
  });
});
