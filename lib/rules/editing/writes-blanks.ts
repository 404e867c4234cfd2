/**
 * Scripts in which a keyword is rarely a word that stands by itself: most write no blanks between words, and Korean ties
 * its particles to them (`예약을` holds `예약`).
 */
const TIED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;

/** Whether each of the keywords, of any length, is in a script whose words have blanks around them. */
export const writesBlanks = (keywords: readonly string[]): boolean => keywords.every((keyword) => !TIED.test(keyword));
