import { REPLY_CONFIG_LIMITS } from "../config/reply-config";

export type ScoredPhrase = { phrase: string; score: number };

/** Where a threshold would tell the two kinds apart, or which phrases no threshold tells apart. */
export type ThresholdAdvice =
  | { kind: "suggested"; threshold: number }
  | {
      kind: "inseparable";
      should: ScoredPhrase[];
      shouldNot: ScoredPhrase[];
      /** The two that stand in each other's way most; null where a kind is out of every threshold's reach by itself. */
      collide: { should: ScoredPhrase; shouldNot: ScoredPhrase } | null;
      /** The threshold that is wrong least, as shares of both kinds, and what it would still get wrong. */
      compromise: { threshold: number; missed: number; taken: number };
    }
  /** One of the kinds has no phrase. */
  | { kind: "too_few" };

/** Every threshold that a rule may have, lowest first: the hundredths as a form and a file write them. */
const THRESHOLDS: readonly number[] = everyHundredth(
  REPLY_CONFIG_LIMITS.minThreshold,
  REPLY_CONFIG_LIMITS.maxThreshold,
);

/**
 * The threshold between what should match and what shouldn't, as far from both as can be. It is compared as matching
 * compares it: a score that reaches it matches.
 */
export function suggestThreshold(should: readonly ScoredPhrase[], shouldNot: readonly ScoredPhrase[]): ThresholdAdvice {
  if (should.length === 0 || shouldNot.length === 0) return { kind: "too_few" };
  const lowest = Math.min(...should.map(({ score }) => score));
  const highest = Math.max(...shouldNot.map(({ score }) => score));
  const middle = (lowest + highest) / 2;
  const [best] = THRESHOLDS.filter((threshold) => threshold <= lowest && threshold > highest).toSorted(
    (one, other) => Math.abs(one - middle) - Math.abs(other - middle),
  );
  if (best !== undefined) return { kind: "suggested", threshold: best };
  return {
    kind: "inseparable",
    ...clashes(should, shouldNot),
    collide: collision(should, shouldNot),
    compromise: compromise(should, shouldNot),
  };
}

function collision(should: readonly ScoredPhrase[], shouldNot: readonly ScoredPhrase[]) {
  const [farthest] = should.toSorted((one, other) => one.score - other.score);
  const [nearest] = shouldNot.toSorted((one, other) => other.score - one.score);
  return farthest && nearest && nearest.score >= farthest.score ? { should: farthest, shouldNot: nearest } : null;
}

/** Both kinds weigh the same, however many phrases each has; of equals the lowest, which answers more. */
function compromise(should: readonly ScoredPhrase[], shouldNot: readonly ScoredPhrase[]) {
  const judged = THRESHOLDS.map((threshold) => {
    const missed = should.filter(({ score }) => score < threshold).length;
    const taken = shouldNot.filter(({ score }) => score >= threshold).length;
    return { threshold, missed, taken, wrong: missed / should.length + taken / shouldNot.length };
  });
  const least = Math.min(...judged.map(({ wrong }) => wrong));
  const { threshold, missed, taken } = judged.find(({ wrong }) => wrong === least) ?? {
    threshold: REPLY_CONFIG_LIMITS.minThreshold,
    missed: 0,
    taken: 0,
  };
  return { threshold, missed, taken };
}

/** Phrases that no threshold suits at all, and of the others those that leave no room between them. */
function clashes(should: readonly ScoredPhrase[], shouldNot: readonly ScoredPhrase[]) {
  const highestMatching = ({ score }: ScoredPhrase) => THRESHOLDS.findLast((one) => one <= score);
  const lowestMissing = ({ score }: ScoredPhrase) => THRESHOLDS.find((one) => one > score);
  const ceiling = Math.min(...should.flatMap((phrase) => highestMatching(phrase) ?? []));
  const floor = Math.max(...shouldNot.flatMap((phrase) => lowestMissing(phrase) ?? []));
  return {
    should: should.filter((phrase) => {
      const threshold = highestMatching(phrase);
      return threshold === undefined || threshold < floor;
    }),
    shouldNot: shouldNot.filter((phrase) => {
      const threshold = lowestMissing(phrase);
      return threshold === undefined || threshold > ceiling;
    }),
  };
}

function everyHundredth(from: number, to: number): number[] {
  const first = Math.round(from * 100);
  return Array.from({ length: Math.round(to * 100) - first + 1 }, (_, step) => (first + step) / 100);
}

/**
 * A score as it is shown. Rounded down: one just below its threshold must not read as if it had reached it, and one that
 * has reached it not as if it hadn't, which the floating point makes of 0.57 when it is multiplied by a hundred.
 */
export function hundredths(score: number): string {
  const nearest = Math.round(score * 100);
  return ((nearest / 100 > score ? nearest - 1 : nearest) / 100).toFixed(2);
}
