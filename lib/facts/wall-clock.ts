import { FACTS_LIMITS, WEEKDAYS, type Weekday } from "./facts";

/** Of facts that name no time zone. */
export const DEFAULT_TIME_ZONE = "UTC";

const DAY_MS = 86_400_000;

/** A day of the calendar, in no time zone, as the number of days since 1 January 1970. */
export type DayNumber = number;

/** What a clock on the wall of a time zone shows. `time` is "HH:MM". */
export type WallTime = { day: DayNumber; time: string };

/** Letters only: engines differ in whether "+01:00" names a time zone. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** Whether this engine knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  if (name.length > FACTS_LIMITS.timeZone || !ZONE_NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Making a formatter takes a hundred times as long as using one; names may be spelled in many ways, so that few are kept. */
const MOST_KEPT = 200;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const kept = formatters.get(timeZone);
  if (kept) return kept;
  if (formatters.size >= MOST_KEPT) formatters.clear();
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formatters.set(timeZone, made);
  return made;
}

/** The wall's time as if it were one of UTC, in ms; whole seconds. */
function wallMs(timeZone: string, instantMs: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instantMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far the wall's clock is ahead of UTC at an instant, ms. */
function offsetMs(timeZone: string, instantMs: number): number {
  const wholeSeconds = Math.floor(instantMs / 1_000) * 1_000;
  return wallMs(timeZone, wholeSeconds) - wholeSeconds;
}

export function wallTimeOf(timeZone: string, at: Date): WallTime {
  const wall = wallMs(timeZone, at.getTime());
  return { day: Math.floor(wall / DAY_MS), time: new Date(wall).toISOString().slice(11, 16) };
}

/**
 * The first and the last instant, ms, at which the wall shows these minutes of a day (from 0; more than 1,440 are the next
 * day's). They differ in the hour that a clock set back shows twice. A time that a clock set forward leaves out is the
 * moment of that change.
 */
export function instantsOf(timeZone: string, day: DayNumber, minutes: number): { first: number; last: number } {
  const wall = day * DAY_MS + minutes * 60_000;
  // No clock is changed twice in two days, so that these are all the offsets that it may have.
  const before = offsetMs(timeZone, wall - DAY_MS);
  const after = offsetMs(timeZone, wall + DAY_MS);
  const shown = [wall - before, wall - after].filter((instant) => instant + offsetMs(timeZone, instant) === wall);
  if (shown.length > 0) return { first: Math.min(...shown), last: Math.max(...shown) };
  const change = changeBetween(timeZone, wall - after, wall - before, before);
  return { first: change, last: change };
}

/** The first second, as ms, at which the offset is no longer `before`; it is at `low`, and no longer at `high`. */
function changeBetween(timeZone: string, low: number, high: number, before: number): number {
  let [from, to] = [low, high];
  while (to - from > 1_000) {
    const middle = Math.floor((from + to) / 2_000) * 1_000;
    if (offsetMs(timeZone, middle) === before) from = middle;
    else to = middle;
  }
  return to;
}

/** 1 January 1970 was a Thursday. */
export function weekdayOf(day: DayNumber): Weekday {
  return WEEKDAYS[(((day + 3) % 7) + 7) % 7] ?? "mon";
}

/** YYYY-MM-DD. */
export function dateOf(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function dayOf(date: string): DayNumber {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}
