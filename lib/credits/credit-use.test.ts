import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { type DayUse, daysLeft } from "./credit-use";

/** Use per day, oldest first; the last is today. */
const days = (...credits: number[]): DayUse[] =>
  credits.map((used, index) => ({ day: `2026-11-${String(index + 1).padStart(2, "0")}`, credits: used }));

describe("days left", () => {
  it("are the balance by the mean of the whole days", () => {
    expect(daysLeft(100, days(0, 10, 0, 20, 999))).toEqual({ kind: "days", days: 10, rateDays: 3 });
    expect(daysLeft(9, days(10, 10, 10, 0))).toEqual({ kind: "days", days: 0, rateDays: 3 });
  });

  it("look back two weeks, and to the first use among them", () => {
    const old = [500, ...Array.from({ length: 14 }, () => 1), 0];
    expect(daysLeft(30, days(...old))).toEqual({ kind: "days", days: 30, rateDays: 14 });
  });

  it("are not guessed from too few days or credits, nor told beyond a year", () => {
    expect(daysLeft(100, days(0, 0, 50, 50, 7))).toEqual({ kind: "unknown" });
    expect(daysLeft(100, days(1, 1, 1, 50))).toEqual({ kind: "unknown" });
    expect(daysLeft(100, days(0, 0, 0, 50))).toEqual({ kind: "unknown" });
    expect(daysLeft(100, [])).toEqual({ kind: "unknown" });
    expect(daysLeft(50_000, days(2, 2, 2, 0))).toEqual({ kind: "long", rateDays: 3 });
  });

  it("are none without credits", () => {
    expect(daysLeft(0, days(10, 10, 10, 10))).toEqual({ kind: "none" });
    expect(daysLeft(-4, days(10, 10, 10, 10))).toEqual({ kind: "none" });
  });

  it("never grow with more use, nor shrink with more credits", () => {
    const number = (left: ReturnType<typeof daysLeft>) =>
      left.kind === "days" ? left.days : left.kind === "long" ? 366 : null;
    fc.assert(
      fc.property(
        fc.array(fc.nat(200), { minLength: 14, maxLength: 14 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.nat(50),
        (used, balance, more) => {
          const [first = 0, ...rest] = used;
          const told = number(daysLeft(balance, days(first + 1, ...rest, 0)));
          const busier = number(daysLeft(balance, days(first + 1 + more, ...rest, 0)));
          const richer = number(daysLeft(balance + more, days(first + 1, ...rest, 0)));
          if (told === null || busier === null || richer === null) return;
          expect(busier).toBeLessThanOrEqual(told);
          expect(richer).toBeGreaterThanOrEqual(told);
        },
      ),
      { numRuns: propertyRuns(100) },
    );
  });
});
