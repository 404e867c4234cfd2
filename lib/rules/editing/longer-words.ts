import { foldText } from "../fold-text";
import { COMMON_WORDS } from "./common-words";

/** Endings that leave a word what it is: who looks for `book` wants `booked` too. */
const ENDINGS = /^(?:s|es|ed|d|ing|er|ers|r|rs|ly|y|n|ning|ting|ful|able|'s|ings)$/;

/**
 * Common English words in which a keyword would fire by accident: `art` in `start` and `party`. Up to `most` of them,
 * the commonest first. None for keywords of several words, and none for forms of the keyword itself.
 */
export function findLongerWords(keyword: string, most = 3): string[] {
  const folded = foldText(keyword);
  if (!/^[a-z]{2,}$/.test(folded)) return [];
  const found: string[] = [];
  for (const word of COMMON_WORDS) {
    const at = word.indexOf(folded);
    if (at === -1 || word === folded) continue;
    if (at === 0 && ENDINGS.test(word.slice(folded.length))) continue;
    found.push(word);
    if (found.length === most) break;
  }
  return found;
}
