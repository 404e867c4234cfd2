import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLine, cleanText, cutCodePoints, isBlank, readId } from "./clean-text";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: fc.constantFrom("\u0000", "\ud83d", "\udc4d", "\u200d", "a", " ", "👍"), maxLength: 80 }),
);

describe("cleanText", () => {
  it("removes NUL characters and replaces halves of surrogate pairs, and nothing else", () => {
    expect(cleanText("a\u0000b\ud83dc \n👍\udc4d")).toBe("ab\ufffdc \n👍\ufffd");
  });

  it("leaves what UTF-8 can carry, whatever comes", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cleaned = cleanText(text);
        expect(new TextDecoder().decode(new TextEncoder().encode(cleaned))).toBe(cleaned.replace(/^\uFEFF/, ""));
        expect(cleaned).not.toContain("\u0000");
        expect(cleanText(cleaned)).toBe(cleaned);
      }),
    );
  });
});

describe("cutCodePoints", () => {
  it("counts an emoji once and never cuts it", () => {
    expect(cutCodePoints("👍👍👍", 2)).toBe("👍👍");
    expect(cutCodePoints("abc", 3)).toBe("abc");
  });

  it("gives the first code points", () => {
    fc.assert(
      fc.property(anyText, fc.nat(100), (text, max) => {
        expect([...cutCodePoints(text, max)]).toEqual([...text].slice(0, max));
      }),
    );
  });
});

describe("cleanLine", () => {
  it.each([
    ["  Ada \n\t Lovelace\u0007 ", "Ada Lovelace"],
    ["\u202eada\u202c", "ada"],
    ["أحمد", "أحمد"],
    ["👨‍👩‍👧", "👨‍👩‍👧"],
  ])("reads %j as %j", (name, expected) => {
    expect(cleanLine(name, 60)).toBe(expected);
  });

  it("leaves no blank at the end when it cuts", () => {
    expect(cleanLine("ab cd", 3)).toBe("ab");
  });
});

describe("isBlank", () => {
  it.each(["", " \n\t", "\u200b\u200d\ufe0f", "\u3164", "\u0007"])("sees nothing in %j", (text) => {
    expect(isBlank(text)).toBe(true);
  });
  it.each([".", "👍", "\u200ba", "0"])("sees something in %j", (text) => {
    expect(isBlank(text)).toBe(false);
  });
});

describe("readId", () => {
  it("keeps case and blanks, takes numbers by their digits", () => {
    expect(readId(" wamid.Ab= ", 20)).toBe(" wamid.Ab= ");
    expect(readId(106540352242922, 20)).toBe("106540352242922");
  });

  it("measures after cleaning", () => {
    expect(readId(`${"x".repeat(512)}\u0000`, 512)).toBe("x".repeat(512));
    expect(readId("x".repeat(513), 512)).toBeNull();
    expect(readId("\u0000", 512)).toBeNull();
  });

  it.each([null, undefined, true, {}, [], 1.5, 2 ** 60])("refuses %j", (value) => {
    expect(readId(value, 512)).toBeNull();
  });
});
