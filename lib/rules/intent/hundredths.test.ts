import { expect, it } from "vitest";
import { hundredths } from "./hundredths";

it("shows every score that is a whole hundredth as itself", () => {
  for (let whole = -100; whole <= 100; whole += 1) expect(Number(hundredths(whole / 100))).toBe(whole / 100);
});

it("shows a score just below a hundredth as the one before, and just above it as that one", () => {
  for (let whole = 0; whole <= 100; whole += 1) {
    expect(Number(hundredths(whole / 100 - 1e-9))).toBe((whole - 1) / 100);
    expect(Number(hundredths(whole / 100 + 1e-9))).toBe(whole / 100);
  }
});
