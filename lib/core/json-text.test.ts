import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { findJsonSyntaxError } from "./json-text";

describe("findJsonSyntaxError", () => {
  it.each([
    ["", 1, 1, "the text is empty"],
    [" \n ", 2, 2, "the text is empty"],
    ["{", 1, 2, "the text ends too early"],
    ['{"a":1,}', 1, 8, 'expected a field name in double quotes (")'],
    ["{a:1}", 1, 2, 'expected a field name in double quotes (")'],
    ['{"a" 1}', 1, 6, 'expected ":" after the field name'],
    ['{"a":1 "b":2}', 1, 8, 'expected "," or "}"'],
    ["[1\n2]", 2, 1, 'expected "," or "]"'],
    ["[1,]", 1, 4, "expected a value"],
    ["[1}", 1, 3, 'expected "," or "]"'],
    ["{} x", 1, 4, "expected nothing more after the end"],
    ["['a']", 1, 2, 'strings need double quotes (")'],
    ['["a', 1, 2, "this string is not closed"],
    ['["a\nb"]', 1, 4, "a line break or control character inside a string must be escaped"],
    ['["\\x"]', 1, 3, "not a valid escape after \\"],
    ['["\\u12"]', 1, 3, "not a valid escape after \\"],
    ["\r\n\r[01]", 3, 2, "expected a value"],
    ['["👍👍" 1]', 1, 7, 'expected "," or "]"'],
    ["[1.]", 1, 2, "expected a value"],
    ["[NaN]", 1, 2, "expected a value"],
    ["[truest]", 1, 2, "expected a value"],
    ["[1] // hours", 1, 5, "expected nothing more after the end"],
  ])("of %j: line %i, column %i, %s", (text, line, column, message) => {
    expect(findJsonSyntaxError(text)).toEqual({ line, column, message });
  });

  it("is not limited by depth", () => {
    expect(findJsonSyntaxError("[".repeat(200_000) + "]".repeat(200_000))).toBeNull();
  });

  it("finds an error exactly where JSON.parse does", () => {
    const piece = fc.constantFrom(
      ...'{}[],:"\\ \n\t019.-+eEtrufalsn',
      '"a"',
      "true",
      "null",
      "1e5",
      "\\u00e9",
      "\u2028",
      "\ufeff",
      "{}",
      "[]",
      '{"a":1}',
    );
    const damaged = fc
      .tuple(fc.jsonValue(), fc.nat(), fc.nat(3), fc.array(piece, { maxLength: 2 }))
      .map(([value, at, cut, put]) => {
        const text = JSON.stringify(value, null, 1);
        const start = at % (text.length + 1);
        return text.slice(0, start) + put.join("") + text.slice(start + cut);
      });
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
        ),
        (text) => {
          expect(findJsonSyntaxError(text) === null).toBe(parses(text));
        },
      ),
      { numRuns: propertyRuns(500) },
    );
  });
});
