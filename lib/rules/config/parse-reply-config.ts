import { type InputProblem, inputProblems, MOST_PROBLEMS } from "@/lib/core/input-problems";
import { readJsonText } from "@/lib/core/json-text";
import type { ReplyConfig } from "./reply-config";
import { replyConfigSchema } from "./reply-config.schema";

export type ParsedReplyConfig = { ok: true; config: ReplyConfig } | { ok: false; problems: InputProblem[] };

function repeatedIds(value: unknown): InputProblem[] {
  const rules = typeof value === "object" && value !== null && "rules" in value ? value.rules : null;
  if (!Array.isArray(rules)) return [];
  const first = new Map<string, number>();
  return rules.flatMap((rule: unknown, index): InputProblem[] => {
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
  const problems = [...(result.error?.issues.flatMap(inputProblems) ?? []), ...repeatedIds(value)];
  return result.success && problems.length === 0
    ? { ok: true, config: result.data }
    : { ok: false, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** The same for a file's text. A syntax error is one problem of the whole, with line and column from 1. */
export function parseReplyConfigText(text: string): ParsedReplyConfig {
  const read = readJsonText(text);
  return read.ok ? parseReplyConfig(read.value) : { ok: false, problems: [{ path: "", ...read.problem }] };
}
