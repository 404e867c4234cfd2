/** What the server refused, by the path of the field: `services.2.price`. Null: nothing is wrong there. */
export type ProblemAt = (path: string) => string | null;

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Of an action's answer, whose paths begin with the name of what was sent. */
export function problemsAt(problems: Readonly<Record<string, string>>): ProblemAt {
  return (path) => {
    const words = problems[path === "" ? "facts" : `facts.${path}`];
    return words === undefined ? null : `${upperFirst(words)}.`;
  };
}

/** The same for what stands below a path. */
export const below =
  (problem: ProblemAt, path: string): ProblemAt =>
  (rest) =>
    problem(rest === "" ? path : `${path}.${rest}`);
