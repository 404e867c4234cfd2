/**
 * How many cases of a property a test draws. `npm test` draws a few, so that it stays quick on a busy machine;
 * `npm run test:long` sets FC_RUNS to 10, and any other factor may be set.
 */
export function propertyRuns(few: number): number {
  const factor = Number(process.env.FC_RUNS ?? 1);
  if (!Number.isFinite(factor) || factor <= 0) throw new Error("FC_RUNS: expected a number above 0");
  return Math.max(1, Math.round(few * factor));
}
