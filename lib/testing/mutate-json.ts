import fc from "fast-check";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

type Path = readonly (string | number)[];
type Mutation = {
  at: number;
  change: (value: Json, key: string | number) => { replace: Json } | { rename: string } | "drop";
};

/** Where every value of a document stands, the root first. */
function pathsOf(value: Json, here: Path = [], found: Path[] = []): Path[] {
  found.push(here);
  if (typeof value !== "object" || value === null) return found;
  const children = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, child] of children) pathsOf(child, [...here, key], found);
  return found;
}

function setKey(target: { [key: string]: Json }, key: string, value: Json): void {
  // Plain assignment of `__proto__` would change the prototype instead of making the key that JSON.parse makes.
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function edit(value: Json, path: Path, change: Mutation["change"]): Json {
  const [key, ...rest] = path;
  if (key === undefined) {
    const result = change(value, "");
    return typeof result === "object" && "replace" in result ? result.replace : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const edited = entries.flatMap(([name, child]): [string | number, Json][] => {
    if (name !== key) return [[name, child]];
    if (rest.length > 0) return [[name, edit(child, rest, change)]];
    const result = change(child, name);
    if (result === "drop") return [];
    return "rename" in result ? [[result.rename, child]] : [[name, result.replace]];
  });
  if (Array.isArray(value)) return edited.map(([, child]) => child);
  const target: { [key: string]: Json } = {};
  for (const [name, child] of edited) setKey(target, String(name), child);
  return target;
}

const oddStrings = fc.constantFrom(
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud83d",
  "\udc4d\ud83d",
  "0",
  "-1",
  "1e999",
  "NaN",
  "99999999999999999999",
  "messages",
  "text",
  "__proto__",
  "constructor",
  "\u202eevil",
  "x".repeat(20_000),
);
const oddNumbers = fc.constantFrom(0, -0, -1, 0.5, 1e300, Number.MAX_SAFE_INTEGER, 2 ** 53, 1_700_000_000_000);
const oddValues: fc.Arbitrary<Json> = fc.oneof(
  oddStrings,
  oddNumbers,
  fc.string({ unit: "binary" }),
  fc.constantFrom<Json[]>(null, true, false, [], {}, [[]], [null], { length: 1 }, { toString: null }),
);
const oddKeys = fc.constantFrom(
  "__proto__",
  "constructor",
  "toString",
  "",
  "0",
  "length",
  "messages",
  "statuses",
  "type",
);

function otherType(value: Json): Json {
  if (typeof value === "string") return /^\d{1,15}$/.test(value) ? Number(value) : [value];
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return value === null ? {} : [value];
}

function doubled(value: Json): Json {
  if (Array.isArray(value)) return [...value, ...value];
  return typeof value === "string" ? value + value : [value, value];
}

const change: fc.Arbitrary<Mutation["change"]> = fc.oneof(
  oddValues.map((replace): Mutation["change"] => () => ({ replace })),
  oddKeys.map((rename): Mutation["change"] => () => ({ rename })),
  fc.constant<Mutation["change"]>(() => "drop"),
  fc.constant<Mutation["change"]>((value) => ({ replace: otherType(value) })),
  fc.constant<Mutation["change"]>((value) => ({ replace: doubled(value) })),
  fc.constant<Mutation["change"]>((value) => ({
    replace: typeof value === "string" ? `${value}\u0000\ud83d` : [null, value],
  })),
);

/**
 * Copies of a document with one to `max` things wrong: a value of another type or an odd one, a key dropped or renamed,
 * a list doubled or turned into an object, NUL characters and halves of surrogate pairs. The document stays as it is.
 */
export function mutateJson(document: Json, max = 4): fc.Arbitrary<Json> {
  const mutation: fc.Arbitrary<Mutation> = fc.record({ at: fc.nat(), change });
  // Every copy begins with it, and walking is most of what a mutation costs.
  const whole = pathsOf(document);
  return fc.array(mutation, { minLength: 1, maxLength: max }).map((mutations) =>
    mutations.reduce<Json>((value, { at, change: apply }) => {
      const paths = value === document ? whole : pathsOf(value);
      return edit(value, paths[at % paths.length] ?? [], apply);
    }, document),
  );
}
