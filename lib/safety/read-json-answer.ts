/**
 * The only JSON object in a model's answer, whatever words stand around it; null when there is none, or when another
 * brace follows it: of two objects, one may be quoted from the text that was judged.
 */
export function readJsonObject(answer: string): Record<string, unknown> | null {
  const start = answer.indexOf("{");
  const end = start < 0 ? null : endOfObject(answer, start);
  if (end === null || /[{}]/.test(answer.slice(end))) return null;
  try {
    // What begins with a brace is an object or no JSON.
    return JSON.parse(answer.slice(start, end)) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** Behind the brace that closes the one at `start`; those within strings don't count. Null where none does. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString && character === "\\") at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && character === "{") depth += 1;
    else if (!inString && character === "}") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return null;
}
