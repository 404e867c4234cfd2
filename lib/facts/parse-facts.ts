import { type InputProblem, inputProblems, MOST_PROBLEMS } from "@/lib/core/input-problems";
import { readJsonText } from "@/lib/core/json-text";
import type { Facts } from "./facts";
import { factsSchema } from "./facts.schema";

export type ParsedFacts = { ok: true; facts: Facts } | { ok: false; problems: InputProblem[] };

/**
 * Reads facts from outside: every field and limit of the design, unknown fields refused. The first thousand problems are
 * told at once, each with its path, such as `services[2].price`. Absent fields stay absent.
 */
export function parseFacts(value: unknown): ParsedFacts {
  const result = factsSchema.safeParse(value, { reportInput: true });
  return result.success
    ? { ok: true, facts: result.data }
    : { ok: false, problems: result.error.issues.flatMap(inputProblems).slice(0, MOST_PROBLEMS) };
}

/** The same for a file's text. A syntax error is one problem of the whole, with line and column from 1. */
export function parseFactsText(text: string): ParsedFacts {
  const read = readJsonText(text);
  return read.ok ? parseFacts(read.value) : { ok: false, problems: [{ path: "", ...read.problem }] };
}
