/** What is wrong with a value from outside, and where: `rules[3].matcher.keywords[0]`; the empty path is the whole. */
export type InputProblem = { path: string; message: string; at?: { line: number; column: number } };

/** No page shows more, and a file of 4 MB could have a million. */
export const MOST_PROBLEMS = 1_000;

/** What is read of a schema's finding; zod's issues are of this shape. */
type SchemaIssue = {
  code: string;
  path: readonly PropertyKey[];
  message: string;
  input?: unknown;
  expected?: string;
  values?: readonly unknown[];
  origin?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  keys?: readonly string[];
};

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

function messageOf(issue: SchemaIssue): string {
  const missing = "input" in issue && issue.input === undefined;
  if (issue.code === "invalid_type") {
    const wanted = ARTICLE[issue.expected ?? ""] ?? issue.expected;
    return missing ? `is missing; expected ${wanted}` : `must be ${wanted}`;
  }
  if (issue.code === "invalid_value")
    return `${missing ? "is missing; expected" : "must be"} ${list(issue.values ?? [])}`;
  if (issue.code === "too_small") return bound("least", issue.origin ?? "", issue.minimum);
  if (issue.code === "too_big") return bound("most", issue.origin ?? "", issue.maximum);
  return issue.message;
}

/** The problems that one finding of the schema stands for: an unknown field is named by its own path. */
export function inputProblems(issue: SchemaIssue): InputProblem[] {
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? [])
      .slice(0, MOST_PROBLEMS)
      .map((key) => ({ path: formatPath([...issue.path, key]), message: "is not a known field" }));
  }
  return [{ path: formatPath(issue.path), message: messageOf(issue) }];
}
