/** A part of a text, from `start` to before `end`, in UTF-16 units. */
export type TextSpan = { start: number; end: number };

const SIGN = "[\\p{L}\\p{M}\\p{N}_-]";
const AFTER_AT = new RegExp(`${SIGN}+(?:\\.${SIGN}+)+`, "uy");
const HOST_WITH_PATH = new RegExp(`^${SIGN}+(?:\\.${SIGN}+)*\\.\\p{L}{2,24}(?::\\d{1,5})?[/?#]`, "u");
const NO_ADDRESS_SIGN = /[\s<>()[\]{}"'“”«»,;:]/u;
/** Between blanks and what stands in no link as it is: quotes, pointed brackets, signs of scripts without blanks. */
const PIECE = /[^\s<>"“”„«»‹›|。、「」『』【】]+/gu;
const SCHEME_SIGN = /[a-z0-9+.-]/i;

/**
 * Where links and mail addresses stand: what has a scheme, begins with `www.`, is a host with a path, or holds an `@`
 * before a host. A host by itself is none: more often a blank was forgotten after a full stop.
 */
export function findLinkSpans(text: string): TextSpan[] {
  if (!/[@/]|www\./iu.test(text)) return [];
  const spans: TextSpan[] = [];
  for (const { index, 0: piece } of text.matchAll(PIECE)) {
    for (let from = 0; from < piece.length; ) {
      const span = nextLink(piece, from);
      if (!span) break;
      spans.push({ start: index + span.start, end: index + span.end });
      from = span.end;
    }
  }
  return spans;
}

function nextLink(piece: string, from: number): TextSpan | null {
  const scheme = piece.indexOf("://", from);
  const start = scheme > from ? startOf(piece, scheme, from, (sign) => SCHEME_SIGN.test(sign)) : piece.length;
  const mail = nextMail(piece, from, start);
  if (mail) return mail;
  if (start < piece.length) return { start, end: piece.length };
  const letter = piece.slice(from).search(/[\p{L}\p{N}]/u);
  if (letter === -1) return null;
  const bare = piece.slice(from + letter);
  return /^www\./iu.test(bare) || HOST_WITH_PATH.test(bare) ? { start: from + letter, end: piece.length } : null;
}

/** The first mail address whose `@` stands before `before`. */
function nextMail(piece: string, from: number, before: number): TextSpan | null {
  for (let at = piece.indexOf("@", from); at !== -1 && at < before; at = piece.indexOf("@", at + 1)) {
    AFTER_AT.lastIndex = at + 1;
    if (at === from || !AFTER_AT.test(piece)) continue;
    const end = AFTER_AT.lastIndex;
    return { start: startOf(piece, at, from, (sign) => !NO_ADDRESS_SIGN.test(sign)), end };
  }
  return null;
}

/** Back from `at`, and not beyond `from`, over what may stand before it. */
function startOf(piece: string, at: number, from: number, belongs: (sign: string) => boolean): number {
  let start = at;
  while (start > from && belongs(piece[start - 1] ?? "")) start -= 1;
  return start;
}
