/** The value of a decimal digit (\p{Nd}) of any script: each script's stand in a run of ten that begins at its zero. */
export function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 48;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}

const TOO_MANY_MARKS = /([\p{M}\uFF9E\uFF9F]{30})[\p{M}\uFF9E\uFF9F]+/gu;

/**
 * Without marks after the thirtieth on one letter, more than any language writes (UAX #15, "Stream-Safe Text Format").
 * For before a text is normalized, which sorts the marks of a letter by insertion: a hundred thousand of them take
 * seconds. U+FF9E and U+FF9F are letters that become marks.
 */
export function thinMarks(text: string): string {
  return text.replace(TOO_MANY_MARKS, "$1");
}

/** How long a text may be where it goes. `characters` are code points, `bytes` those of UTF-8. */
export type TextLimit = { max: number; unit: "characters" | "bytes" };

export function textLength(text: string, unit: TextLimit["unit"]): number {
  return unit === "bytes" ? new TextEncoder().encode(text).length : [...text].length;
}

export const fitsLimit = (text: string, { max, unit }: TextLimit): boolean => textLength(text, unit) <= max;
