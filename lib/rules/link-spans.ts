/** A part of a text, from `start` to before `end`, in UTF-16 units. */
export type TextSpan = { start: number; end: number };

const SIGN = "[\\p{L}\\p{M}\\p{N}_-]";
const AFTER_AT = new RegExp(`${SIGN}+(?:\\.${SIGN}+)+`, "uy");
const HOST_WITH_PATH = new RegExp(`^${SIGN}+(?:\\.${SIGN}+)*\\.\\p{L}{2,24}(?::\\d{1,5})?[/?#]`, "u");
const NO_ADDRESS_SIGN = /[\s<>()[\]{}"'“”«»,;:]/u;
const SCHEME_SIGN = /[a-z0-9+.-]/i;

/**
 * Where links and mail addresses stand: what has a scheme, begins with `www.`, is a host with a path, or holds an `@`
 * before a host. A host by itself is none: more often a blank was forgotten after a full stop.
 */
export function findLinkSpans(text: string): TextSpan[] {
  if (!/[@/]|www\./iu.test(text)) return [];
  const spans: TextSpan[] = [];
  for (const { index, 0: piece } of text.matchAll(/\S+/gu)) {
    const span = linkIn(piece);
    if (span) spans.push({ start: index + span.start, end: index + span.end });
  }
  return spans;
}

function linkIn(piece: string): TextSpan | null {
  const scheme = piece.indexOf("://");
  if (scheme > 0) return { start: startOf(piece, scheme, (sign) => SCHEME_SIGN.test(sign)), end: piece.length };
  const at = piece.indexOf("@");
  if (at > 0) {
    AFTER_AT.lastIndex = at + 1;
    const host = AFTER_AT.exec(piece);
    if (host) return { start: startOf(piece, at, (sign) => !NO_ADDRESS_SIGN.test(sign)), end: AFTER_AT.lastIndex };
  }
  const start = piece.search(/[\p{L}\p{N}]/u);
  const bare = start === -1 ? "" : piece.slice(start);
  return /^www\./iu.test(bare) || HOST_WITH_PATH.test(bare) ? { start, end: piece.length } : null;
}

/** Back from `at` over what may stand before it. */
function startOf(piece: string, at: number, belongs: (sign: string) => boolean): number {
  let start = at;
  while (start > 0 && belongs(piece[start - 1] ?? "")) start -= 1;
  return start;
}
