import { digitValue } from "@/lib/core/unicode";

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
