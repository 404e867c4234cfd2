import { describe, expect, it } from "vitest";
import { balanceLevel, noticeAfter } from "./balance";

const UNTOLD = { low: false, zero: false };

describe("balanceLevel", () => {
  it.each([
    [21, 20, "enough"],
    [20, 20, "low"],
    [1, 20, "low"],
    [0, 20, "zero"],
    [-3, 20, "zero"],
    [1, 0, "enough"],
    [0, 0, "zero"],
  ] as const)("of %i credits at a threshold of %i is %s", (balance, threshold, level) => {
    expect(balanceLevel(balance, threshold)).toBe(level);
  });
});

describe("noticeAfter", () => {
  it("tells at the threshold and at zero", () => {
    expect(noticeAfter("reserve", -1, 20, 20, UNTOLD)).toEqual({ notice: "low", told: { low: true, zero: false } });
    expect(noticeAfter("reserve", -1, 0, 20, UNTOLD)).toEqual({ notice: "zero", told: { low: true, zero: true } });
  });

  it("tells nothing twice", () => {
    const told = { low: true, zero: true };
    expect(noticeAfter("reserve", -1, 5, 20, told)).toEqual({ notice: null, told });
    expect(noticeAfter("refund", -5, -5, 20, told)).toEqual({ notice: null, told });
  });

  it("may tell again after a top-up, of as much as it lifted the balance over", () => {
    const told = { low: true, zero: true };
    expect(noticeAfter("grant", 5, 5, 20, told).told).toEqual({ low: true, zero: false });
    expect(noticeAfter("purchase", 50, 50, 20, told).told).toEqual(UNTOLD);
    expect(noticeAfter("purchase", 5, -1, 20, told).told).toEqual(told);
  });

  it("does not count a credit that came back as a top-up", () => {
    const told = { low: true, zero: true };
    expect(noticeAfter("restore", 1, 1, 20, told)).toEqual({ notice: null, told });
    expect(noticeAfter("settle", 0, 0, 20, UNTOLD)).toEqual({ notice: null, told: UNTOLD });
  });
});
