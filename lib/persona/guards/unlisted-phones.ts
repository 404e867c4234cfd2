/** Seven digits are the shortest number that somebody could be lured to call. */
const SHORTEST = 7;

/** Digits that may stand beside a date or a time, as in "22.11.2026: 2 chairs". */
const SPARE_DIGITS = 3;

/** Numbers that may be given: digits without leading zeros, written backwards too, and the country codes among them. */
type Listed = { numbers: ReadonlySet<string>; backwards: readonly string[]; countryCodes: ReadonlySet<string> };

/** ITU-T E.164's country codes: of one and two digits these, all others of three. */
const COUNTRY_CODE = /(?:\+|(?<!\d)00)\s?(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/g;

/**
 * True when `draft` holds digits that could be called and are no number of `listed`. `home` is the account's own number:
 * its country's code may stand before a listed one. All unmasked.
 */
export function hasUnlistedPhone(draft: string, listed: string, home: string): boolean {
  const runs = findDigitRuns(draft).filter((run) => countDigits(sliceRun(run, 0, run.groups.length - 1)) >= SHORTEST);
  if (runs.length === 0) return false;
  const known = readListed(listed, home);
  return runs.some((run) => !isExplained(run, known));
}

function readListed(text: string, home: string): Listed {
  const numbers = findDigitRuns(text).flatMap((run) => {
    const words = sliceRun(run, 0, run.groups.length - 1);
    return [words, ...words.split(/[,;/|\n]|\s[-–—]\s/)].filter((piece) => countDigits(piece) >= 5).map(digitsOf);
  });
  const known = new Set(numbers.map((number) => number.replace(/^0+/, "")));
  return {
    numbers: known,
    backwards: [...known].map(reversed).toSorted(),
    countryCodes: new Set([...`${home}\n${text}`.matchAll(COUNTRY_CODE)].map(([, code = ""]) => code)),
  };
}

/**
 * Either nothing but listed numbers, dates, times and amounts; or, where no number to call is in it, these and a few
 * digits more. Digits beside a listed number would make it another one.
 */
function isExplained(run: DigitRun, listed: Listed): boolean {
  const isNumber = (from: number, to: number): boolean => isListed(digitsOf(sliceRun(run, from, to)), listed);
  const withNumbers = countSpare(run, (from, to) => isNumber(from, to) || isPlain(run, from, to));
  const without = countSpare(run, (from, to) => isPlain(run, from, to) || isRisingList(sliceRun(run, from, to)));
  return withNumbers === 0 || without <= SPARE_DIGITS;
}

/** One number ends and the next begins at a blank or a comma, not at what joins the digits of one. */
function isPlain(run: DigitRun, from: number, to: number): boolean {
  const gap = run.text.slice(run.groups[from - 1]?.end ?? 0, run.groups[from]?.start);
  return (from === 0 || /[\s,;(]/.test(gap)) && isPlainNumber(run, from, to);
}

/** The fewest digits that are left over when a run is divided into accepted pieces. */
function countSpare(run: DigitRun, accepts: (from: number, to: number) => boolean): number {
  const fewest = [0];
  for (let to = 0; to < run.groups.length; to += 1) {
    let best = (fewest[to] ?? 0) + sliceRun(run, to, to).length;
    for (let from = to; from >= 0 && from > to - 18; from -= 1) {
      const before = fewest[from] ?? 0;
      if (before < best && accepts(from, to)) best = before;
    }
    fewest.push(best);
  }
  return fewest[run.groups.length] ?? 0;
}

/** The number itself, its end (at least seven digits as dialled), or it behind a country code that the owner uses. */
function isListed(draft: string, { numbers, backwards, countryCodes }: Listed): boolean {
  const bare = draft.replace(/^0+/, "");
  if (bare.length < 5) return false;
  if (numbers.has(bare)) return true;
  if (draft.length >= SHORTEST && bare.length >= SHORTEST - 1 && isBeginning(reversed(bare), backwards)) return true;
  return [1, 2, 3].some((length) => {
    const rest = bare.slice(length).replace(/^0+/, "");
    return countryCodes.has(bare.slice(0, length)) && rest.length >= SHORTEST - 1 && numbers.has(rest);
  });
}

const reversed = (digits: string): string => [...digits].reverse().join("");

/** Whether one of the sorted words begins so. */
function isBeginning(digits: string, sorted: readonly string[]): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? "") < digits) from = middle + 1;
    else to = middle;
  }
  return sorted[from]?.startsWith(digits) ?? false;
}

/** "+49 (0)30 …" is one number with or without its bracketed zero. */
function digitsOf(words: string): string {
  return words.replace(/(?<=\d\s?)\(0\)/g, "").replace(/\D/g, "");
}

/** Numbers in a text that stand so close together that a reader may take them for one. */
type DigitRun = { text: string; groups: readonly { start: number; end: number }[] };

/** Between two digits of one number: at most four characters, none of them a letter. */
const GAP = /^[^\p{L}\p{N}]{0,4}$/u;

function findDigitRuns(text: string): DigitRun[] {
  const runs: { start: number; end: number }[][] = [];
  let last = 0;
  for (const { index, 0: digits } of text.matchAll(/\d+/g)) {
    const run = runs.at(-1);
    const group = { start: index, end: index + digits.length };
    if (run && GAP.test(text.slice(last, index))) run.push(group);
    else runs.push([group]);
    last = group.end;
  }
  return runs.map((groups) => ({ text, groups }));
}

/** What stands from one group to another, both included. */
function sliceRun({ text, groups }: DigitRun, from: number, to: number): string {
  return text.slice(groups[from]?.start, groups[to]?.end);
}

function countDigits(text: string): number {
  return text.replace(/\D/g, "").length;
}

const CLOCK =
  /^([01]?\d|2[0-4])(?::([0-5]\d)|\.([0-5][05]))?(?:\s?[-–—−]\s?([01]?\d|2[0-4])(?::[0-5]\d|\.[0-5][05])?)?$/;
const YEAR_FIRST = /^(?:19|20)\d\d([-./])(\d{1,2})\1(\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})([-./])\s?(\d{1,2})\2\s?(?:19|20)\d\d$/;
const AMOUNT = "(?:0|[1-9]\\d{0,3}|[1-9]\\d{0,2}[.,']\\d{3})(?:[.,]\\d{1,2})?";
const AMOUNTS = new RegExp(`^${AMOUNT}(?:\\s?[-–—]\\s?${AMOUNT})?$`);

/** A date, a time, hours from–to, an amount with its currency, or the number of a list's line. */
function isPlainNumber(run: DigitRun, from: number, to: number): boolean {
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
function isRisingList(words: string): boolean {
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
