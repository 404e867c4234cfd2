/** One letter of the private use area stands for one word, so that no parser takes its signs for marks. */
const FIRST = 0xe100;
const MOST = 1_000;

/** A word as far as it can be an address or a code: brackets and quotes stand around such a one. */
const WORD = /[^\s<>"'`()[\]{}|]+/g;
const BEFORE = "*~_";
const BEHIND = "*~.,;:!?_";
const ADDRESS = /:\/\/|@|^www\.|[\p{L}\p{N}]\.\p{L}[^\s/]{0,60}\//iu;

/** True for a word that is, or may be a part of, a link, a mail address or a handle. */
export const isAddress = (word: string): boolean => ADDRESS.test(word) || /[\ue100-\ue4ff]/.test(word);

/** Puts letters in place of the listed words that hold marks, and words in place of the letters. */
export type ListedWords = { hide(text: string): string; show(text: string): string };

/** Reads the words of `listed` in which Markdown would see marks: `my__great__salon`, `?a=1&copy;b=2`, `A*B*C`. */
export function findListedWords(listed: string): ListedWords {
  const words = new Map<string, string>();
  for (const [word] of listed.matchAll(WORD)) {
    const bare = bareWord(word);
    if (words.size < MOST && /[\p{L}\p{N}]/u.test(bare) && (isAddress(bare) ? /[*_~&]/ : /[*_~]/).test(bare)) {
      if (!words.has(bare)) words.set(bare, String.fromCharCode(FIRST + words.size));
    }
  }
  const letters = new Map([...words].map(([word, letter]) => [letter, word]));
  const longestFirst = [...words.keys()].toSorted((one, other) => other.length - one.length).map(escapePattern);
  // With no word of them the pattern matches nothing.
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join("|") || "(?!)"})(?![\\p{L}\\p{N}])`, "gu");
  return {
    hide: (text) => text.replace(pattern, (word) => words.get(word) ?? word),
    show: (text) => text.replace(/[\ue100-\ue4ff]/g, (letter) => letters.get(letter) ?? ""),
  };
}

const escapePattern = (word: string): string => word.replace(/[$()*+./?[\\\]^{|}]/g, "\\$&");

/** Without the marks around it. An underscore may be a part of an address; a star or a sentence's end hardly. */
function bareWord(word: string): string {
  const [before, behind] = ADDRESS.test(word) ? [BEFORE.slice(0, -1), BEHIND.slice(0, -1)] : [BEFORE, BEHIND];
  let start = 0;
  while (before.includes(word[start] ?? " ")) start += 1;
  let end = word.length;
  while (end > start && behind.includes(word[end - 1] ?? " ")) end -= 1;
  return word.slice(start, end);
}
