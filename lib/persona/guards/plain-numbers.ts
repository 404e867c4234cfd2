import { type DigitRun, sliceRun } from "./digit-runs";

const CLOCK =
  /^([01]?\d|2[0-4])(?::([0-5]\d)|\.([0-5][05]))?(?:\s?[-–—−]\s?([01]?\d|2[0-4])(?::[0-5]\d|\.[0-5][05])?)?$/;
const YEAR_FIRST = /^(?:19|20)\d\d([-./])(\d{1,2})\1(\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})([-./])\s?(\d{1,2})\2\s?(?:19|20)\d\d$/;
const AMOUNT = "(?:0|[1-9]\\d{0,3}|[1-9]\\d{0,2}[.,']\\d{3})(?:[.,]\\d{1,2})?";
const AMOUNTS = new RegExp(`^${AMOUNT}(?:\\s?[-–—]\\s?${AMOUNT})?$`);

/** A date, a time, hours from–to, an amount with its currency, or the number of a list's line. */
export function isPlainNumber(run: DigitRun, from: number, to: number): boolean {
  const words = sliceRun(run, from, to);
  const before = textBefore(run, from);
  const after = run.text.slice(run.groups[to]?.end).slice(0, 4);
  if (words === "24/7" || isClock(words) || isDate(words, after)) return true;
  if (AMOUNTS.test(words) && (/\p{Sc}\s?$/u.test(before) || /^\s?\p{Sc}/u.test(after))) return true;
  return /^\d{1,2}$/.test(words) && /(?:^|\n)[\s*_-]*$/.test(before) && /^[.)]\s/.test(after);
}

/** As much of it as can matter: a line that begins with more marks than that is no list's. Cut, it begins no line. */
function textBefore({ text, groups }: DigitRun, from: number): string {
  const start = groups[from]?.start ?? 0;
  return start <= 32 ? text.slice(0, start) : `x${text.slice(start - 32, start)}`;
}

/** "45, 80, 120": prices rise, and nobody writes a number to call like that. */
export function isRisingList(words: string): boolean {
  if (!/^[1-9]\d{0,2}(?:, [1-9]\d{0,2})+$/.test(words)) return false;
  const prices = words.split(", ").map(Number);
  return prices.every((price, at) => at === 0 || price > (prices[at - 1] ?? 0));
}

function isClock(words: string): boolean {
  const found = CLOCK.exec(words);
  if (!found) return false;
  const [, hour, minutes, dotted, until] = found;
  return minutes !== undefined || dotted !== undefined || (until !== undefined && Number(hour) < Number(until));
}

function isDate(words: string, after: string): boolean {
  const [, , month, day] = YEAR_FIRST.exec(words) ?? [];
  if (month !== undefined) return isDayAndMonth(day, month);
  const [, one, , other] = YEAR_LAST.exec(words) ?? [];
  if (one !== undefined) return isDayAndMonth(one, other) || isDayAndMonth(other, one);
  // "24.12." without its year, as German writes it.
  const [, shortDay, shortMonth] = (after.startsWith(".") && /^(\d{1,2})\.\s?(\d{1,2})$/.exec(words)) || [];
  return shortDay !== undefined && isDayAndMonth(shortDay, shortMonth);
}

function isDayAndMonth(day: string | undefined, month: string | undefined): boolean {
  const within = (value: string | undefined, most: number): boolean => Number(value) >= 1 && Number(value) <= most;
  return within(day, 31) && within(month, 12);
}
