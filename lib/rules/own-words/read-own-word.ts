import { exactForm, foldText } from "../fold-text";
import {
  type MoreOwnWords,
  OWN_WORD_LANGUAGES,
  OWN_WORD_LISTS,
  OWN_WORDS,
  type OwnWord,
  type OwnWordLanguage,
} from "./own-words";

/** `languages`: whose lists it stands in, in their order; none for a word of the owner's. */
export type ReadWord = { word: OwnWord; languages: readonly OwnWordLanguage[] };

/** No phrase is half as long, politely said; what is longer is no such message, and is not even folded. */
const MOST_UNITS = 200;
/** "Hello, … please, thanks". */
const MOST_POLITE = 3;

/**
 * What one of a turn's texts asks for as a whole, punctuation, emoji, blanks and a polite word aside. Who asks to be left
 * alone and to be answered again in one breath means what they said last; both go before a wish for a person. `among`:
 * what is looked for. Texts in the order in which they were sent; of any length.
 */
export function readOwnWord(
  texts: readonly string[],
  more: MoreOwnWords,
  among: readonly OwnWord[] = OWN_WORDS,
): ReadWord | null {
  const own = texts.some((text) => text.length <= MOST_UNITS) ? formsOf(more) : new Map<string, OwnWord>();
  const found = texts.flatMap((text) => readOne(text, own) ?? []).filter(({ word }) => among.includes(word));
  return found.findLast(({ word }) => word !== "human") ?? found.at(-1) ?? null;
}

function readOne(text: string, own: ReadonlyMap<string, OwnWord>): ReadWord | null {
  if (text.length > MOST_UNITS) return null;
  const { words, polite } = builtIn();
  for (const form of lessPolite(exactForm(foldText(text)), polite, MOST_POLITE)) {
    const known = words.get(form);
    if (known) return known;
    const added = own.get(form);
    if (added) return { word: added, languages: [] };
  }
  return null;
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

const wholeForm = (words: string): string => exactForm(foldText(words));

/** Of two kinds the first has it: what is built in can't be taken away by what is added. */
function formsOf(more: MoreOwnWords): Map<string, OwnWord> {
  return new Map(OWN_WORDS.toReversed().flatMap((word) => more[word].map((one) => [wholeForm(one), word] as const)));
}

type BuiltIn = { words: ReadonlyMap<string, ReadWord>; polite: readonly string[] };
let made: BuiltIn | null = null;

function builtIn(): BuiltIn {
  made ??= makeBuiltIn();
  return made;
}

function makeBuiltIn(): BuiltIn {
  const words = new Map<string, ReadWord>();
  const polite = new Set<string>();
  for (const language of OWN_WORD_LANGUAGES) {
    const list = OWN_WORD_LISTS[language];
    for (const one of list.polite) polite.add(wholeForm(one));
    for (const word of OWN_WORDS) {
      for (const form of list[word].flatMap(spellOut).map(wholeForm)) {
        const languages = words.get(form)?.languages ?? [];
        if (!languages.includes(language)) words.set(form, { word, languages: [...languages, language] });
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
