import { findJsonSyntaxError } from "./config-file";
import { type ConfigProblem, MOST_PROBLEMS, problemsOf } from "./config-problem";
import type { ReplyConfig } from "./reply-config";
import { replyConfigSchema } from "./reply-config.schema";

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
