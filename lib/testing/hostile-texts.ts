import fc from "fast-check";
import type { Pump } from "./work-growth";

/** Pieces of which slow texts are made: what patterns repeat, what normalizing sorts or blows up, what folding drops. */
const PIECES = [
  ..."aX1 .,:;-_*~#>`|/\\?!()[]{}<>\"'+=@&%0",
  ..."\n\r\t\u00a0\u0085\u3000。",
  "ab",
  "1 ",
  "12 34",
  "1, ",
  "+49",
  "00",
  "a.",
  "a-",
  "xn--",
  ".com",
  " dot ",
  "(dot",
  " point ",
  "http://",
  "www.",
  "](",
  "**",
  "***",
  "__",
  "~~",
  "```",
  "```\n",
  "{}",
  '{"',
  '\\"',
  "\\u00",
  "[[",
  "Voice: ",
  "the ",
  "é",
  "e\u0301",
  "\u0315\u0334",
  "\u0334",
  "\u064e\u0650",
  "\uff9e\u094d",
  "\u0f73",
  "\u200b",
  "\u200b\u064e\u0334",
  "\ufe0f",
  "\ufdfa",
  "ل",
  "क्",
  "가",
  "営業",
  "ß",
  "İ",
  "ς",
  "👍",
  "👍🏽",
  "𝒶",
  "1\u20e3",
  "１",
  "\u0000",
  "\ud83d",
] as const;

/** Each piece by itself, behind a letter and before something that matches nothing. */
export const plainPumps: readonly Pump[] = PIECES.map((part) => ({ head: "a", part, tail: "\u0001" }));

const piece = fc.constantFrom(...PIECES);
const few = (most: number) => fc.array(piece, { maxLength: most }).map((pieces) => pieces.join(""));

/** Any of them side by side, with any beginning and end. */
export const pumps: fc.Arbitrary<Pump> = fc.record({
  head: few(2),
  part: fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join("")),
  tail: few(2),
});
