import { CLOSING_FORMS, EVERYDAY_FORMS } from "../everyday-words";
import { exactForm, foldText } from "../fold-text";
import {
  type MoreOwnWords,
  OWN_WORD_LANGUAGES,
  OWN_WORD_LISTS,
  OWN_WORDS,
  type OwnWord,
  type OwnWordLanguage,
  UNMISTAKABLE_WORDS,
} from "./own-words";

/** `languages`: whose lists it stands in, in their order; none for a word of the owner's. */
export type ReadWord = { word: OwnWord; languages: readonly OwnWordLanguage[] };

/** No phrase is half as long, politely said; what is longer is no such message, and is not even folded. */
const MOST_UNITS = 200;
/** "Hello, … please, thanks". */
const MOST_POLITE = 3;
/** A phrase of so many words is a sentence of one language, and no everyday word of another. */
const TELLING_WORDS = 3;

/**
 * What a turn's texts ask for, each as a whole, punctuation, emoji, blanks and a polite word aside. Who asks to be left
 * alone and to be answered again in one breath means what they said last; both go before a wish for a person, and neither
 * is heard where something else was said after it. `among`: what is looked for. `language`: of the account (ISO 639-1),
 * asked for only where it matters; beside it English is understood, and of other languages what is unmistakable. Texts in
 * the order in which they were sent; of any length.
 */
export function readOwnWord(
  texts: readonly string[],
  more: MoreOwnWords,
  among: readonly OwnWord[] = OWN_WORDS,
  language: () => string = () => "",
): ReadWord | null {
  const own = texts.some((text) => text.length <= MOST_UNITS) ? formsOf(more) : new Map<string, OwnWord>();
  const said = texts.map((text) => readOne(text, own, language));
  const found = said.flatMap((one) => (one === null || one === "polite" ? [] : one));
  const atEnd = said
    .slice(said.lastIndexOf(null) + 1)
    .flatMap((one) => (one === null || one === "polite" || one.word === "human" ? [] : one));
  const last = [...found.filter(({ word }) => word === "human"), ...atEnd].filter(({ word }) => among.includes(word));
  return last.at(-1) ?? null;
}

/** What a text means in any language that is built in, whichever the account has; null: nothing. Of any length. */
export function builtInWord(text: string): OwnWord | null {
  if (text.length > MOST_UNITS) return null;
  const { words, polite } = builtIn();
  for (const form of lessPolite(exactForm(foldText(text)), polite, MOST_POLITE)) {
    const known = words.get(form);
    if (known) return known.word;
  }
  return null;
}

/**
 * Why an owner's word is none: nothing is left of it without punctuation and emoji, or customers greet, thank, agree and
 * refuse with it as a whole message. Null: it may be one. Of any length.
 */
export function whyNoOwnWord(text: string): "empty" | "everyday" | null {
  if (text.length > MOST_UNITS) return null;
  const form = exactForm(foldText(text));
  if (!/[\p{L}\p{N}]/u.test(form)) return "empty";
  const { polite } = builtIn();
  for (const less of lessPolite(form, polite, MOST_POLITE)) {
    if (polite.includes(less) || CLOSING_FORMS.has(less) || EVERYDAY_FORMS.has(less)) return "everyday";
  }
  return null;
}

function readOne(text: string, own: ReadonlyMap<string, OwnWord>, language: () => string): ReadWord | "polite" | null {
  if (text.length > MOST_UNITS) return null;
  const { words, polite } = builtIn();
  const whole = exactForm(foldText(text));
  for (const form of lessPolite(whole, polite, MOST_POLITE)) {
    const known = words.get(form);
    if (known && (known.anywhere || known.languages.includes(language() as OwnWordLanguage))) return known;
    const added = own.get(form);
    if (added) return { word: added, languages: [] };
  }
  return isPolite(whole, polite) ? "polite" : null;
}
/** A form, and what is left of it without polite words at its ends. */
function* lessPolite(form: string, polite: readonly string[], most: number): Generator<string> {
  yield form;
  if (most === 0) return;
  for (const words of polite) {
    if (form.length <= words.length) continue;
    if (form.endsWith(words)) yield* lessPolite(form.slice(0, -words.length), polite, most - 1);
    if (form.startsWith(words)) yield* lessPolite(form.slice(words.length), polite, most - 1);
  }
}

/** Nothing but what is said beside a wish, or no word at all. */
function isPolite(form: string, polite: readonly string[]): boolean {
  if (!/[\p{L}\p{N}]/u.test(form) || CLOSING_FORMS.has(form)) return true;
  for (const less of lessPolite(form, polite, MOST_POLITE)) if (polite.includes(less)) return true;
  return false;
}

const wholeForm = (words: string): string => exactForm(foldText(words));

/** Of two kinds the first has it: what is built in can't be taken away by what is added. */
function formsOf(more: MoreOwnWords): Map<string, OwnWord> {
  const added = OWN_WORDS.toReversed().flatMap((word) => more[word].map((one) => ({ word, one })));
  return new Map(added.filter(({ one }) => whyNoOwnWord(one) === null).map(({ word, one }) => [wholeForm(one), word]));
}

/** `anywhere`: understood whatever the account's language is. */
type BuiltInWord = ReadWord & { anywhere: boolean };
type BuiltIn = { words: ReadonlyMap<string, BuiltInWord>; polite: readonly string[] };
let made: BuiltIn | null = null;

function builtIn(): BuiltIn {
  made ??= makeBuiltIn();
  return made;
}

function makeBuiltIn(): BuiltIn {
  const words = new Map<string, BuiltInWord>();
  const polite = new Set<string>();
  const unmistakable = new Set(UNMISTAKABLE_WORDS.map(wholeForm));
  for (const language of OWN_WORD_LANGUAGES) {
    const list = OWN_WORD_LISTS[language];
    for (const one of list.polite) polite.add(wholeForm(one));
    for (const word of OWN_WORDS) {
      for (const phrase of list[word].flatMap(spellOut)) {
        const form = wholeForm(phrase);
        const before = words.get(form);
        const languages = before?.languages ?? [];
        const tells = language === "en" || unmistakable.has(form) || phrase.split(" ").length >= TELLING_WORDS;
        const anywhere = tells || before?.anywhere === true;
        words.set(form, { word, anywhere, languages: [...languages.filter((one) => one !== language), language] });
      }
    }
  }
  return { words, polite: [...polite] };
}

/** Every phrase that a pattern with `{a|b}` stands for; alternatives may hold alternatives. */
export function spellOut(pattern: string): string[] {
  const open = pattern.lastIndexOf("{");
  if (open === -1) return [pattern];
  const close = pattern.indexOf("}", open);
  const before = pattern.slice(0, open);
  const after = pattern.slice(close + 1);
  return pattern
    .slice(open + 1, close)
    .split("|")
    .flatMap((choice) => spellOut(`${before}${choice}${after}`));
}
