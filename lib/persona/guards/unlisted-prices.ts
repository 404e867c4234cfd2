import { AMOUNT, BARE, COSTED, IN_WORDS, PRICED } from "./price-words";

/** Lines of a persona and of facts that are about where and when: their numbers are no prices. */
const WHERE_AND_WHEN =
  /^(?:now|open now|closed now|opening hours|other hours on|address|where it is|phone|e-mail|map|how to reach a human)\b[^\n]*$/gim;

/** Telephone numbers, dates, times and years: they hold numbers that are no prices. */
const MONTH =
  "jan|feb|m[aä]r|apr|ma[iyj]|jun|jul|aug|sep|o[ck]t|nov|de[czv]|ene|abr|ago|dic|janv|févr|avr|juin|juil|août|déc|gen|mag|giu|lug|set|ott|mei|fev|out|dez";
const DAY = new RegExp(`\\b\\d{1,2}\\.?\\s(?:de\\s)?(?:${MONTH})\\p{L}{0,8}`, "giu");
const NO_PRICES =
  /\+?\d(?:[\s()/.-]{0,2}\d){6,}|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}\.(?:\d{2,4})?|\b\d{1,2}[:.]\d{2}(?=\s?(?:uhr|h\b|am|pm))|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d\d\b(?!\s?(?:[€$£]|eur|euro|chf|usd))/giu;

/**
 * Whether a reply names a price that its owner did not: an amount with a currency, or behind a word of cost. Both texts
 * come unmasked. Amounts are compared as numbers, whatever their currency and spelling; nothing (0) is always listed. What
 * the owner listed without a currency counts too, unless it is a time, a date, a measure or a telephone number.
 */
export function hasUnlistedPrice(text: string, listed: string): boolean {
  const plain = text.replace(/[*_~`]/g, "");
  const named = [...findPrices(plain), ...amounts(COSTED, plain)].filter((cents) => cents !== 0);
  const words = [...plain.matchAll(IN_WORDS)].map(([phrase]) => phrase.toLowerCase());
  if (named.length === 0 && words.length === 0) return false;
  const given = listed.toLowerCase();
  if (words.some((phrase) => !given.includes(phrase))) return true;
  const known = new Set([...findPrices(listed), ...amounts(BARE, withoutDates(listed))]);
  return named.some((cents) => !known.has(cents));
}

function withoutDates(listed: string): string {
  return [WHERE_AND_WHEN, DAY, NO_PRICES].reduce((rest, pattern) => rest.replace(pattern, " ; "), listed);
}

/** Amounts with a currency, in hundredths. */
function findPrices(text: string): number[] {
  return [
    ...amounts(PRICED.before, text),
    ...amounts(PRICED.after, text),
    ...amounts(PRICED.cents, text).map((cents) => cents / 100),
  ];
}

function amounts(pattern: RegExp, text: string): number[] {
  return [...text.matchAll(pattern)].flatMap(([, run = ""]) => (run.match(ONE) ?? []).map(toCents));
}

const ONE = new RegExp(AMOUNT, "gu");

/** "1.200,50", "1'200.-" and "45,5" in hundredths: what stands behind the last dot or comma is cents if it has one or two digits. */
function toCents(amount: string): number {
  const digits = amount.replace(/[.,](?:[-–—]{1,2}|=)$/, "");
  const [, cents = ""] = /[.,](\d{1,2})$/.exec(digits) ?? [];
  const whole = cents === "" ? digits : digits.slice(0, -cents.length - 1);
  return Number(whole.replace(/\D/g, "")) * 100 + Number(cents.padEnd(2, "0") || 0);
}
