import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { REPLY_CONFIG_LIMITS } from "../config/reply-config";
import { hundredths, type ScoredPhrase, suggestThreshold } from "./suggest-threshold";

const phrases = (...scores: number[]): ScoredPhrase[] => scores.map((score) => ({ phrase: `at ${score}`, score }));
const names = (found: readonly ScoredPhrase[]) => found.map(({ phrase }) => phrase);

describe("a suggested threshold", () => {
  it("stands in the middle between the two kinds", () => {
    expect(suggestThreshold(phrases(0.9, 0.86), phrases(0.7, 0.31))).toEqual({ kind: "suggested", threshold: 0.78 });
  });

  it("is reached by a score that is equal to it, and not by the one just below", () => {
    expect(suggestThreshold(phrases(0.72), phrases(0.7199))).toEqual({ kind: "suggested", threshold: 0.72 });
    expect(suggestThreshold(phrases(0.7299), phrases(0.72))).toMatchObject({ kind: "inseparable" });
  });

  it("stays where a rule's threshold may be", () => {
    expect(suggestThreshold(phrases(0.6), phrases(-0.2))).toEqual({ kind: "suggested", threshold: 0.5 });
    expect(suggestThreshold(phrases(1), phrases(0.94))).toEqual({ kind: "suggested", threshold: 0.95 });
  });

  it("needs a phrase of each kind", () => {
    expect(suggestThreshold(phrases(0.9), [])).toEqual({ kind: "too_few" });
    expect(suggestThreshold([], phrases(0.2))).toEqual({ kind: "too_few" });
  });

  it("is none where they mix, and those that do are named", () => {
    const mixed = suggestThreshold(phrases(0.9, 0.6), phrases(0.7, 0.3));
    expect(mixed).toMatchObject({ kind: "inseparable", should: phrases(0.6), shouldNot: phrases(0.7) });
  });

  it("is none where a phrase is out of every threshold's reach, and only that one is named", () => {
    expect(suggestThreshold(phrases(0.9, 0.4), phrases(0.3))).toMatchObject({
      kind: "inseparable",
      should: phrases(0.4),
      shouldNot: [],
    });
    expect(suggestThreshold(phrases(0.99), phrases(0.97, 0.3))).toMatchObject({
      kind: "inseparable",
      should: [],
      shouldNot: phrases(0.97),
    });
  });

  it("names the two that collide, and the threshold that is wrong least", () => {
    expect(suggestThreshold(phrases(0.9, 0.85, 0.6), phrases(0.7, 0.3))).toMatchObject({
      collide: { should: { score: 0.6 }, shouldNot: { score: 0.7 } },
      compromise: { threshold: 0.71, missed: 1, taken: 0 },
    });
    // One of two wrongly taken weighs more than one of ten missed, and the other way round.
    expect(suggestThreshold(phrases(0.6, ...Array<number>(9).fill(0.9)), phrases(0.7, 0.65))).toMatchObject({
      compromise: { threshold: 0.71, missed: 1, taken: 0 },
    });
    expect(suggestThreshold(phrases(0.9, 0.6), phrases(0.7, ...Array<number>(9).fill(0.3)))).toMatchObject({
      compromise: { threshold: 0.5, missed: 0, taken: 1 },
    });
    expect(suggestThreshold(phrases(0.9, 0.4), phrases(0.3))).toMatchObject({
      collide: null,
      compromise: { threshold: 0.5, missed: 1, taken: 0 },
    });
  });

  it("tells apart whatever a threshold can tell apart, and names what has to change where none can", () => {
    const score = fc.oneof(
      fc.double({ min: -1, max: 1, noNaN: true }),
      // Where rounding would show: on a hundredth and beside it.
      fc
        .tuple(fc.integer({ min: 48, max: 97 }), fc.constantFrom(-1e-9, 0, 1e-9))
        .map(([hundredth, beside]) => hundredth / 100 + beside),
    );
    const some = fc.array(score, { minLength: 1, maxLength: 6 }).map((scores) => phrases(...scores));
    const { minThreshold, maxThreshold } = REPLY_CONFIG_LIMITS;
    const kinds = new Set<string>();
    fc.assert(
      fc.property(some, some, (should, shouldNot) => {
        const holds = (threshold: number) =>
          should.every((one) => one.score >= threshold) && shouldNot.every((one) => one.score < threshold);
        const possible = Array.from({ length: 46 }, (_, step) => Number(`0.${50 + step}`)).filter(holds);
        const advice = suggestThreshold(should, shouldNot);
        kinds.add(advice.kind);
        if (advice.kind === "suggested") {
          expect(holds(advice.threshold)).toBe(true);
          expect(advice.threshold).toBe(Number(advice.threshold.toFixed(2)));
          expect(advice.threshold).toBeGreaterThanOrEqual(minThreshold);
          expect(advice.threshold).toBeLessThanOrEqual(maxThreshold);
          return;
        }
        expect(possible).toEqual([]);
        if (advice.kind !== "inseparable") throw new Error(advice.kind);
        expect(advice.should.length + advice.shouldNot.length).toBeGreaterThan(0);
        const { threshold, missed, taken } = advice.compromise;
        expect([missed, taken]).toEqual([
          should.filter((one) => one.score < threshold).length,
          shouldNot.filter((one) => one.score >= threshold).length,
        ]);
        const without = (all: ScoredPhrase[], named: ScoredPhrase[]) =>
          all.filter(({ phrase }) => !names(named).includes(phrase));
        const left = suggestThreshold(without(should, advice.should), without(shouldNot, advice.shouldNot));
        expect(left.kind).not.toBe("inseparable");
      }),
      { numRuns: propertyRuns(1_000) },
    );
    expect(kinds).toEqual(new Set(["suggested", "inseparable"]));
  });
});

it("shows every score that is a whole hundredth as itself", () => {
  for (let whole = -100; whole <= 100; whole += 1) expect(Number(hundredths(whole / 100))).toBe(whole / 100);
});

it("shows a score just below a hundredth as the one before, and just above it as that one", () => {
  for (let whole = 0; whole <= 100; whole += 1) {
    expect(Number(hundredths(whole / 100 - 1e-9))).toBe((whole - 1) / 100);
    expect(Number(hundredths(whole / 100 + 1e-9))).toBe(whole / 100);
  }
});
