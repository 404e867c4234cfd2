import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "./fold-text";

describe("foldText", () => {
  it.each([
    ["Café", "cafe"],
    ["CAFE\u0301", "cafe"],
    ["Straße", "strasse"],
    ["STRASSE", "strasse"],
    ["STRAẞE", "strasse"],
    ["İstanbul", "istanbul"],
    ["ısı", "isi"],
    ["ΟΔΟΣ", "οδοσ"],
    ["οδός", "οδοσ"],
    ["ＯＰＥＮ　１２", "open 12"],
    ["ﬁnal ①", "final 1"],
    ["open\r\n\t now\u00a0?", "open now ?"],
    ["  open ", "open"],
    ["o\u200bp\u200de\ufeffn\u00ad", "open"],
    ["\u202bopen\u202c", "open"],
    ["❤️", "❤"],
    ["👍🏽", "👍🏽"],
    ["हिन्दी", "हिन्दी"],
    ["क्या\u200dहै", "क्याहै"],
    ["مَتَى", "مَتَى"],
    ["한국", "한국"],
    ["\u0301", ""],
    ["\u200b \ufe0f", ""],
  ])("folds %j to %j", (text, folded) => {
    expect(foldText(text)).toBe(folded.normalize("NFC"));
  });

  it("keeps vowel signs: other words stay other words", () => {
    expect(foldText("की")).not.toBe(foldText("का"));
    expect(foldText("ملك")).not.toBe(foldText("مُلك"));
  });

  const scripts = fc.string({
    unit: fc.constantFrom(
      ..."aZéßẞİıǰςΣᾳŉकिी्ंعَّةﷺＡｶﾞ가각\u1100\u1161👍🏽❤\ufe0f\u200d\u200b\u0301\u0327\u0345\u00a0\u0085\n 1①½",
    ),
  });

  it("is idempotent", () => {
    fc.assert(
      fc.property(fc.oneof(scripts, fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it("doesn't see case, composition or invisible characters", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."abzéüñßşığкйжकिد가👍 ") });
    fc.assert(
      fc.property(letters, (text) => {
        const folded = foldText(text);
        expect(foldText(text.toUpperCase())).toBe(folded);
        expect(foldText(text.normalize("NFD"))).toBe(folded);
        expect(foldText([...text].join("\u200b"))).toBe(folded);
      }),
    );
  });

  it("leaves no accent, nothing invisible, no double blank and no blank at the ends", () => {
    fc.assert(
      fc.property(scripts, (text) => {
        expect(foldText(text)).toBe(foldText(text).trim());
        expect(foldText(text)).not.toMatch(/\s\s|\n|\u00a0|\u200b|\u200d|\ufe0f/);
        expect(foldText(text).normalize("NFKD")).not.toMatch(/[\u0300-\u036f]/);
      }),
    );
  });
});
