import { type Facts, type Span, WEEKDAYS, type Weekday } from "./facts";
import { type DayNumber, dateOf, wallTimeOf, weekdayOf } from "./wall-clock";

const MINUTES_OF_A_DAY = 1_440;

const WEEKDAY_NAMES = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
} as const satisfies Record<Weekday, string>;

const MONTH_NAMES = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

/** Minutes since midnight of "HH:MM", 0 to 1,440. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Where a span ends, in minutes since the midnight of the day on which it begins: past 1,440 it reaches into the next. */
export function reachOf([from, to]: Span): number {
  const end = minutesOf(to);
  return end > minutesOf(from) ? end : end + MINUTES_OF_A_DAY;
}

/** "9:00", for people. */
const timeWords = (time: string): string => time.replace(/^0(?=\d)/, "");

/** "9:00–13:00, 14:00–18:00"; "closed" where there are none. */
export function spansWords(spans: readonly Span[]): string {
  if (spans.length === 0) return "closed";
  const sorted = [...spans].sort(([a], [b]) => minutesOf(a) - minutesOf(b));
  return sorted.map(([from, to]) => `${timeWords(from)}–${timeWords(to)}`).join(", ");
}

/** A weekday's spans; null where nobody told any hours of the week. */
export function weeklySpans({ hours }: Facts, day: Weekday): Span[] | null {
  const told = hours !== undefined && WEEKDAYS.some((one) => hours[one] !== undefined);
  return told ? (hours[day] ?? []) : null;
}

const short = (day: Weekday): string => WEEKDAY_NAMES[day].slice(0, 3);

/** The hours of the week, neighbours with the same hours in one: "Mon–Fri 9:00–18:00", "Sat, Sun closed". */
export function weekWords(facts: Facts): string[] {
  const runs: { days: Weekday[]; words: string }[] = [];
  for (const day of WEEKDAYS) {
    const spans = weeklySpans(facts, day);
    if (spans === null) return [];
    const words = spansWords(spans);
    const last = runs.at(-1);
    if (last?.words === words) last.days.push(day);
    else runs.push({ days: [day], words });
  }
  return runs.map(({ days: [first = "mon", ...others], words }) => {
    const last = others.at(-1);
    const name = last ? `${short(first)}${others.length === 1 ? ", " : "–"}${short(last)}` : short(first);
    return `${name} ${words}`;
  });
}

/** "Monday, 30 November 2026". */
export function dayWords(day: DayNumber): string {
  const [year, month, date] = dateOf(day).split("-").map(Number);
  return `${WEEKDAY_NAMES[weekdayOf(day)]}, ${date} ${MONTH_NAMES[(month ?? 1) - 1]} ${year}`;
}

/** A moment to come, as one says it now: "today 19:00", "tomorrow 9:00", "Tuesday 9:00", or with its date. */
export function momentWords(timeZone: string, then: Date, now: Date): string {
  const { day, time } = wallTimeOf(timeZone, then);
  const daysAhead = day - wallTimeOf(timeZone, now).day;
  if (daysAhead === 0) return `today ${timeWords(time)}`;
  if (daysAhead === 1) return `tomorrow ${timeWords(time)}`;
  if (daysAhead > 1 && daysAhead < 7) return `${WEEKDAY_NAMES[weekdayOf(day)]} ${timeWords(time)}`;
  return `${dayWords(day)}, ${timeWords(time)}`;
}
