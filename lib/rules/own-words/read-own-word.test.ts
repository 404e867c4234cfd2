import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { ownWordText } from "./own-word-texts";
import { NO_MORE_WORDS, OWN_WORD_LANGUAGES, OWN_WORD_LISTS, OWN_WORDS, type OwnWord } from "./own-words";
import { readOwnWord, spellOut } from "./read-own-word";

const read = (...texts: string[]) => readOwnWord(texts, NO_MORE_WORDS)?.word ?? null;
const languageOf = (text: string, preferred = "") => {
  const found = readOwnWord([text], NO_MORE_WORDS);
  const answer = found && ownWordText(found, preferred);
  return OWN_WORD_LANGUAGES.find((one) => answer === ownWordText({ word: "stop", languages: [one] }, "")) ?? answer;
};

describe("readOwnWord", () => {
  it.each<[OwnWord, string[]]>([
    [
      "stop",
      ["stop", "STOP!", " Stop. 🛑", "Stop please", "please stop", "Bitte stopp", "Stopp, danke!", "UNSUBSCRIBE"],
    ],
    [
      "stop",
      ["Désinscrire", "desinscrire svp", "BAJA", "abmelden", "ABONELİKTEN ÇIK", "стоп", "Don’t text me anymore"],
    ],
    ["start", ["start", "START", "Start bitte", "alta", "unstop"]],
    ["human", ["a human please", "A human, please!", "I want to talk to a person", "Hi, can I speak to someone?"]],
    ["human", ["Kann ich mit einem Menschen sprechen?", "quiero hablar con una persona por favor", "agent"]],
    [
      "human",
      ["Je voudrais parler à quelqu'un s'il vous plaît", "posso parlare con un operatore?", "I'd like a human"],
    ],
  ])("takes a whole message for %s: %j", (word, texts) => {
    for (const text of texts) expect([text, read(text)]).toEqual([text, word]);
  });

  it.each([
    "stop, the tap is leaking",
    "don't stop",
    "nonstop",
    "when do you start",
    "cancel",
    "please",
    "please thanks",
    "",
    "🛑",
    "is a human there on sunday",
    "a table for one person",
    "stop ".repeat(100),
  ])("takes %j for an ordinary message", (text) => expect(read(text)).toBeNull());

  it("takes what was said last, and a wish to be left alone before one for a person", () => {
    expect(read("stop", "start")).toBe("start");
    expect(read("start", "stop", "the tap is leaking")).toBe("stop");
    expect(read("stop", "a human please")).toBe("stop");
    expect(readOwnWord(["start", "a human please"], NO_MORE_WORDS, ["human"])?.word).toBe("human");
  });

  it("adds the owner's words, and lets none of them take a built-in one's place", () => {
    const more = { stop: ["Ruhe jetzt"], start: [], human: ["stop", "Chefin!"] };
    expect(readOwnWord(["ruhe, jetzt"], more)).toEqual({ word: "stop", languages: [] });
    expect(readOwnWord(["chefin bitte"], more)?.word).toBe("human");
    expect(readOwnWord(["stop"], more)?.word).toBe("stop");
  });

  it("answers in the language of the list, and by the account's where a word is of several", () => {
    expect(languageOf("stop", "de")).toBe("de");
    expect(languageOf("stop", "xx")).toBe("en");
    expect(languageOf("abmelden", "en")).toBe("de");
    expect(languageOf("désinscription", "de")).toBe("fr");
    expect(ownWordText({ word: "stop", languages: [] }, "tr")).toContain("START");
  });
});

describe("the lists", () => {
  const all = OWN_WORD_LANGUAGES.flatMap((language) =>
    OWN_WORDS.flatMap((word) =>
      OWN_WORD_LISTS[language][word].flatMap(spellOut).map((text) => ({ word, text, language })),
    ),
  );

  it("have every phrase in one kind alone, each read as that kind", () => {
    for (const { word, text, language } of all) {
      expect([text, readOwnWord([text], NO_MORE_WORDS)]).toMatchObject([text, { word }]);
      expect(readOwnWord([text], NO_MORE_WORDS)?.languages).toContain(language);
    }
  });

  it("have what their own texts ask for", () => {
    for (const language of OWN_WORD_LANGUAGES) {
      const answer = (word: OwnWord) => ownWordText({ word, languages: [language] }, language);
      expect(answer("stop")).toContain("START");
      expect(answer("start")).toContain("STOP");
      for (const word of ["stop", "start"] as const) {
        expect(readOwnWord([word], NO_MORE_WORDS)?.languages).toContain(language);
      }
    }
  });

  it("read a phrase in any case and dress, and none inside of other words", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.constantFrom("", "!", " 🙏", "...", "\n"),
        fc.constantFrom("the tap is leaking", "wasserrohr", "2 persons"),
        ({ word, text, language }, end, more) => {
          const [polite] = OWN_WORD_LISTS[language].polite;
          expect(read(`${text.toUpperCase()}${end}`)).toBe(word);
          expect(read(`${text} ${polite}${end}`)).toBe(word);
          expect(read(`${text} ${more}`)).toBeNull();
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it("are read of any text without fault", () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => void read(...texts)));
  });
});
