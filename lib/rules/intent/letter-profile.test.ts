import { describe, expect, it } from "vitest";
import {
  indexProfiles,
  joinProfiles,
  type LetterProfile,
  likenessToEach,
  profileLetters,
  weighLetters,
} from "./letter-profile";

const weights = weighLetters(["what is the weather", "what is the time", "what is the score"]);
const likenessOf = (one: LetterProfile, other: LetterProfile) =>
  likenessToEach(one, indexProfiles([new Map(), other]))[1] ?? Number.NaN;
const likeness = (one: string, other: string) =>
  likenessOf(profileLetters(one, weights), profileLetters(other, weights));

describe("likeness by letters", () => {
  it("is 1 for the same words, and 0 for texts without a run in common or without letters", () => {
    expect(likeness("Balayage, please!", "balayage please")).toBeCloseTo(1);
    expect(likeness("balayage", "parking")).toBe(0);
    expect(likeness("balayage", "👍 …")).toBe(0);
    expect(likeness("", "")).toBe(0);
  });

  it("finds a word with a slip of the thumb, and one in other words", () => {
    expect(likeness("balayge", "balayage")).toBeGreaterThan(0.3);
    expect(likeness("a balayage on monday", "balayage")).toBeGreaterThan(0.3);
  });

  it("counts what everybody writes for less", () => {
    expect(likeness("what is the balayage", "what is the parking")).toBeLessThan(0.2);
    expect(likeness("what is the balayage", "any balayage left")).toBeGreaterThan(0.4);
  });

  it("joins profiles to one that is near each", () => {
    const joined = joinProfiles([profileLetters("balayage", weights), profileLetters("parking", weights)]);
    expect(likenessOf(joined, profileLetters("parking", weights))).toBeCloseTo(Math.SQRT1_2, 1);
  });
});
