/**
 * What stands under a key that somebody made up. Looked up plainly, "constructor" finds what every object has.
 */
export function ownEntry<Value>(entries: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}
