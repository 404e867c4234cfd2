/** Stripe's parameters: `application/x-www-form-urlencoded`, with brackets for what is inside (docs.stripe.com/api). */

export type FormValue = string | FormValue[] | { [name: string]: FormValue };
type Tree = { [name: string]: FormValue };

const maxDepth = 8;

/**
 * `a[b][0]=x` becomes `{a: {b: ["x"]}}`; keys that are all numbers, or none (`a[]`), make an array.
 * @throws Error in words if a name is malformed, is nested too deep or is used both as a value and as something with fields
 */
export function readForm(text: string): { [name: string]: FormValue } {
  const tree: Tree = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) put(tree, path(name), value, name);
  return withArrays(tree) as Tree;
}

/** `line_items[0][quantity]` for an error about it. */
export function formName(way: readonly PropertyKey[]): string {
  const [first = "", ...rest] = way.map(String);
  return first + rest.map((part) => `[${part}]`).join("");
}

function path(name: string): string[] {
  if (!/^[^[\]]+(\[[^[\]]*\])*$/.test(name)) throw new Error(`Invalid parameter name: ${name.slice(0, 200)}`);
  const bracket = name.indexOf("[");
  if (bracket < 0) return [name];
  const inside = [...name.slice(bracket).matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? "");
  return [name.slice(0, bracket), ...inside];
}

function put(tree: Tree, way: readonly string[], value: string, name: string): void {
  if (way.length > maxDepth) throw new Error(`Parameter nested too deep: ${name}`);
  let at = tree;
  for (const [index, part] of way.entries()) {
    const key = part === "" && index > 0 ? String(Object.keys(at).length) : part;
    if (index === way.length - 1) {
      at[key] = value;
      return;
    }
    const next = at[key] ?? Object.create(null);
    if (typeof next !== "object" || Array.isArray(next)) throw new Error(`Invalid ${name}: it is used in two ways`);
    at[key] = next;
    at = next;
  }
}

function withArrays(value: FormValue): FormValue {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withArrays(inner)] as const);
  const isArray = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  return isArray
    ? entries.toSorted(([one], [other]) => Number(one) - Number(other)).map(([, inner]) => inner)
    : Object.fromEntries(entries);
}
