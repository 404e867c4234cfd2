/** Prepares a call for a text; only the call is timed. */
export type Prepared = () => unknown;

/** Work that takes less holds nobody up, and its noise is as long as itself: there is no ratio to be told. */
const MEASURABLE_MS = 2;
const MOST_TRIES = 40;

/** Ten times the input may take `10 × log(10 n) / log(n)` as long, which is 13; a square takes 100. Half way is noise. */
export const MOST_GROWTH = 35;

/** What this process alone has worked, ms: others that keep the cores busy don't count. */
function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What one run works, ms: the mean of as many as it takes to tell. */
function measure(work: Prepared): number {
  const began = workedMs();
  for (let runs = 1; ; runs += 1) {
    work();
    const worked = workedMs() - began;
    if (worked >= MEASURABLE_MS || runs === 1_000) return worked / runs;
  }
}

/**
 * How many times as much work is done at the limit as at a tenth of it, the least of both over several tries: a compiler
 * that has not finished and a collector at work only add. 1 where the work is too little to be measured.
 */
export function measureGrowth(atLimit: Prepared, atTenth: Prepared): number {
  const began = workedMs();
  atLimit();
  let limit = workedMs() - began;
  if (limit < MEASURABLE_MS) return 1;
  let tenth = measure(atTenth);
  for (let tries = 1; tries < MOST_TRIES && limit / tenth > MOST_GROWTH; tries += 1) {
    limit = Math.min(limit, measure(atLimit));
    tenth = Math.min(tenth, measure(atTenth));
  }
  return limit / tenth;
}

/** A text of this many UTF-16 units: a beginning, a part over and over, and an end that lets a search fail late. */
export type Pump = { head: string; part: string; tail: string };

export function pumped({ head, part, tail }: Pump, units: number): string {
  const room = Math.max(0, units - head.length - tail.length);
  return `${head}${part.repeat(Math.ceil(room / part.length)).slice(0, room)}${tail}`;
}
