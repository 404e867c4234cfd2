import type { Facts } from "./facts";
import { momentWords, spansWords, weekWords } from "./hours-words";
import { nextOpening, spansToday, timeZoneOf } from "./opening-hours";

/** What fills a placeholder; null where the facts don't say. `argument` stands behind the colon. */
type Fill = (facts: Facts, at: Date, argument: string) => string | null;

const PLAIN: Readonly<Record<string, Fill>> = {
  hours_today: (facts, at) => {
    const spans = spansToday(facts, at);
    if (spans === null) return null;
    return spans.length === 0 ? "closed today" : spansWords(spans);
  },
  hours_week: (facts) => weekWords(facts).join("\n") || null,
  next_open: (facts, at) => {
    const next = nextOpening(facts, at);
    if (next === null) return null;
    return next.getTime() === at.getTime() ? "now" : momentWords(timeZoneOf(facts), next, at);
  },
  address: ({ address }) => address?.trim() ?? null,
  map_link: ({ map_link }) => map_link?.trim() ?? null,
  phone: ({ phone }) => phone?.trim() ?? null,
};

const WITH_ARGUMENT: Readonly<Record<string, Fill>> = {
  price: ({ services }, _at, name) => {
    const wanted = foldName(name);
    const found = services?.find((service) => service.price !== undefined && foldName(service.name) === wanted);
    return found ? priceWords(found) : null;
  },
};

/** The placeholders that there are, as one writes them. */
export const PLACEHOLDERS: readonly string[] = [...Object.keys(PLAIN), "price:…"].map((name) => `{${name}}`);

/** No service's name is longer, in UTF-16 units. */
const MOST_ARGUMENT = 200;

/** A word of lower-case letters and underscores in braces; whatever else stands in braces is the owner's own text. */
const PLACEHOLDER = new RegExp(`\\{([a-z_]{1,40})(?::([^{}\\n]{0,${MOST_ARGUMENT}}))?\\}`, "g");

/** "45.00 EUR". */
export function priceWords({ price, currency }: { price?: string; currency?: string }): string {
  return [price, currency].filter((part) => part !== undefined).join(" ");
}

const foldName = (name: string): string => name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

const own = (table: Readonly<Record<string, Fill>>, name: string): Fill | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const fillOf = (name: string, argument: string | undefined): Fill | undefined =>
  argument === undefined ? own(PLAIN, name) : own(WITH_ARGUMENT, name);

const written = (name: string, argument: string | undefined): string =>
  argument === undefined ? name : `${name}:${argument}`;

/**
 * A canned text with its placeholders filled in. A line with one that the facts can't fill is left out, and `missing` names
 * it; one that does not exist stays as it is written. `text` may come back empty, and longer than it was.
 */
export function fillPlaceholders(text: string, facts: Facts | null, at: Date): { text: string; missing: string[] } {
  const missing = new Set<string>();
  // A text may name the same one hundreds of times.
  const known = new Map<string, string | null>();
  const wordsOf = (name: string, fill: () => string | null): string | null => {
    const words = known.has(name) ? (known.get(name) ?? null) : fill();
    known.set(name, words);
    return words;
  };
  const lines = text.split("\n").flatMap((line) => {
    let isWhole = true;
    const filled = line.replace(PLACEHOLDER, (whole, name: string, argument: string | undefined) => {
      const fill = fillOf(name, argument);
      if (fill === undefined) return whole;
      const wanted = written(name, argument);
      const words = wordsOf(wanted, () => facts && fill(facts, at, argument ?? ""));
      if (words) return words;
      missing.add(wanted);
      isWhole = false;
      return "";
    });
    return isWhole ? [filled] : [];
  });
  const kept = lines.join("\n");
  // Where a line went, blank ones around it must not be left hanging.
  return { text: missing.size > 0 ? kept.trim() : kept, missing: [...missing] };
}

/** What looks like a placeholder and is none, by name, each once: `hours_toady`, or `price` without a service. */
export function unknownPlaceholders(text: string): string[] {
  const unknown = new Set<string>();
  for (const [, name = "", argument] of text.matchAll(PLACEHOLDER))
    if (fillOf(name, argument) === undefined) unknown.add(name);
  return [...unknown];
}
