/** What a model thought before it wrote. Without its beginning all before its end is thought, without its end all after. */
const THOUGHT = /<(think|thinking|thought|reasoning|analysis)>[\s\S]*?(?:<\/\1>|$)/gi;
const ORPHANED_END = /^[\s\S]*<\/(?:think|thinking|thought|reasoning|analysis)>/i;

/** A whole reply in a fence of code. */
const FENCED = /^```[a-z]*\n([\s\S]*?)\n?```$/i;

/** How models announce what they write, in the languages that owners write their rules in. */
const NOUN =
  "(?:reply|answer|response|message|assistant|draft|antwort|nachricht|entwurf|respuesta|mensaje|réponse|risposta|messaggio|resposta|mensagem|antwoord|bericht|yanıt|cevap)";
const LABEL = new RegExp(
  `^[*_#\\s]{0,4}(?:(?:whatsapp|suggested|draft)\\s)?${NOUN}[*_]{0,3}\\s?:[*_]{0,3}\\s*(?=\\S)`,
  "i",
);
const ANNOUNCED = new RegExp(
  `^(?:sure[,!.]?\\s)?(?:here(?:['’]s| is)|this is|hier ist|aquí (?:está|tienes)|voici|ecco)\\s[^\\n:]{0,60}?${NOUN}[^\\n:]{0,30}:\\s*\\n?(?=\\S)`,
  "i",
);

const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["“", "”"],
  ["„", "“"],
  ["„", "”"],
  ["«", "»"],
  ["»", "«"],
  ["「", "」"],
];

/** The field of a JSON answer that is the reply. */
const REPLY_FIELDS = ["reply", "answer", "response", "message", "text"] as const;

/**
 * A draft without what models put around a reply: their thoughts, a label, quotes around all of it, a fence, or JSON with
 * the reply in its one field of text. What can't be understood stays as it is, for the guards. At most as long as it was.
 */
export function tidyDraft(draft: string): string {
  let text = draft.replace(THOUGHT, "").replace(ORPHANED_END, "").trim();
  text = (FENCED.exec(text)?.[1] ?? text).trim();
  text = readJson(text) ?? text;
  text = text.replace(ANNOUNCED, "").replace(LABEL, "").trim();
  return unquote(text);
}

function readJson(text: string): string | null {
  if (!text.startsWith("{") || !text.endsWith("}")) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const field = REPLY_FIELDS.find((name) => Object.hasOwn(value, name));
    const found = field === undefined ? undefined : (value as Record<string, unknown>)[field];
    return typeof found === "string" ? found.trim() : null;
  } catch {
    // Not JSON after all: a guard looks at what it is.
    return null;
  }
}

function unquote(text: string): string {
  for (const [open, close] of QUOTES) {
    if (text.length < 2 || !text.startsWith(open) || !text.endsWith(close)) continue;
    const inner = text.slice(1, -1);
    // Two quotes beside each other are not one around all.
    if (!inner.includes(open) && !inner.includes(close)) return inner.trim();
  }
  return text;
}
