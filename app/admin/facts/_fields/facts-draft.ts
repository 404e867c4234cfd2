import { type Facts, type Service, type Span, WEEKDAYS, type Weekday } from "@/lib/facts/facts";

/** A row of a list. `key` tells it from its neighbours while they are added and taken away. */
type Row<Fields> = Fields & { key: string };

export type SpanDraft = Row<{ from: string; to: string }>;
export type ExceptionDraft = Row<{ date: string; label: string; spans: SpanDraft[] }>;
export type ServiceDraft = Row<{ name: string; price: string; currency: string; minutes: string; note: string }>;
/** A topic and its text, or a question and its answer. */
export type PairDraft = Row<{ head: string; text: string }>;

export type Contacts = Record<"address" | "map_link" | "phone" | "email" | "website", string>;

/** Facts as they are typed: every field is there, whatever it holds. */
export type FactsDraft = {
  timeZone: string;
  /** Whether any hours of the week are told at all. */
  hoursTold: boolean;
  week: Record<Weekday, SpanDraft[]>;
  exceptions: ExceptionDraft[];
  contacts: Contacts;
  services: ServiceDraft[];
  policies: PairDraft[];
  questions: PairDraft[];
};

let made = 0;

export function newKey(): string {
  made += 1;
  return `${Date.now()}-${made}`;
}

const MIDNIGHT = "00:00";

/** What the browser's field for a time can show: it knows no 24:00, and a span that ends at 00:00 ends there too. */
const spanDrafts = (spans: readonly Span[] = []): SpanDraft[] =>
  spans.map(([from, to]) => ({ key: newKey(), from, to: to === "24:00" ? MIDNIGHT : to }));

const emptyWeek = (spans: (day: Weekday) => SpanDraft[]): FactsDraft["week"] =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, spans(day)])) as FactsDraft["week"];

/** What most businesses have, to change from there. */
export function usualWeek(): FactsDraft["week"] {
  return emptyWeek((day) => (day === "sat" || day === "sun" ? [] : spanDrafts([["09:00", "18:00"]])));
}

export function serviceDraft({ name, price = "", currency = "", minutes, note = "" }: Service): ServiceDraft {
  return { key: newKey(), name, price, currency, minutes: minutes === undefined ? "" : String(minutes), note };
}

export function draftOf(facts: Facts): FactsDraft {
  const { address = "", map_link = "", phone = "", email = "", website = "" } = facts;
  return {
    timeZone: facts.time_zone ?? "",
    hoursTold: facts.hours !== undefined && WEEKDAYS.some((day) => facts.hours?.[day] !== undefined),
    week: emptyWeek((day) => spanDrafts(facts.hours?.[day])),
    exceptions: (facts.exceptions ?? []).map(({ date, hours, label = "" }) => ({
      ...{ key: newKey(), date, label, spans: spanDrafts(hours) },
    })),
    contacts: { address, map_link, phone, email, website },
    services: (facts.services ?? []).map(serviceDraft),
    policies: (facts.policies ?? []).map(({ topic, text }) => ({ key: newKey(), head: topic, text })),
    questions: (facts.questions ?? []).map(({ question, answer }) => ({ key: newKey(), head: question, text: answer })),
  };
}

/** Without rows that nobody wrote anything into: the places of the others are those of what is sent. */
export function withoutEmptyRows(draft: FactsDraft): FactsDraft {
  const isPair = ({ head, text }: PairDraft) => filled(head, text);
  return {
    ...draft,
    exceptions: draft.exceptions.filter(({ date, label, spans }) => filled(date, label) || spans.length > 0),
    services: draft.services.filter(({ name, price, minutes, note }) => filled(name, price, minutes, note)),
    policies: draft.policies.filter(isPair),
    questions: draft.questions.filter(isPair),
  };
}

const filled = (...texts: string[]): boolean => texts.some((text) => text.trim() !== "");

/** Only what is filled in; an empty field is left out. */
function told<Name extends string>(name: Name, text: string): Partial<Record<Name, string>> {
  return text.trim() === "" ? {} : ({ [name]: text.trim() } as Record<Name, string>);
}

const spansOf = (spans: readonly SpanDraft[]): Span[] =>
  spans.map(({ from, to }) => [from, from === MIDNIGHT && to === MIDNIGHT ? "24:00" : to]);

/** Whoever types an address leaves the beginning out. */
const linkOf = (text: string): string =>
  text.trim() === "" || /^[a-z]+:/i.test(text.trim()) ? text : `https://${text.trim()}`;

function serviceOf({ name, price, currency, minutes, note }: ServiceDraft) {
  return {
    name: name.trim(),
    // Half of Europe writes a comma.
    ...told("price", price.replace(",", ".")),
    ...(price.trim() === "" ? {} : told("currency", currency.toUpperCase())),
    ...(minutes.trim() === "" ? {} : { minutes: Number(minutes) }),
    ...told("note", note),
  };
}

const listed = <Name extends string, Item>(name: Name, items: Item[]): Partial<Record<Name, Item[]>> =>
  items.length === 0 ? {} : ({ [name]: items } as Record<Name, Item[]>);

/** What is saved of a draft. `ownZone` is the browser's, for a business that has not said its own. */
export function factsOf(draft: FactsDraft, ownZone = ""): Facts {
  const { contacts, week } = draft;
  return {
    ...told("time_zone", draft.timeZone || ownZone),
    ...(draft.hoursTold ? { hours: Object.fromEntries(WEEKDAYS.map((day) => [day, spansOf(week[day])])) } : {}),
    ...listed(
      "exceptions",
      draft.exceptions.map(({ date, label, spans }) => ({ date, hours: spansOf(spans), ...told("label", label) })),
    ),
    ...told("address", contacts.address),
    ...told("map_link", linkOf(contacts.map_link)),
    ...told("phone", contacts.phone),
    ...told("email", contacts.email),
    ...told("website", linkOf(contacts.website)),
    ...listed("services", draft.services.map(serviceOf)),
    ...listed(
      "policies",
      draft.policies.map(({ head, text }) => ({ topic: head.trim(), text: text.trim() })),
    ),
    ...listed(
      "questions",
      draft.questions.map(({ head, text }) => ({ question: head.trim(), answer: text.trim() })),
    ),
  };
}

/** Whether there is something to save: what stays out of what is saved is no change. */
export function isUnsaved(draft: FactsDraft, facts: Facts): boolean {
  const written = (one: FactsDraft) => JSON.stringify(factsOf(withoutEmptyRows(one)));
  return written(draft) !== written(draftOf(facts));
}
