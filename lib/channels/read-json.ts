export type JsonObject = Readonly<Record<string, unknown>>;

/** What reading one item came to: its value, or why it can't be used (a fixed phrase, never the item's content). */
export type Reading<T> = { ok: true; value: T } | { ok: false; why: string };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value under a chain of keys, or undefined as soon as one step is no object or lacks the key.
 * Own keys only: a key such as `constructor` must not find what every object inherits.
 */
export function dig(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (!isJsonObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

/**
 * The items of what should be a list, each with its path. An absent or null list is empty; a lone value counts as a
 * list of one, because senders that write `entry` as an object exist.
 */
export function listItems(value: unknown, path: string): { item: unknown; path: string }[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [{ item: value, path }];
  return value.map((item: unknown, index) => ({ item, path: `${path}[${index}]` }));
}
