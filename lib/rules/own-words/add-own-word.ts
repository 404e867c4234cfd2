import { MORE_OWN_WORDS, type MoreOwnWords, type OwnWord } from "./own-words";
import { builtInWord, readOwnWord, whyNoOwnWord } from "./read-own-word";

/** Why a word is not added. `known`: it is understood already, as `word`. `everyday`: customers greet or thank with it. */
export type OwnWordProblem =
  | { kind: "empty" }
  | { kind: "everyday" }
  | { kind: "long" }
  | { kind: "full" }
  | { kind: "known"; word: OwnWord };

/** Adds what an owner typed to one kind of words, or says why not. Of any length; compared as messages are. */
export function addOwnWord(
  more: MoreOwnWords,
  word: OwnWord,
  typed: string,
): { kind: "added"; more: MoreOwnWords } | OwnWordProblem {
  const text = typed.trim();
  if (text.length > MORE_OWN_WORDS.units) return { kind: "long" };
  // What means something else in another language can't be taken for a third thing; for the same it may be added.
  const builtIn = builtInWord(text);
  const known = readOwnWord([text], more)?.word ?? (builtIn === word ? null : builtIn);
  if (known) return { kind: "known", word: known };
  const problem = whyNoOwnWord(text);
  if (problem) return { kind: problem };
  if (more[word].length >= MORE_OWN_WORDS.words) return { kind: "full" };
  return { kind: "added", more: { ...more, [word]: [...more[word], text] } };
}
