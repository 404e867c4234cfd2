/** In the place of a rule's matcher: what the customer asked for was no rule's to answer. */
export const OWN_WORD = "own_word";

/** What the customer of a turn asked for by an own word that changed something, as the turn's row says. */
export function readConsentWord(matchedBy: unknown): "stop" | "start" | null {
  const { kind, word } = (matchedBy ?? {}) as { kind?: unknown; word?: unknown };
  return kind === OWN_WORD && (word === "stop" || word === "start") ? word : null;
}
