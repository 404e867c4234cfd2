import { fieldName, parseLooseObject } from "./parse-loose-object";
import { stripThoughts } from "./strip-thoughts";

/** The fields of a model's answer by their names in small letters, and the words that stood around them. */
export type JsonAnswer = { fields: Record<string, unknown>; around: string };

/** Wrappers of a call: what was asked for is within. */
const CALL_FIELDS = ["type", "name", "function", "tool", "id"];
const ARGUMENTS = ["arguments", "parameters", "input"];

/**
 * The only JSON object in a model's answer, whatever thoughts, fences and words stand around it; null when there is none,
 * when another brace stands outside it (of two objects, one may be quoted from the text that was judged), or when it says
 * two things of one field.
 */
export function readJsonObject(answer: string): JsonAnswer | null {
  const text = decode(stripThoughts(answer));
  const start = text.indexOf("{");
  const found = start < 0 ? null : parseLooseObject(text, start);
  if (found === null) return null;
  const around = `${text.slice(0, start)}\n${text.slice(found.end)}`;
  if (/[{}]/.test(around)) return null;
  return { fields: unwrap(found.value), around };
}

/**
 * Like `readJsonObject`, and reads an answer too that is nothing but lines of `name: value` with the names that were asked
 * for, each once.
 */
export function readFields(answer: string, names: readonly string[]): JsonAnswer | null {
  const text = stripThoughts(answer);
  if (text.includes("{")) return readJsonObject(text);
  const fields = new Map<string, unknown>();
  for (const line of text.split("\n").filter((one) => /[\p{L}\p{N}]/u.test(one))) {
    const [, label = "", value = ""] = LINE.exec(line.trim()) ?? [];
    const name = fieldName(label);
    if (!names.includes(name) || fields.has(name)) return null;
    fields.set(name, value.replace(EDGES, ""));
  }
  return fields.size === 0 ? null : { fields: Object.fromEntries(fields), around: "" };
}

const LINE = /^([^:=]{1,30})[:=](.*)$/;
/** Quotes and marks around a value of a line. */
const EDGES = /^[\s*_"'`]{1,20}|[\s*_"'`,]{1,20}$/g;

/** True, false, or null for all else: models write them as words too. */
export function readFlag(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : String(value);
  if (word === "true" || word === "yes" || word === "1") return true;
  return word === "false" || word === "no" || word === "0" ? false : null;
}

/** An object that was written as a text within quotes. */
function decode(text: string): string {
  if (!/^"\s*\{/.test(text)) return text;
  try {
    const inner: unknown = JSON.parse(text);
    return typeof inner === "string" ? inner : text;
  } catch {
    // Then it stays what it is, and is no object.
    return text;
  }
}

/** The object within an object of one field, and within a call. */
function unwrap(fields: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(fields);
  const inner = names.filter((name) => ARGUMENTS.includes(name) || names.length === 1);
  const [only] = inner;
  if (only === undefined || inner.length > 1) return fields;
  if (names.some((name) => name !== only && !CALL_FIELDS.includes(name))) return fields;
  const value = fields[only];
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? unwrap(value as Record<string, unknown>) : fields;
}
