import type { SafetyState } from "@/lib/safety/safety-check";

/** In the order in which a week is read and shown. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Local times "HH:MM", half-open: open at the first, closed at the second. An end at or before the beginning lies on the
 * next day; "24:00" is an end only.
 */
export type Span = [from: string, to: string];

/** A day that is unlike its weekday: an empty list is closed. `date` is YYYY-MM-DD. */
export type HoursException = { date: string; hours: Span[]; label?: string };

/** `price` is a decimal number as a text, `currency` a code of ISO 4217. */
export type Service = { name: string; price?: string; currency?: string; minutes?: number; note?: string };

export type Policy = { topic: string; text: string };

export type Question = { question: string; answer: string };

/**
 * What is true of a business, exactly as it stands in files and in the database. Every field may be left out. A weekday
 * that is left out is closed once any other is told. Without a time zone, times are UTC.
 */
export type Facts = {
  time_zone?: string;
  hours?: Partial<Record<Weekday, Span[]>>;
  exceptions?: HoursException[];
  address?: string;
  map_link?: string;
  phone?: string;
  email?: string;
  website?: string;
  services?: Service[];
  policies?: Policy[];
  questions?: Question[];
};

/** Lengths are in code points. `total` is what all texts together may have, as `factTexts` writes them. */
export const FACTS_LIMITS = {
  timeZone: 64,
  spansOfADay: 6,
  exceptions: 100,
  label: 80,
  address: 300,
  link: 500,
  phone: 40,
  email: 254,
  services: 100,
  serviceName: 80,
  maxMinutes: 1_440,
  note: 200,
  policies: 20,
  topic: 80,
  policy: 600,
  questions: 30,
  question: 200,
  answer: 600,
  total: 12_000,
} as const;

/** Facts as they were last saved. `version` counts saves, 0 before the first; `safety` is of this very version. */
export type SavedFacts = {
  facts: Facts;
  version: number;
  safety: SafetyState;
  /** The version that customers get: the newest that was approved. Null: none was. */
  inForce: number | null;
};

/** Saved facts that can be brought back. `safety` is null where their text was never looked at by today's classifier. */
export type FactsVersion = { version: number; facts: Facts; createdAt: Date; safety: SafetyState | null };
