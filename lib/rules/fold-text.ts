import { digitValue, thinMarks } from "@/lib/core/unicode";

/**
 * Characters that take no room and that nobody means to type: soft hyphen, zero-width blanks and joiners, marks of
 * reading direction, variation selectors (an emoji typed with and without one is the same emoji), the key around `2️⃣`.
 */
const INVISIBLE =
  /\u00AD|\u061C|[\u180B-\u180F]|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u2064]|[\u2066-\u2069]|\u20E3|[\uFE00-\uFE0F]|\uFEFF|[\u{E0100}-\u{E01EF}]/gu;

/**
 * Marks that most people leave out when they type: accents; vowel signs of Hebrew and Arabic, and the hamza and madda
 * that are left of a letter's own (`أ` is `ا`); the tatweel, which only makes a word longer.
 */
const LEFT_OUT =
  /[\u0300-\u036F]|[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7]|[\u0610-\u061A\u0640\u064B-\u065F\u0670]|[\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED]/g;

/** The dot below that makes of five Hindi letters a sound of Persian or English: `ज़रूर` is mostly typed `जरूर`. */
const LOAN_DOT = /(?<=[\u0915\u0916\u0917\u091C\u092B])\u093C+/g;

/** Signs that Unicode takes apart, into a blank and an accent or into two primes: replaced before it does. */
const BLANK_QUOTES = /[\u00B4\u0384\u1FBD\u1FBF\u1FFD\u1FFE]/g;
const DOUBLE_QUOTES = /[\u02DD\u2033\u2036]/g;

/** What looks alike, or lies on the same key of another phone, by what it becomes. All are lower case. */
const ALIKE: Readonly<Record<string, string>> = {
  "'": "`\u02B9\u02BB\u02BC\u02BD\u02C8\u02CA\u02CB\u055A\u05F3\u2018\u2019\u201A\u201B\u2032\u2035\uA78C",
  '"': "\u00AB\u00BB\u02BA\u02EE\u05F4\u201C\u201D\u201E\u201F\u301D\u301E\u301F",
  "-": "\u058A\u05BE\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
  "~": "\u301C",
  o: "ø",
  l: "ł",
  d: "đ",
  ae: "æ",
  oe: "œ",
  σ: "ς",
  // Alef wasla; kaf and yeh of a Persian keyboard; the yeh without dots, which Egypt writes at the end of a word.
  "\u0627": "\u0671",
  "\u0643": "\u06A9",
  "\u064A": "\u06CC\u0649",
  // Chandrabindu and anusvara.
  "\u0902": "\u0901",
};
const ALIKE_SIGNS = new Map(Object.entries(ALIKE).flatMap(([to, signs]) => [...signs].map((sign) => [sign, to])));
const ALIKE_RUN = new RegExp(`[${[...ALIKE_SIGNS.keys()].join("")}]`, "gu");
const OTHER_DIGITS = /(?![0-9])\p{Nd}/gu;

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

const withoutSigns = (text: string): string => text.replace(LEFT_OUT, "").replace(INVISIBLE, "");

/** Where invisible characters stood between marks, one row is left. */
const bare = (text: string): string => thinMarks(withoutSigns(text));

/**
 * The form in which keywords and messages are compared; apply it to both. Equal is what a thumb can't tell apart: NFKD;
 * accents, points and vowel signs that are mostly left out, and invisible characters dropped; case removed; apostrophes,
 * quotes and dashes are `'`, `"` and `-`, digits of all scripts 0–9, `ø ł đ ß æ œ` the letters they are typed as; NFC;
 * each run of white space, line breaks too, becomes one blank; blanks at the ends go, so that a keyword ` open ` means
 * `open` (who wants it to stand alone asks for whole words). Idempotent, and at most 18 times as long. Vowel signs of
 * Devanagari make other words and stay, but for those after the thirtieth in a row. So does what only looks alike:
 * `ة` is no `ه` (`كتابة` writing, `كتابه` his book), hiragana is no katakana, and no Cyrillic letter is a Latin one.
 *
 * Nothing that parts two words is dropped. An apostrophe parts them, however it is typed: `l’heure`, `l'heure` and
 * `lʼheure` are one text, in which `heure` is a whole word (and `don` is one in `don’t`).
 *
 * Case goes by lower-, upper- and again lower-casing: upper-casing alone makes `ß` and `ss` equal but leaves `ẞ`, and a
 * Greek final sigma must equal the one in the middle of a word.
 */
export function foldText(text: string): string {
  const letters = PLAIN_ASCII.test(text) ? text.toLowerCase().replaceAll("`", "'") : foldLetters(text);
  return letters.replace(/[\s\u0085]+/g, " ").trim();
}

function foldLetters(text: string): string {
  const quoted = text.replace(BLANK_QUOTES, "'").replace(DOUBLE_QUOTES, '"');
  const normalized = CROWDED.test(quoted)
    ? bare(bare(quoted).normalize("NFKD"))
    : withoutSigns(quoted.normalize("NFKD"));
  return normalized
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(LOAN_DOT, "")
    .replace(ALIKE_RUN, (sign) => ALIKE_SIGNS.get(sign) ?? sign)
    .replace(OTHER_DIGITS, (digit) => String(digitValue(digit)))
    .normalize("NFC");
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

/**
 * What is left of a message, or of a keyword that has to be all of it (folded), with punctuation, emoji and blanks aside: `2.`,
 * `(2)`, `2️⃣`, `2 👍` and `٢` are all `2`. Between two digits a blank stays, since `1, 2` is not twelve. Of a text that has
 * nothing else, its emoji are what it says, or else its punctuation.
 */
export function exactForm(folded: string): string {
  return strip(folded, RUN) || strip(folded, PLAIN_RUN) || folded;
}

const strip = (folded: string, run: RegExp): string =>
  folded.replace(run, (what, at: number) => {
    const apart = DIGIT.test(folded[at - 1] ?? "") && DIGIT.test(folded[at + what.length] ?? "");
    return apart ? " " : "";
  });
