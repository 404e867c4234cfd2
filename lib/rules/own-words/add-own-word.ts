import { foldText } from "../fold-text";
import { MORE_OWN_WORDS, type MoreOwnWords, NO_MORE_WORDS, type OwnWord } from "./own-words";
import { readOwnWord } from "./read-own-word";

/** Why a word is not added. `known`: it is understood already, as `word`. */
export type OwnWordProblem = { kind: "empty" } | { kind: "long" } | { kind: "full" } | { kind: "known"; word: OwnWord };

/** Adds what an owner typed to one kind of words, or says why not. Of any length; compared as messages are. */
export function addOwnWord(
  more: MoreOwnWords,
  word: OwnWord,
  typed: string,
): { kind: "added"; more: MoreOwnWords } | OwnWordProblem {
  const text = typed.trim();
  if (text.length > MORE_OWN_WORDS.units) return { kind: "long" };
  if (foldText(text) === "") return { kind: "empty" };
  const known = readOwnWord([text], more) ?? readOwnWord([text], NO_MORE_WORDS);
  if (known) return { kind: "known", word: known.word };
  if (more[word].length >= MORE_OWN_WORDS.words) return { kind: "full" };
  return { kind: "added", more: { ...more, [word]: [...more[word], text] } };
}
