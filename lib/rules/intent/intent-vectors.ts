import type { StoredConfig } from "../config/reply-config";

/** Vectors of different models, or of one model pooled differently, can't be compared. */
export type EmbeddingModel = { name: string; pooling: "cls" };

/** Components that a vector may have: fewer tell nothing, and more no known model has. */
export const EMBEDDING_DIMENSIONS = { least: 16, most: 4_096 } as const;

/**
 * Models that know many languages, and take no word about pooling (developers.cloudflare.com/workers-ai/models/bge-m3).
 * Of any other nobody says so: it is taken to know English.
 */
const MULTILINGUAL: readonly string[] = ["@cf/baai/bge-m3"];

export const isMultilingual = (model: string): boolean => MULTILINGUAL.includes(model);

/** A text's place in the space of meanings, of length 1, so that a dot product is the cosine. */
export type IntentVector = Float32Array;

/** The vectors of each rule that has all of its own: description and examples. A rule without is not active yet. */
export type RuleVectors = ReadonlyMap<string, readonly IntentVector[]>;

/** Length 1, or null where there is no direction: all zeros, or a component that is no finite number. */
export function normaliseVector(components: readonly number[]): IntentVector | null {
  const vector = Float32Array.from(components);
  const length = Math.sqrt(dot(vector, vector));
  if (!Number.isFinite(length) || length === 0) return null;
  return vector.map((component) => component / length);
}

/** Each rule's score: the best cosine (−1 to 1) of the message over the rule's description and examples. */
export function scoreIntents(message: IntentVector, rules: RuleVectors): Map<string, number> {
  const scores = new Map<string, number>();
  for (const [ruleId, vectors] of rules) {
    let best = Number.NEGATIVE_INFINITY;
    // Of another model's, which has another number of components, a cosine would mean nothing.
    const comparable = vectors.filter((vector) => vector.length === message.length);
    for (const vector of comparable) best = Math.max(best, dot(message, vector));
    if (comparable.length > 0) scores.set(ruleId, best);
  }
  return scores;
}

/** The cosine of two vectors of length 1. */
export function dot(one: IntentVector, other: IntentVector): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

/** What of an intent rule is compared with a message: its description and its examples, each once. */
export function intentPhrases(matcher: { description: string; examples?: readonly string[] }): string[] {
  return [...new Set([matcher.description, ...(matcher.examples ?? [])].map((phrase) => phrase.trim()))].filter(
    (phrase) => phrase !== "",
  );
}

/** The phrases of each intent rule of a config. */
export function phrasesByRule(config: StoredConfig): Map<string, string[]> {
  const phrases = new Map<string, string[]>();
  for (const rule of config.rules) {
    if (rule.matcher.kind === "prompt") phrases.set(rule.id, intentPhrases(rule.matcher));
  }
  return phrases;
}
