/** Objects within objects, at most. */
const DEEPEST = 8;

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", "“": "”", "„": "“", "`": "`" };
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
const BARE = /[\p{L}\p{N}_$.+-]+/uy;
const SPACE = /\s*/y;
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null, none: null };

/** Thrown inside, never out of this file. */
class NotAnObject extends Error {}

/**
 * Reads the object whose brace stands at `start`, as models write it: JSON, and what they make of it (a comma too much,
 * quotes of another kind or none, line breaks within a text, Python's `True`). Null when it is none, or when it says two
 * things of one field; names are compared by their letters. Never throws; takes time in proportion to the text.
 */
export function parseLooseObject(text: string, start: number): { value: Record<string, unknown>; end: number } | null {
  const at = { position: start };
  try {
    const value = readObject(text, at, 0);
    return { value, end: at.position };
  } catch (error) {
    if (error instanceof NotAnObject) return null;
    throw error;
  }
}

type At = { position: number };

/** How a field is called whatever its case and its spelling: `hand_off` and "Handoff" are one. */
export const fieldName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function readObject(text: string, at: At, depth: number): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  readList(text, at, depth, "}", () => {
    const quoted = readQuoted(text, at);
    const name = fieldName(quoted ?? readBare(text, at));
    skipSpace(text, at);
    if (name === "" || text[at.position] !== ":" || fields.has(name)) throw new NotAnObject();
    at.position += 1;
    fields.set(name, readValue(text, at, depth + 1));
  });
  return Object.fromEntries(fields);
}

function readValue(text: string, at: At, depth: number): unknown {
  skipSpace(text, at);
  if (text[at.position] === "{") return readObject(text, at, depth);
  if (text[at.position] === "[") {
    const items: unknown[] = [];
    readList(text, at, depth, "]", () => items.push(readValue(text, at, depth + 1)));
    return items;
  }
  const quoted = readQuoted(text, at);
  if (quoted !== null) return quoted;
  const bare = readBare(text, at);
  const word = bare.toLowerCase();
  if (Object.hasOwn(WORDS, word)) return WORDS[word];
  const number = Number(bare);
  return Number.isNaN(number) ? bare : number;
}

/** From the opening bracket to behind the closing one, items with commas between and perhaps one behind. */
function readList(text: string, at: At, depth: number, end: string, readItem: () => void): void {
  if (depth > DEEPEST) throw new NotAnObject();
  at.position += 1;
  for (;;) {
    skipSpace(text, at);
    if (text[at.position] === end) break;
    readItem();
    skipSpace(text, at);
    if (text[at.position] === ",") at.position += 1;
    else if (text[at.position] !== end) throw new NotAnObject();
  }
  at.position += 1;
}

/** A text in quotes, or null where none begins. A single quote within a word (`don't`) ends nothing. */
function readQuoted(text: string, at: At): string | null {
  const open = text[at.position] ?? "";
  const close = Object.hasOwn(CLOSING, open) ? CLOSING[open] : undefined;
  if (close === undefined) return null;
  const characters: string[] = [];
  for (let index = at.position + 1; index < text.length; index += 1) {
    const character = text[index] ?? "";
    if (character === "\\") {
      index += 1;
      const escaped = text[index] ?? "";
      const code = escaped === "u" ? /^[\da-f]{4}$/i.exec(text.slice(index + 1, index + 5))?.[0] : undefined;
      characters.push(code ? String.fromCharCode(Number.parseInt(code, 16)) : (ESCAPES[escaped] ?? escaped));
      if (code) index += 4;
    } else if (character === close && (close !== "'" || endsText(text, index + 1))) {
      at.position = index + 1;
      return characters.join("");
    } else characters.push(character);
  }
  throw new NotAnObject();
}

function endsText(text: string, from: number): boolean {
  SPACE.lastIndex = from;
  SPACE.exec(text);
  return /[,:}\]]/.test(text[SPACE.lastIndex] ?? "");
}

function readBare(text: string, at: At): string {
  BARE.lastIndex = at.position;
  const word = BARE.exec(text)?.[0];
  if (word === undefined) throw new NotAnObject();
  at.position += word.length;
  return word;
}

function skipSpace(text: string, at: At): void {
  SPACE.lastIndex = at.position;
  at.position += SPACE.exec(text)?.[0].length ?? 0;
}
