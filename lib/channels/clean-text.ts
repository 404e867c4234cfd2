/**
 * Text that Postgres and UTF-8 can hold: NUL characters are removed, lone surrogates become U+FFFD.
 * Everything else, blanks and line breaks included, stays as it came.
 */
export function cleanText(text: string): string {
  return text.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** The first `max` code points of a text. Never cuts a surrogate pair in two. */
export function cutCodePoints(text: string, max: number): string {
  if (text.length <= max) return text;
  let units = 0;
  let points = 0;
  for (const point of text) {
    if (points === max) break;
    units += point.length;
    points += 1;
  }
  return text.slice(0, units);
}

/** Whether nothing in the text can be seen: blanks, controls, zero-width characters and fillers only. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Control}\p{Default_Ignorable_Code_Point}]/u.test(text);
}

/**
 * One line without control characters and without the marks that turn the reading direction around, which could make
 * a name swallow the words beside it. Blanks are joined; at most `max` code points.
 */
export function cleanLine(text: string, max: number): string {
  const visible = cleanText(text)
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "")
    .replace(/[\s\p{Control}]+/gu, " ")
    .trim();
  return cutCodePoints(visible, max).trimEnd();
}

/**
 * A provider's identifier, 1 to `max` UTF-16 units after cleaning; numbers are taken by their digits, since some
 * senders write ids unquoted. Never trimmed and never changed in case. Null if it is unusable.
 */
export function readId(value: unknown, max: number): string | null {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string") return null;
  const id = cleanText(text);
  return id.length >= 1 && id.length <= max ? id : null;
}
