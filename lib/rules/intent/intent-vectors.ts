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
    for (const vector of vectors) best = Math.max(best, dot(message, vector));
    if (vectors.length > 0) scores.set(ruleId, best);
  }
  return scores;
}

function dot(one: IntentVector, other: IntentVector): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}
