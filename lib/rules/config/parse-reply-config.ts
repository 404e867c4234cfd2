import type * as z from "zod";
import { findJsonSyntaxError } from "./config-file";
import type { ReplyConfig } from "./reply-config";
import { replyConfigSchema } from "./reply-config.schema";

/** What is wrong with a config, and where: `rules[3].matcher.keywords[0]`; the empty path is the whole. */
export type ConfigProblem = { path: string; message: string; at?: { line: number; column: number } };

/** No page shows more, and a file of 4 MB could have a million. */
const MOST_PROBLEMS = 1_000;

const ARTICLE: Record<string, string> = {
  object: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** Writes a path as one would in code. Field names that are no plain words are quoted. */
function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((written, key) => {
    if (typeof key === "number") return `${written}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${written}[${JSON.stringify(name)}]`;
    return written === "" ? name : `${written}.${name}`;
  }, "");
}

function bound(side: "least" | "most", origin: string, limit: unknown): string {
  if (origin !== "array") return `must be at ${side} ${String(limit)}`;
  return `must have at ${side} ${String(limit)} ${Number(limit) === 1 ? "entry" : "entries"}`;
}

function list(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" or ");
}

function messageOf(issue: z.core.$ZodIssue): string {
  const missing = "input" in issue && issue.input === undefined;
  if (issue.code === "invalid_type") {
    const wanted = ARTICLE[issue.expected] ?? issue.expected;
    return missing ? `is missing; expected ${wanted}` : `must be ${wanted}`;
  }
  if (issue.code === "invalid_value") return `${missing ? "is missing; expected" : "must be"} ${list(issue.values)}`;
  if (issue.code === "too_small") return bound("least", issue.origin, issue.minimum);
  if (issue.code === "too_big") return bound("most", issue.origin, issue.maximum);
  return issue.message;
}

/** The problems that one finding of the schema stands for: an unknown field is named by its own path. */
function problemsOf(issue: z.core.$ZodIssue): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .slice(0, MOST_PROBLEMS)
      .map((key) => ({ path: formatPath([...issue.path, key]), message: "is not a known field" }));
  }
  return [{ path: formatPath(issue.path), message: messageOf(issue) }];
}

export type ParsedReplyConfig = { ok: true; config: ReplyConfig } | { ok: false; problems: ConfigProblem[] };

function repeatedIds(value: unknown): ConfigProblem[] {
  const rules = typeof value === "object" && value !== null && "rules" in value ? value.rules : null;
  if (!Array.isArray(rules)) return [];
  const first = new Map<string, number>();
  return rules.flatMap((rule: unknown, index): ConfigProblem[] => {
    const id = typeof rule === "object" && rule !== null && "id" in rule ? rule.id : null;
    if (typeof id !== "string") return [];
    const earlier = first.get(id);
    if (earlier !== undefined)
      return [{ path: `rules[${index}].id`, message: `is already the id of rules[${earlier}]` }];
    first.set(id, index);
    return [];
  });
}

/**
 * Reads a reply config from outside: every field, limit and id of the design, unknown fields refused. The first
 * thousand problems are told at once. Lengths count code points. What comes back serialises to the JSON that came in, fields in the house's
 * order; absent optional fields stay absent.
 */
export function parseReplyConfig(value: unknown): ParsedReplyConfig {
  const result = replyConfigSchema.safeParse(value, { reportInput: true });
  const problems = [...(result.error?.issues.flatMap(problemsOf) ?? []), ...repeatedIds(value)];
  return result.success && problems.length === 0
    ? { ok: true, config: result.data }
    : { ok: false, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** The same for a file's text. A syntax error is one problem of the whole, with line and column from 1. */
export function parseReplyConfigText(text: string): ParsedReplyConfig {
  // Editors on Windows put a byte order mark in front, which JSON.parse refuses.
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    const fault = findJsonSyntaxError(json);
    if (fault === null) return { ok: false, problems: [{ path: "", message: "not valid JSON" }] };
    const { line, column } = fault;
    const message = `line ${line}, column ${column}: ${fault.message}`;
    return { ok: false, problems: [{ path: "", message, at: { line, column } }] };
  }
  return parseReplyConfig(value);
}
