/**
 * The only JSON object in a model's answer, whatever words stand around it; null when there is none, or when another
 * brace follows it: of two objects, one may be quoted from the text that was judged.
 */
export function readJsonObject(answer: string): Record<string, unknown> | null {
  const start = answer.indexOf("{");
  for (let end = answer.indexOf("}", start); start >= 0 && end >= 0; end = answer.indexOf("}", end + 1)) {
    try {
      const value: unknown = JSON.parse(answer.slice(start, end + 1));
      if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
      return /[{}]/.test(answer.slice(end + 1)) ? null : (value as Record<string, unknown>);
    } catch {
      // A brace within a string: the object goes on to a later one.
    }
  }
  return null;
}
