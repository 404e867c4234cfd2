/** A guess at the language of a text: ISO 639-1, empty when there is none, and whether it can be relied on. */
export type DetectLanguage = (text: string) => { language: string; reliable: boolean };

/** Below this many characters no detector is right often enough to keep a rule from matching. */
const DETECTABLE_CHARACTERS = 40;

/**
 * Whether the embedding model can judge a text: it knows English. `script`: most letters are not Latin. `language`: a
 * detector is sure of another language. A short text in Latin letters is let through.
 */
export function languageGate(text: string, detect: DetectLanguage): "open" | "script" | "language" {
  const letters = text.match(/\p{Letter}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters > 0 && latin * 2 < letters) return "script";
  if ([...text].length < DETECTABLE_CHARACTERS) return "open";
  const { language, reliable } = detect(text);
  return reliable && language !== "" && language !== "en" ? "language" : "open";
}
