import type { ReplyConfig } from "../config/reply-config";

/** What of an intent rule is compared with a message: its description and its examples, each once. */
export function intentPhrases(matcher: { description: string; examples?: readonly string[] }): string[] {
  return [...new Set([matcher.description, ...(matcher.examples ?? [])].map((phrase) => phrase.trim()))].filter(
    (phrase) => phrase !== "",
  );
}

/** The phrases of each intent rule of a config. Rules whose stored shape is broken have none. */
export function phrasesByRule(config: ReplyConfig): Map<string, string[]> {
  const phrases = new Map<string, string[]>();
  for (const rule of config.rules) {
    if (rule.matcher?.kind !== "prompt" || typeof rule.matcher.description !== "string") continue;
    const examples = Array.isArray(rule.matcher.examples) ? rule.matcher.examples : [];
    phrases.set(rule.id, intentPhrases({ description: rule.matcher.description, examples }));
  }
  return phrases;
}
