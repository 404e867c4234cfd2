import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FOLD_PAIRS, OTHER_WORDS } from "@/lib/testing/fixtures/spelling-pairs";
import { propertyRuns } from "@/lib/testing/property-runs";
import { exactForm, foldMessage, foldText, SEARCHED_UNITS } from "./fold-text";
import { KeywordIndex } from "./matching/keyword-index";

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
    ["2️⃣ #\u20e3", "2 #"],
    ["\u20e3", ""],
    ["👍🏽", "👍🏽"],
    ["हिन्दी", "हिन्दी"],
    ["क्या\u200dहै", "क्याहै"],
    ["مَتَى", "متي"],
    ["한국", "한국"],
    ["\u0301", ""],
    ["\u200b \ufe0f", ""],
  ])("folds %j to %j", (text, folded) => {
    expect(foldText(text)).toBe(folded.normalize("NFC"));
  });

  const found = FOLD_PAIRS.filter(({ one, other }) => foldText(one) === foldText(other));

  it("takes for one what a thumb can't tell apart", () => {
    expect(FOLD_PAIRS).toHaveLength(42);
    expect(FOLD_PAIRS.filter((pair) => !found.includes(pair)).map(({ what }) => what)).toEqual([
      "German ö as oe",
      "Danish å as aa",
      "two dashes as one",
    ]);
  });

  it.each(OTHER_WORDS)("keeps %j and %j apart", (one, other) => {
    expect(foldText(one)).not.toBe(foldText(other));
    expect(foldText(one)).not.toContain(foldText(other));
    expect(foldText(other)).not.toContain(foldText(one));
  });

  const scripts = fc.string({
    unit: fc.constantFrom(
      ..."aZéßẞİıǰςΣᾳŉकिी्ंعَّةﷺＡｶﾞ가각\u1100\u1161👍🏽❤\ufe0f\u200d\u200b\u20e3\u0301\u0327\u0345\u00a0\u0085\n 1①½`'´’ʼ′″‴ŉ΄῾«„–−־׳״øŁĐÆǽœßأؤئآٱىیکـ٠۴४क़ँשָׁ\u093c\u0654〜ｰ",
    ),
  });

  it("is idempotent", () => {
    fc.assert(
      fc.property(fc.oneof(scripts, fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: propertyRuns(300) },
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

  it("cuts marks that no language writes, and changes nothing else", () => {
    const mark = "\u0941";
    expect(foldText(`क${mark.repeat(30)}`)).toBe(`क${mark.repeat(30)}`);
    expect(foldText(`क${mark.repeat(31)} open`)).toBe(`क${mark.repeat(30)} open`);
    // Accents and invisible characters are no obstacle, however many.
    expect(foldText(`cafe${"\u0301".repeat(100)} ${"\u200b".repeat(100)}open`)).toBe("cafe open");
    expect(foldText(`ب${"\u064e".repeat(100)}`)).toBe("ب");
    const tibetan = foldText(`ب${"\u0f73".repeat(40)}`);
    expect(foldText(tibetan)).toBe(tibetan);
    const letters = fc.string({
      unit: fc.constantFrom(..."aZéßẞİıǰςΣᾳŉकिी्ंＡｶﾞ가각\u1100\u1161👍🏽❤\ufe0f\u200d\u0301\u0345\n 1①½"),
    });
    fc.assert(
      fc.property(letters, (text) => {
        const plainly = text
          .normalize("NFKD")
          .replace(/[\u0300-\u036F]/g, "")
          .replace(/\u200d|\ufe0f/g, "")
          .toLowerCase()
          .toUpperCase()
          .toLowerCase()
          .replaceAll("ς", "σ")
          .replaceAll("\u02bc", "'")
          .normalize("NFC")
          .replace(/\s+/g, " ")
          .trim();
        expect(foldText(text)).toBe(plainly);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("never makes one word of two, nor a longer text than Unicode may", () => {
    const word = fc
      .string({ unit: fc.constantFrom(..."aZéßøŁÆœأؤىیکـकिँन१٣שםοςカ"), minLength: 1, maxLength: 6 })
      .filter((text) => foldText(text) !== "");
    // A sign that parts words must still part them, whatever it has become.
    const between = fc.constantFrom(..."'’ʹ‘´`′″«»„“-–—‐−־׳״.,،!?/@ \u00a0\n\u3000〜~+=€(");
    fc.assert(
      fc.property(word, between, word, (one, sign, other) => {
        const folded = foldText(`${one}${sign}${other}`);
        const [start, end] = [foldText(one), foldText(other)];
        expect(folded.startsWith(start) && folded.endsWith(end)).toBe(true);
        expect(folded.slice(start.length, folded.length - end.length)).toMatch(/^[^\p{L}\p{N}\p{M}]+$/u);
      }),
      { numRuns: propertyRuns(300) },
    );
    fc.assert(
      fc.property(scripts, (text) => {
        expect(foldText(text).length).toBeLessThanOrEqual(18 * text.length);
      }),
    );
  });

  it("parts words at an apostrophe, however it is typed", () => {
    for (const apostrophe of "'’ʼ´`′") {
      const index = new KeywordIndex();
      const hour = index.add(foldText("heure"), true);
      const whole = index.add(foldText("l'heure"), true);
      const half = index.add(foldText("heur"), true);
      const found = index.findIn(foldText(`à quelle date et l${apostrophe}heure ?`));
      expect([hour, whole, half].map((id) => found[id ?? -1])).toEqual([1, 1, 0]);
    }
  });

  it("folds a message as far as it is searched, and no character by half", () => {
    expect(foldMessage("Ｏpen ".repeat(100))).toBe(foldText("open ".repeat(100)));
    expect(foldMessage("\uFDFA".repeat(4_096))).toHaveLength(SEARCHED_UNITS);
    expect(foldMessage("A".repeat(1_000_000))).toBe("a".repeat(SEARCHED_UNITS));
    expect(foldMessage(`a${"👍".repeat(10_000)}`)).toBe(`a${"👍".repeat(SEARCHED_UNITS / 2 - 1)}`);
  });
});

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
