/** Where and why a text is no JSON. Line and column count from 1, the column in code points. */
export type JsonSyntaxError = { line: number; column: number; message: string };

type Fault = { at: number; message: string };
type Expecting = "value" | "value or ]" | "key" | "key or }" | ":" | "next";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const BLANKS = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function endOfMatch(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** The end of the string that opens at `at`, or what is wrong inside it. */
function readString(text: string, at: number): number | Fault {
  let next = at + 1;
  while (next < text.length) {
    const character = text.charAt(next);
    if (character === '"') return next + 1;
    if (character < " ")
      return { at: next, message: "a line break or control character inside a string must be escaped" };
    const end = character === "\\" ? endOfMatch(ESCAPE, text, next) : next + 1;
    if (end === null) return { at: next, message: "not a valid escape after \\" };
    next = end;
  }
  return { at, message: "this string is not closed" };
}

/** The end of the string, number or word at `at`, or what is wrong with it. */
function readScalar(text: string, at: number): number | Fault {
  if (text.charAt(at) === '"') return readString(text, at);
  const end = endOfMatch(NUMBER, text, at) ?? endOfMatch(WORD, text, at);
  // `01`, `1.` and `truest` begin well; what follows is part of the same wrong word.
  if (end !== null && !/[\w.+-]/.test(text.charAt(end))) return end;
  return { at, message: text.charAt(at) === "'" ? 'strings need double quotes (")' : "expected a value" };
}

function afterValue(open: readonly string[]): string {
  const innermost = open.at(-1);
  if (innermost === undefined) return "expected nothing more after the end";
  return `expected "," or "${innermost === "{" ? "}" : "]"}"`;
}

/** The first thing in a text that JSON does not allow (RFC 8259), or null. Walks with its own stack: depth is no limit. */
function findFault(text: string): Fault | null {
  const open: ("{" | "[")[] = [];
  let expecting: Expecting = "value";
  let at = 0;
  for (;;) {
    at = endOfMatch(BLANKS, text, at) ?? at;
    const character = text.charAt(at);
    if (character === "") {
      if (expecting === "next" && open.length === 0) return null;
      return { at, message: text.trim() === "" ? "the text is empty" : "the text ends too early" };
    }
    if (expecting === "next") {
      const innermost = open.at(-1);
      if (character === "," && innermost !== undefined) expecting = innermost === "{" ? "key" : "value";
      else if (innermost !== undefined && character === (innermost === "{" ? "}" : "]")) open.pop();
      else return { at, message: afterValue(open) };
      at += 1;
    } else if (expecting === ":") {
      if (character !== ":") return { at, message: 'expected ":" after the field name' };
      expecting = "value";
      at += 1;
    } else if ((expecting === "key or }" && character === "}") || (expecting === "value or ]" && character === "]")) {
      open.pop();
      expecting = "next";
      at += 1;
    } else if (expecting === "key" || expecting === "key or }") {
      if (character !== '"') return { at, message: 'expected a field name in double quotes (")' };
      const end = readString(text, at);
      if (typeof end !== "number") return end;
      at = end;
      expecting = ":";
    } else if (character === "{" || character === "[") {
      open.push(character);
      expecting = character === "{" ? "key or }" : "value or ]";
      at += 1;
    } else {
      const end = readScalar(text, at);
      if (typeof end !== "number") return end;
      at = end;
      expecting = "next";
    }
  }
}

/** Finds the first syntax error of a JSON text; null if there is none. Engines word theirs differently, or hide the place. */
export function findJsonSyntaxError(text: string): JsonSyntaxError | null {
  const fault = findFault(text);
  if (fault === null) return null;
  const lines = text.slice(0, fault.at).split(/\r\n|\r|\n/);
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1, message: fault.message };
}

/** What is wrong with a JSON text as a whole; `at` is the place, which the message names too. */
export type JsonProblem = { message: string; at?: { line: number; column: number } };

/** Reads a JSON text, with or without a byte order mark. A syntax error comes with line and column from 1. */
export function readJsonText(text: string): { ok: true; value: unknown } | { ok: false; problem: JsonProblem } {
  // Editors on Windows put a byte order mark in front, which JSON.parse refuses.
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    return { ok: true, value: JSON.parse(json) };
  } catch {
    const fault = findJsonSyntaxError(json);
    if (fault === null) return { ok: false, problem: { message: "not valid JSON" } };
    const { line, column } = fault;
    return {
      ok: false,
      problem: { message: `line ${line}, column ${column}: ${fault.message}`, at: { line, column } },
    };
  }
}
