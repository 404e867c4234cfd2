import type { Facts, Span, Weekday } from "./facts";
import { minutesOf, reachOf, weeklySpans } from "./hours-words";
import { type DayNumber, DEFAULT_TIME_ZONE, dayOf, instantsOf, wallTimeOf, weekdayOf } from "./wall-clock";

/** When a rule applies: `hours` are the rule's own, in the facts' time zone, and know no exceptions. */
export type WhenCondition =
  | { kind: "open" }
  | { kind: "closed" }
  | { kind: "hours"; spans: { days: Weekday[]; from: string; to: string }[] };

/** Of a rule's own: three a day are enough for any week. */
export const MOST_SPANS = 21;

/** Instants, ms; half-open. */
type Interval = { from: number; to: number };

const DAYS_OF_A_WEEK = 7;
const WEEK_MS = 604_800_000;

export const timeZoneOf = (facts: Facts | null): string => facts?.time_zone ?? DEFAULT_TIME_ZONE;

/** By the day on which they begin: an exception's spans in place of its weekday's. Null: nobody told any. */
function readSpans(facts: Facts): (day: DayNumber) => Span[] | null {
  const exceptions = new Map(facts.exceptions?.map(({ date, hours }) => [dayOf(date), hours]));
  return (day) => exceptions.get(day) ?? weeklySpans(facts, weekdayOf(day));
}

/**
 * A span of a day in instants. One that begins in an hour that is there twice begins in the first, and ends in the last:
 * nobody is sent away who stands in front of an open door.
 */
function intervalsOf(timeZone: string, day: DayNumber, spans: readonly Span[] | null): Interval[] {
  return (spans ?? [])
    .map((span) => ({
      from: instantsOf(timeZone, day, minutesOf(span[0])).first,
      to: instantsOf(timeZone, day, reachOf(span)).last,
    }))
    .filter(({ from, to }) => from < to);
}

const holds = ({ from, to }: Interval, instant: number): boolean => from <= instant && instant < to;

/** The days whose spans may hold an instant: one that reaches past midnight began the day before. */
function daysAround(timeZone: string, at: Date): DayNumber[] {
  const { day } = wallTimeOf(timeZone, at);
  return [day - 1, day, day + 1];
}

/** The spans of the day on which `at` lies; null where nobody told any. */
export function spansToday(facts: Facts, at: Date): Span[] | null {
  return readSpans(facts)(wallTimeOf(timeZoneOf(facts), at).day);
}

/** Null: nobody said hours for this day. */
export function isOpenAt(facts: Facts, at: Date): boolean | null {
  const timeZone = timeZoneOf(facts);
  const spansOn = readSpans(facts);
  const open = daysAround(timeZone, at).some((day) =>
    intervalsOf(timeZone, day, spansOn(day)).some((one) => holds(one, at.getTime())),
  );
  return open || (spansToday(facts, at) === null ? null : false);
}

/** The first instant from `at` on that is open: `at` itself while it is. Null: none is known. */
export function nextOpening(facts: Facts, at: Date): Date | null {
  if (isOpenAt(facts, at)) return at;
  const timeZone = timeZoneOf(facts);
  const spansOn = readSpans(facts);
  let best: number | null = null;
  for (const day of daysAhead(facts, wallTimeOf(timeZone, at).day)) {
    const wasFound = best !== null;
    for (const { from } of intervalsOf(timeZone, day, spansOn(day)))
      if (from > at.getTime() && (best === null || from < best)) best = from;
    // One day more: where a clock is set back over midnight, the next day begins before this one ends.
    if (wasFound) break;
  }
  return best === null ? null : new Date(best);
}

/** Every day that may hold the next opening: exceptions may close as many weeks in a row as there are, or lie far ahead. */
function daysAhead(facts: Facts, today: DayNumber): DayNumber[] {
  const weeks = (facts.exceptions?.length ?? 0) + 2;
  const near = Array.from({ length: weeks * DAYS_OF_A_WEEK }, (_, index) => today - 1 + index);
  const last = near.at(-1) ?? today;
  const far = (facts.exceptions ?? []).map(({ date }) => dayOf(date)).filter((day) => day > last);
  return [...near, ...far.sort((a, b) => a - b)];
}

/** Until when it stays open, spans that follow each other in one. Null: it is not open, or open for a week and more. */
export function openUntil(facts: Facts, at: Date): Date | null {
  const timeZone = timeZoneOf(facts);
  const spansOn = readSpans(facts);
  const { day: today } = wallTimeOf(timeZone, at);
  const intervals = Array.from({ length: DAYS_OF_A_WEEK + 2 }, (_, index) => today - 1 + index)
    .flatMap((day) => intervalsOf(timeZone, day, spansOn(day)))
    .sort((a, b) => a.from - b.from);
  let end = at.getTime();
  for (const one of intervals) if (holds(one, end)) end = one.to;
  return end === at.getTime() || end - at.getTime() >= WEEK_MS ? null : new Date(end);
}

/** Without facts, or where nobody said hours, it is neither open nor closed. */
export function holdsWhen(when: WhenCondition, facts: Facts | null, at: Date): boolean {
  if (when.kind === "hours") {
    const timeZone = timeZoneOf(facts);
    return daysAround(timeZone, at).some((day) => {
      const weekday = weekdayOf(day);
      const spans = when.spans.filter(({ days }) => days.includes(weekday)).map(({ from, to }): Span => [from, to]);
      return intervalsOf(timeZone, day, spans).some((one) => holds(one, at.getTime()));
    });
  }
  return facts !== null && isOpenAt(facts, at) === (when.kind === "open");
}
