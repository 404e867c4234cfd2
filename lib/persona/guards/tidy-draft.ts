import { stripThoughts } from "@/lib/safety/strip-thoughts";

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

/**
 * A draft without what models put around a reply: their thoughts, a label, quotes around all of it or a fence. What
 * can't be understood stays as it is, for the guards. At most as long as it was.
 */
export function tidyDraft(draft: string): string {
  let text = stripThoughts(draft);
  text = (FENCED.exec(text)?.[1] ?? text).trim();
  text = text.replace(ANNOUNCED, "").replace(LABEL, "").trim();
  return unquote(text);
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
