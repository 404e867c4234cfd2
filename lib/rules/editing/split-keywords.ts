import { digitValue } from "@/lib/core/unicode";
import { foldText } from "../fold-text";

/** What stands between two keywords, in the scripts that shops write: commas, semicolons, tabs, lines, bullets. */
const BETWEEN = /[,，﹐､、﹑،፣߸᠂;；﹔؛፤\t\n\v\f\r\u0085\u2028\u2029•◦▪▫■□‣⁃●○►➢✓✔]+/;

/** A dash or a star that begins a list's line. */
const BULLET = /^[-–—*·∙]+\s+/;

/** A number that does: "1. price", "(2) hours", "3、name". */
const NUMBER = /^\(?(\p{Nd}{1,3})[.)．）、]\s*(?=[^\p{N}\s])/u;

/** True when a text holds more than one keyword, or the end of one. */
export function endsKeyword(text: string): boolean {
  return BETWEEN.test(text);
}

/**
 * The keywords of what was typed or pasted: split at commas, semicolons, tabs, lines and bullets of all scripts, without
 * a list's dashes and numbers. Those that fold to nothing, or to one of `known` or an earlier one, are left out.
 */
export function splitKeywords(typed: string, known: readonly string[] = []): string[] {
  const folded = new Set(known.map(foldText));
  const lines = withoutNumbers(typed.split(/[\n\r]+/).map(withoutBullet));
  const pieces = withoutNumbers(lines.flatMap((line) => line.split(BETWEEN)).map(withoutBullet));
  return pieces.filter((piece) => {
    const word = foldText(piece);
    if (word === "" || folded.has(word)) return false;
    folded.add(word);
    return true;
  });
}

const numberOf = (digits: string): number => [...digits].reduce((value, digit) => 10 * value + digitValue(digit), 0);

const withoutBullet = (piece: string): string => piece.trim().replace(BULLET, "");

/** Numbers fall away where they count: two or more, each one more than the one before. "12. December" is a keyword. */
function withoutNumbers(pieces: readonly string[]): string[] {
  const numbers = pieces.flatMap((piece) => NUMBER.exec(piece)?.[1] ?? []).map(numberOf);
  const counts = numbers.length > 1 && numbers.every((number, at) => number === (numbers[0] ?? 0) + at);
  return counts ? pieces.map((piece) => piece.replace(NUMBER, "").trim()) : [...pieces];
}
