import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { foldText } from "../fold-text";
import { exactForm } from "./exact-form";

const formOf = (text: string): string => exactForm(foldText(text));

describe("exactForm", () => {
  it.each([
    "2",
    " 2 ",
    "2.",
    "(2)",
    "2)",
    "#2",
    "*2*",
    "~2~",
    "`2`",
    "“2”",
    "2️⃣",
    "2\u20e3",
    "２",
    "٢",
    "۲.",
    "(२)",
    "2 👍",
    "2!!! 🙏🏽",
    "\n2\n",
  ])("reads %j as 2", (text) => {
    expect(formOf(text)).toBe("2");
  });

  it.each([
    ["1, 2", "12"],
    ["1️⃣ 2️⃣", "12"],
    ["-2 + 3", "23"],
    ["A table for 2 on the 13th", "2"],
    ["2b", "2"],
    ["+2", "2"],
    ["2€", "2"],
    ["👍", "👎"],
    ["?", "!"],
    ["٢", "٣"],
  ])("keeps %j and %j apart", (one, other) => {
    expect(formOf(one)).not.toBe(formOf(other));
  });

  it("doesn't see how words are set apart", () => {
    expect(formOf("Opening-hours?")).toBe(formOf("opening  hours"));
    expect(formOf("O.K.")).toBe(formOf("ok"));
    expect(formOf("1️⃣2️⃣")).toBe("12");
  });

  it("takes emoji and punctuation for words where there are no others", () => {
    expect(formOf("👍🏽!")).toBe(formOf("👍"));
    expect(formOf("?")).toBe("?");
  });

  it("is nothing only for nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(formOf(text) === "").toBe(foldText(text) === "");
      }),
      { numRuns: propertyRuns(300) },
    );
  });
});
