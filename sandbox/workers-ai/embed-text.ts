import { createHash } from "node:crypto";
import { readMeaning } from "./meaning-lexicon";

export const DIMENSIONS = 768;

/** How much each part of a text pulls. The common part keeps unrelated texts from being strangers, as in real models. */
const WEIGHTS = { common: 1.4, topic: 2, detail: 0.5, word: 0.25 } as const;

/**
 * A vector that behaves like meaning: texts of one topic lie near each other whatever their words, others further off,
 * and the same text always gives the same vector. Not a language model: what its lexicon doesn't know has no topic.
 */
export function embedText(text: string): number[] {
  const { topics, details, words } = readMeaning(text);
  const sum = new Float64Array(DIMENSIONS);
  const pull = (name: string, weight: number): void => {
    const direction = directionOf(name);
    for (let index = 0; index < DIMENSIONS; index += 1)
      sum[index] = (sum[index] ?? 0) + (direction[index] ?? 0) * weight;
  };
  pull("common", WEIGHTS.common);
  for (const topic of topics) pull(`topic ${topic}`, WEIGHTS.topic);
  for (const detail of details) pull(`detail ${detail}`, WEIGHTS.detail);
  for (const word of new Set(words)) pull(`word ${word}`, WEIGHTS.word);
  const length = Math.hypot(...sum);
  return Array.from(sum, (component) => Number((component / length).toFixed(7)));
}

const directions = new Map<string, Float64Array>();

/** A direction of its own for each name: in 768 dimensions two of them are as good as at right angles. */
function directionOf(name: string): Float64Array {
  const known = directions.get(name);
  if (known) return known;
  const direction = new Float64Array(DIMENSIONS);
  for (let block = 0; block * 32 < DIMENSIONS; block += 1) {
    const bytes = createHash("sha256").update(`${block} ${name}`).digest();
    for (let index = 0; index < 32; index += 1) direction[block * 32 + index] = ((bytes[index] ?? 0) - 127.5) / 127.5;
  }
  const length = Math.hypot(...direction);
  const unit = direction.map((component) => component / length);
  // Words come from whoever writes: not all of them can be kept.
  if (directions.size < 5_000) directions.set(name, unit);
  return unit;
}
