import type { Facts, HoursException, Service } from "./facts";
import { dayWords, momentWords, spansWords, weekWords } from "./hours-words";
import { isOpenAt, nextOpening, openUntil, timeZoneOf } from "./opening-hours";
import { priceWords } from "./placeholders";
import { type DayNumber, dayOf, wallTimeOf } from "./wall-clock";

/** How far ahead exceptions are worth their room in a prompt. */
const DAYS_AHEAD = 60;

/** An owner's words on one line: a line of its own is what the model is told by us. */
const line = (text: string): string => text.replace(/\s+/g, " ").trim();

function titled(title: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`${title}: ${line(text)}`];
}

function listed<Item>(title: string, items: readonly Item[] | undefined, write: (item: Item) => string): string[] {
  return items === undefined || items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${write(item)}`)];
}

function serviceWords({ name, price, currency, minutes, note }: Service): string {
  const details = [
    price === undefined ? [] : [priceWords({ price, currency })],
    minutes === undefined ? [] : [`${minutes} min`],
    note === undefined ? [] : [line(note)],
  ].flat();
  return details.length === 0 ? line(name) : `${line(name)}: ${details.join(", ")}`;
}

function contactLines({ address, map_link, phone, email, website }: Facts): string[] {
  return [
    titled("Address", address),
    titled("Map", map_link),
    titled("Phone", phone),
    titled("E-mail", email),
    titled("Website", website),
  ].flat();
}

function knowledgeLines({ services, policies, questions }: Facts): string[] {
  return [
    listed("Services", services, serviceWords),
    listed("Policies", policies, ({ topic, text }) => `${line(topic)}: ${line(text)}`),
    listed("Questions and answers", questions, ({ question, answer }) => `${line(question)} ${line(answer)}`),
  ].flat();
}

function statusLines(facts: Facts, at: Date): string[] {
  const open = isOpenAt(facts, at);
  if (open === null) return [];
  const timeZone = timeZoneOf(facts);
  if (open) {
    const until = openUntil(facts, at);
    if (until === null) return ["Open now, day and night"];
    const words = momentWords(timeZone, until, at);
    return [`Open now, until ${words.replace(/^today /, "")}`];
  }
  const next = nextOpening(facts, at);
  return [next === null ? "Closed now" : `Closed now, opens ${momentWords(timeZone, next, at)}`];
}

function exceptionLines({ exceptions = [] }: Facts, today: DayNumber): string[] {
  const near = exceptions
    .map((one) => ({ one, day: dayOf(one.date) }))
    .filter(({ day }) => day >= today && day < today + DAYS_AHEAD)
    .sort((a, b) => a.day - b.day);
  return listed("Other hours on", near, ({ one, day }) => exceptionWords(one, day));
}

function exceptionWords({ hours, label }: HoursException, day: DayNumber): string {
  return `${dayWords(day)}${label === undefined ? "" : ` (${line(label)})`}: ${spansWords(hours)}`;
}

/**
 * The facts as the model is told them at `at`: what time it is there, whether it is open, then all that is told, the
 * exceptions of the next sixty days. At most `FACTS_LIMITS.total` characters and some thousand of dates and hours.
 */
export function renderFacts(facts: Facts, at: Date): string {
  const timeZone = timeZoneOf(facts);
  const { day, time } = wallTimeOf(timeZone, at);
  const week = weekWords(facts);
  return [
    `Now: ${dayWords(day)}, ${time} (${timeZone})`,
    ...statusLines(facts, at),
    ...(week.length === 0 ? [] : [`Opening hours: ${week.join("; ")}`]),
    ...exceptionLines(facts, day),
    ...contactLines(facts),
    ...knowledgeLines(facts),
  ].join("\n");
}

/**
 * Every word, number, link, address and price that the owner wrote, whatever the day: what a reply may repeat, and what is
 * judged before it is used. Empty where there are hours and a time zone only.
 */
export function factTexts(facts: Facts): string {
  const labels = (facts.exceptions ?? []).flatMap(({ label }) => (label === undefined ? [] : [line(label)]));
  return [
    ...contactLines(facts),
    ...knowledgeLines(facts),
    ...listed("Days with other hours", [...new Set(labels)], (label) => label),
  ].join("\n");
}
