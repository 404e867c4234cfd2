/**
 * How many cases of a property a test draws. `npm test` draws a few, so that it stays quick on a busy machine;
 * `npm run test:long` sets FC_RUNS to 10, and any other factor may be set.
 */
export function propertyRuns(few: number): number {
  return Math.max(1, Math.round(few * factor()));
}

/** Every `oneIn`-th of a list of cases, from `first` on, in `npm test`; all of them in `npm run test:long`. */
export function shareOf<T>(cases: readonly T[], oneIn: number, first = 0): T[] {
  const step = Math.max(1, Math.round(oneIn / factor()));
  return cases.filter((_case, index) => index % step === first % step);
}

/** Whether `npm run test:long` runs: for what takes too long for every `npm test`. */
export const isLongRun = (): boolean => process.env.FC_RUNS !== undefined;

function factor(): number {
  const given = Number(process.env.FC_RUNS ?? 1);
  if (!Number.isFinite(given) || given <= 0) throw new Error("FC_RUNS: expected a number above 0");
  return given;
}
