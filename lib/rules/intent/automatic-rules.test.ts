import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Closeness, newAccountConfig } from "../config/reply-config";
import {
  aimRules,
  type Background,
  createBackground,
  linesInList,
  type PhraseVector,
  scoreAutomatic,
} from "./automatic-rules";
import { automaticRulesOf } from "./embed-waiting-phrases";
import { normaliseVector } from "./intent-vectors";

/** A place in a small space of meanings, in the corner where models put all sentences. */
function at(phrase: string, ...components: number[]): PhraseVector {
  const vector = normaliseVector([3, ...components]);
  if (!vector) throw new Error("no direction");
  return { phrase, vector };
}

/** Hundred lines around the middle, of which the one at `place` out of 99 stands `place / 99` towards booking. */
const lines = Array.from({ length: 100 }, (_, place) =>
  at(`zq${place}`, place / 99 - 0.5, Math.cos(place) / 2, Math.sin(place) / 2),
);
const background = createBackground(lines) as Background;

const booking = [at("book a table", 1, 0.1, 0), at("a place for two", 1, -0.1, 0)];
const prices = [at("what does it cost", 0, 1, 0.1), at("price list", 0, 1, -0.1)];

const scoresOf = (text: PhraseVector[], rules: Record<string, PhraseVector[]>) =>
  scoreAutomatic(text, aimRules(new Map(Object.entries(rules)), background));

describe("automatic rules", () => {
  it("are near what lies in the direction of their phrases, seen from nobody's lines", () => {
    const scores = scoresOf([at("xx", 0.9, 0, 0)], { booking, prices });
    expect(scores.get("booking")).toBeGreaterThan(0.4);
    expect(scores.get("prices")).toBeLessThan(0.2);
  });

  it("are nearer what is spelt like their phrases", () => {
    const spelt = scoresOf([at("book a tabel", 0.9, 0, 0)], { booking });
    expect(spelt.get("booking")).toBeGreaterThan(
      (scoresOf([at("xx", 0.9, 0, 0)], { booking }).get("booking") ?? 1) + 0.1,
    );
  });

  it("draw a line that one of a hundred of nobody's lines is above", () => {
    const { rules } = aimRules(new Map([["booking", booking]]), background);
    const line = rules.get("booking")?.line ?? Number.NaN;
    const above = lines.filter((one) => (scoresOf([one], { booking }).get("booking") ?? 0) > line);
    expect(above).toHaveLength(1);
  });

  it("draw it higher where they are strict, and lower where they are generous, and move no other's", () => {
    const phrases = new Map([
      ["booking", booking],
      ["prices", prices],
    ]);
    const linesOf = (closeness: [string, Closeness][] = []) => {
      const { rules } = aimRules(phrases, background, new Map(closeness));
      return { booking: rules.get("booking")?.line ?? Number.NaN, prices: rules.get("prices")?.line };
    };
    const normal = linesOf();
    const strict = linesOf([["booking", "strict"]]);
    const generous = linesOf([["booking", "generous"]]);
    expect(linesOf([["booking", "normal"]])).toEqual(normal);
    expect(strict.booking).toBeGreaterThan(normal.booking);
    expect(generous.booking).toBeLessThan(normal.booking);
    expect([strict.prices, generous.prices]).toEqual([normal.prices, normal.prices]);
  });

  it("draw it as their matchers say, saved or as an edit would have them", () => {
    const known = new Map(booking.map(({ phrase, vector }) => [phrase, vector]));
    const [description = "", ...examples] = booking.map(({ phrase }) => phrase);
    const lineOf = (closeness?: "strict" | "generous"): number => {
      const matcher = { kind: "prompt" as const, description, examples, ...(closeness && { closeness }) };
      const rule = { id: "booking", label: "", matcher, response: { kind: "none" as const } };
      const { rules } = automaticRulesOf({ ...newAccountConfig(), rules: [rule] }, known, background);
      return rules.get("booking")?.line ?? Number.NaN;
    };
    expect(lineOf("strict")).toBeGreaterThan(lineOf());
    expect(lineOf("generous")).toBeLessThan(lineOf());
  });

  it("draw higher lines where they are so many that together they would take too much", () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, place) => [
        `r${place}`,
        [at(`r${place}`, Math.cos(place), Math.sin(place), Math.cos(3 * place))],
      ]),
    );
    const all = aimRules(new Map(Object.entries(many)), background);
    const taken = lines.filter((one) =>
      [...scoreAutomatic([one], all)].some(([id, score]) => score > (all.rules.get(id)?.line ?? 0)),
    );
    expect(taken.length).toBeLessThanOrEqual(8);
    const alone = aimRules(new Map([["r1", many.r1 ?? []]]), background);
    expect(all.rules.get("r1")?.line).toBeGreaterThanOrEqual(alone.rules.get("r1")?.line ?? 1);
  });

  it("tell where one of them would draw its line, as it then does", () => {
    const phrases = new Map(
      Array.from({ length: 30 }, (_, n) => [`r${n}`, [at(`r${n}`, Math.cos(n), Math.sin(n), 1)]]),
    );
    const list = aimRules(phrases, background);
    const own = aimRules(new Map([["typed", booking]]), background);
    for (const closeness of ["strict", "normal", "generous"] as const) {
      for (const [instead, others] of [["r7", phrases.size - 1] as const, ["new", phrases.size] as const]) {
        const saved = new Map([...phrases].filter(([id]) => id !== instead));
        expect(saved.size).toBe(others);
        const { rules } = aimRules(saved.set("typed", booking), background, new Map([["typed", closeness]]));
        expect(linesInList(own, "typed", list, instead)[closeness]).toBeCloseTo(rules.get("typed")?.line ?? 2, 6);
      }
      const alone = aimRules(new Map([["typed", booking]]), background, new Map([["typed", closeness]]));
      expect(linesInList(own, "typed", null, "typed")[closeness]).toBe(alone.rules.get("typed")?.line);
    }
  });

  it("take the nearest of a burst and its messages", () => {
    const [far, near] = [at("hi", -1, 0, 0), at("xx", 1, 0, 0)];
    expect(scoresOf([far, near], { booking })).toEqual(scoresOf([near], { booking }));
  });

  it("without phrases are none, and without lines there is nothing to measure beside", () => {
    expect(aimRules(new Map([["none", []]]), background).rules.size).toBe(0);
    expect(aimRules(new Map(), background).rules.size).toBe(0);
    expect(createBackground([])).toBeNull();
  });

  it("score between −1 and 1, whatever is written", () => {
    const component = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), component, component, component, (text, ...place) => {
        const score = scoresOf([at(text, ...place)], { booking }).get("booking") ?? Number.NaN;
        expect(score).toBeGreaterThanOrEqual(-1);
        expect(score).toBeLessThanOrEqual(1.000001);
      }),
    );
  });
});
