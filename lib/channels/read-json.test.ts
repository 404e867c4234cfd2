import { describe, expect, it } from "vitest";
import { dig, listItems } from "./read-json";

describe("dig", () => {
  it("follows keys of objects, and only their own", () => {
    expect(dig({ a: { b: 1 } }, "a", "b")).toBe(1);
    expect(dig({}, "constructor")).toBeUndefined();
    expect(dig(["x"], "0")).toBeUndefined();
    expect(dig("text", "length")).toBeUndefined();
    expect(dig(null, "a")).toBeUndefined();
  });
});

describe("listItems", () => {
  it("takes an absent list for empty and a lone value for a list of one", () => {
    expect(listItems(undefined, "entry")).toEqual([]);
    expect(listItems(null, "entry")).toEqual([]);
    expect(listItems({ id: 1 }, "entry")).toEqual([{ item: { id: 1 }, path: "entry" }]);
    expect(listItems([7, null], "entry")).toEqual([
      { item: 7, path: "entry[0]" },
      { item: null, path: "entry[1]" },
    ]);
  });
});
