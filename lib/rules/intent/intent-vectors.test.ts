import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseVector, scoreIntents } from "./intent-vectors";

const components = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 8, maxLength: 8 });
const unit = (values: number[]): Float32Array => {
  const vector = normaliseVector(values);
  if (!vector) throw new Error("no direction");
  return vector;
};

describe("intent vectors", () => {
  it("have length 1, or don't exist", () => {
    fc.assert(
      fc.property(components, (values) => {
        const vector = normaliseVector(values);
        const squares = values.reduce((sum, value) => sum + Math.fround(value) ** 2, 0);
        if (!vector) expect(Math.fround(Math.sqrt(squares))).toBeLessThan(1e-18);
        else expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
      }),
    );
    expect(normaliseVector([0, 0])).toBeNull();
    expect(normaliseVector([1, Number.NaN])).toBeNull();
    expect(normaliseVector([1, Number.POSITIVE_INFINITY])).toBeNull();
  });

  it("score a rule by the nearest of its phrases, between −1 and 1", () => {
    const message = unit([1, 0, 0]);
    const scores = scoreIntents(
      message,
      new Map([
        ["same", [unit([0, 1, 0]), unit([2, 0, 0])]],
        ["across", [unit([0, 1, 0])]],
        ["against", [unit([-1, 0, 0])]],
        ["half", [unit([1, 1, 0])]],
        ["none", []],
      ]),
    );
    expect([...scores.keys()]).toEqual(["same", "across", "against", "half"]);
    expect(scores.get("same")).toBeCloseTo(1);
    expect(scores.get("across")).toBeCloseTo(0);
    expect(scores.get("against")).toBeCloseTo(-1);
    expect(scores.get("half")).toBeCloseTo(Math.SQRT1_2);
  });
});

describe("vectors of several models", () => {
  it("are not compared with a message of another dimension", () => {
    const message = Float32Array.from([1, 0, 0]);
    const rules = new Map([
      ["same", [Float32Array.from([1, 0, 0])]],
      ["other", [Float32Array.from([1, 0])]],
    ]);
    expect([...scoreIntents(message, rules)]).toEqual([["same", 1]]);
  });
});
