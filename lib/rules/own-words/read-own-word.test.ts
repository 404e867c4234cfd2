import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { ownWordText } from "./own-word-texts";
import {
  NO_MORE_WORDS,
  OWN_WORD_LANGUAGES,
  OWN_WORD_LISTS,
  OWN_WORDS,
  type OwnWord,
  UNMISTAKABLE_WORDS,
} from "./own-words";
import { builtInWord, readOwnWord, spellOut } from "./read-own-word";

const readIn = (language: string, ...texts: string[]) =>
  readOwnWord(texts, NO_MORE_WORDS, OWN_WORDS, () => language)?.word ?? null;
const read = (...texts: string[]) => readIn("", ...texts);
/** Whichever language it is of. */
const readHome = (text: string) =>
  OWN_WORD_LANGUAGES.map((language) => readOwnWord([text], NO_MORE_WORDS, OWN_WORDS, () => language)).find(
    (found) => found !== null,
  ) ?? null;
const languageOf = (text: string, preferred = "") => {
  const found = readHome(text);
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
      ["Désabonner", "desabonner svp", "keine Nachrichten mehr", "ABONELİKTEN ÇIK", "стоп", "Don’t text me anymore"],
    ],
    ["start", ["start", "START", "Start bitte", "unstop"]],
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
    ...["a person", "an agent", "ein Mensch", "Mensch!", "una persona", "Una persona, por favor", "un agente"],
    ...["uma pessoa", "une personne", "un agent", "een persoon", "persoon", "een mens", "bir insan", "человек"],
    ...["Remover", "baja", "sair", "pare", "dur", "ret", "abmelden", "austragen", "agente", "desinscrire", "alta"],
    "stop ".repeat(100),
  ])("takes %j for an ordinary message", (text) => expect(read(text)).toBeNull());

  it("takes what was said last, and a wish to be left alone before one for a person", () => {
    expect(read("stop", "start")).toBe("start");
    expect(read("open on sunday?", "stop")).toBe("stop");
    expect(read("stop", "a human please")).toBe("stop");
    expect(read("stop", "thanks", "🙏")).toBe("stop");
    expect(readOwnWord(["start", "a human please"], NO_MORE_WORDS, ["human"])?.word).toBe("human");
  });

  it("heeds no wish to be left alone before something else was said", () => {
    expect(read("Stop!", "the tap is leaking")).toBeNull();
    expect(read("start", "stop", "the tap is leaking", "thanks")).toBeNull();
    expect(read("a human please", "my colour is green")).toBe("human");
  });

  it("heeds words of the account's own language, for nothing that is said for how many it is", () => {
    for (const [language, text] of [
      ...[
        ["de", "abmelden"],
        ["de", "Austragen, bitte"],
        ["es", "BAJA"],
        ["pt", "sair"],
        ["pt", "remover"],
      ],
      ...[
        ["tr", "dur"],
        ["tr", "ret"],
        ["fr", "désinscrire"],
      ],
    ] as [string, string][]) {
      expect([text, readIn(language, text), readIn("en", text)]).toEqual([text, "stop", null]);
    }
    for (const language of OWN_WORD_LANGUAGES) {
      for (const text of ["una persona", "uma pessoa", "une personne", "een persoon", "ein Mensch", "a person"]) {
        expect([language, text, readIn(language, text)]).toEqual([language, text, null]);
      }
    }
  });

  it("asks for the account's language only where it matters", () => {
    const language = () => {
      throw new Error("asked");
    };
    for (const text of ["stop", "a human please", "open on sunday?"])
      readOwnWord([text], NO_MORE_WORDS, OWN_WORDS, language);
    expect(() => readOwnWord(["baja"], NO_MORE_WORDS, OWN_WORDS, language)).toThrow("asked");
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
      const found = readOwnWord([text], NO_MORE_WORDS, OWN_WORDS, () => language);
      expect([text, found]).toMatchObject([text, { word }]);
      expect(found?.languages).toContain(language);
      expect(builtInWord(text)).toBe(word);
    }
  });

  it("have each word that is unmistakable", () => {
    for (const text of UNMISTAKABLE_WORDS) expect([text, read(text)]).not.toEqual([text, null]);
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
          expect(readIn(language, `${text.toUpperCase()}${end}`)).toBe(word);
          expect(readIn(language, `${text} ${polite}${end}`)).toBe(word);
          expect(readIn(language, `${text} ${more}`)).toBeNull();
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it("are read of any text without fault", () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => void read(...texts)));
  });
});
