/**
 * Characters that take no room and that nobody means to type: soft hyphen, zero-width blanks and joiners, marks of
 * reading direction, variation selectors (an emoji typed with and without one is the same emoji).
 */
const INVISIBLE =
  /\u00AD|\u061C|[\u180B-\u180F]|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u2064]|[\u2066-\u2069]|[\uFE00-\uFE0F]|\uFEFF|[\u{E0100}-\u{E01EF}]/gu;
const ACCENTS = /[\u0300-\u036F]/g;

/**
 * The form in which keywords and messages are compared; apply it to both. NFKD; U+0300–036F and invisible characters
 * dropped; case removed; NFC; each run of white space, line breaks too, becomes one blank; blanks at the ends go, so
 * that a keyword ` open ` means `open` (who wants it to stand alone asks for whole words). Idempotent. Vowel signs of
 * Devanagari or Arabic are no accents and stay.
 *
 * Case goes by lower-, upper- and again lower-casing: upper-casing alone makes `ß` and `ss` equal but leaves `ẞ`, and a
 * Greek final sigma must equal the one in the middle of a word.
 */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replace(ACCENTS, "")
    .replace(INVISIBLE, "")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ")
    .normalize("NFC")
    .replace(/[\s\u0085]+/g, " ")
    .trim();
}
