import { performance } from "node:perf_hooks";

/** Prepares a call for a text; only the call is timed. */
export type Prepared = () => unknown;

/** Shorter than this the noise is longer than the work: there is no ratio to be told. */
const MEASURABLE_MS = 1;
const REPEATS = 5;

/** Ten times the input may take `10 × log(10 n) / log(n)` as long, which is 13; a square takes 100. Half way is noise. */
export const MOST_GROWTH = 35;

function fastest(work: Prepared, repeats: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < repeats; round += 1) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/**
 * How many times as long the work takes at its limit as at a tenth of it: the least of several tries, so that a busy
 * machine, which only makes things longer, is not taken for it. 1 where it is too short to be measured.
 */
export function measureGrowth(atLimit: Prepared, atTenth: Prepared): number {
  let longest = fastest(atLimit, 1);
  if (longest < MEASURABLE_MS) return 1;
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < REPEATS && least > MOST_GROWTH; tries += 1) {
    // The tenth is so short that a disturbance of it would hide a square: it is given more runs.
    least = Math.min(least, longest / Math.max(fastest(atTenth, REPEATS), 0.001));
    if (least > MOST_GROWTH) longest = Math.min(longest, fastest(atLimit, 2));
  }
  return least;
}

/** A text of this many UTF-16 units: a beginning, a part over and over, and an end that lets a search fail late. */
export type Pump = { head: string; part: string; tail: string };

export function pumped({ head, part, tail }: Pump, units: number): string {
  const room = Math.max(0, units - head.length - tail.length);
  return `${head}${part.repeat(Math.ceil(room / part.length)).slice(0, room)}${tail}`;
}
