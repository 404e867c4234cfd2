import { digitValue, thinMarks } from "@/lib/core/unicode";

/**
 * Characters that take no room and that nobody means to type: soft hyphen, zero-width blanks and joiners, marks of
 * reading direction, variation selectors (an emoji typed with and without one is the same emoji), the key around `2️⃣`.
 */
const INVISIBLE =
  /\u00AD|\u061C|[\u180B-\u180F]|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u2064]|[\u2066-\u2069]|\u20E3|[\uFE00-\uFE0F]|\uFEFF|[\u{E0100}-\u{E01EF}]/gu;
const ACCENTS = /[\u0300-\u036F]/g;

/**
 * So many marks and invisible characters in a row that some may have to go, before or after the text is normalized: ten
 * marks become twenty at most, beside three of their letter.
 */
const CROWDED = /[\p{M}\p{Cf}\uFF9E\uFF9F]{11}/u;

const PLAIN_ASCII = /^[\x20-\x7E]*$/;

/**
 * UTF-16 units of a message that keywords are looked for in. A turn is full at 16 kB, so that none is longer; but a
 * character may become eighteen when it is folded (U+FDFA does), and the search costs what the folded text is long.
 * 4,096 characters, WhatsApp's most, may each become four before any is left out.
 */
export const SEARCHED_UNITS = 16_384;

const withoutSigns = (text: string): string => text.replace(ACCENTS, "").replace(INVISIBLE, "");

/** Where invisible characters stood between marks, one row is left. */
const bare = (text: string): string => thinMarks(withoutSigns(text));

/**
 * The form in which keywords and messages are compared; apply it to both. NFKD; U+0300–036F and invisible characters
 * dropped; case removed; NFC; each run of white space, line breaks too, becomes one blank; blanks at the ends go, so
 * that a keyword ` open ` means `open` (who wants it to stand alone asks for whole words). Idempotent. Vowel signs of
 * Devanagari or Arabic are no accents and stay, but for those after the thirtieth in a row.
 *
 * Case goes by lower-, upper- and again lower-casing: upper-casing alone makes `ß` and `ss` equal but leaves `ẞ`, and a
 * Greek final sigma must equal the one in the middle of a word.
 */
export function foldText(text: string): string {
  const letters = PLAIN_ASCII.test(text) ? text.toLowerCase() : foldLetters(text);
  return letters.replace(/[\s\u0085]+/g, " ").trim();
}

function foldLetters(text: string): string {
  const normalized = CROWDED.test(text) ? bare(bare(text).normalize("NFKD")) : withoutSigns(text.normalize("NFKD"));
  return normalized.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFC");
}

/** The same for a message of any length: no more of it is folded, and no more comes back, than is searched. */
export function foldMessage(text: string): string {
  return cutUnits(foldText(cutUnits(text)));
}

/** Never cuts a surrogate pair in two: half of one is no character. */
function cutUnits(text: string): string {
  if (text.length <= SEARCHED_UNITS) return text;
  const last = text.charCodeAt(SEARCHED_UNITS - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? SEARCHED_UNITS - 1 : SEARCHED_UNITS);
}

/** Punctuation, blanks, and what WhatsApp marks text with; no signs that mean something (`+`, `€`, `%` aside). */
const BETWEEN = "\\s\\p{P}`~";
const SKIN_TONES = "\u{1F3FB}-\u{1F3FF}";
const EMOJI = "\\p{Extended_Pictographic}\\p{Regional_Indicator}";
const PLAIN_RUN = new RegExp(`[${BETWEEN}${SKIN_TONES}]+`, "gu");
const RUN = new RegExp(`[${BETWEEN}${SKIN_TONES}${EMOJI}]+`, "gu");
const DIGIT = /\p{N}/u;
const OTHER_DIGITS = /(?![0-9])\p{Nd}/gu;

/**
 * What is left of a message, or of a keyword that has to be all of it (folded), with punctuation, emoji and blanks aside: `2.`,
 * `(2)`, `2️⃣`, `2 👍` and `٢` are all `2`. Between two digits a blank stays, since `1, 2` is not twelve. Of a text that has
 * nothing else, its emoji are what it says, or else its punctuation.
 */
export function exactForm(folded: string): string {
  const form = strip(folded, RUN) || strip(folded, PLAIN_RUN) || folded;
  // Which digits a customer's keyboard has is no choice of his.
  return form.replace(OTHER_DIGITS, (digit) => String(digitValue(digit)));
}

const strip = (folded: string, run: RegExp): string =>
  folded.replace(run, (what, at: number) => {
    const apart = DIGIT.test(folded[at - 1] ?? "") && DIGIT.test(folded[at + what.length] ?? "");
    return apart ? " " : "";
  });
