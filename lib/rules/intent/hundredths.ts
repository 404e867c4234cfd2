/**
 * A score as it is shown. Rounded down: one just below its threshold must not read as if it had reached it, and one that
 * has reached it not as if it hadn't, which the floating point makes of 0.57 when it is multiplied by a hundred.
 */
export function hundredths(score: number): string {
  const nearest = Math.round(score * 100);
  return ((nearest / 100 > score ? nearest - 1 : nearest) / 100).toFixed(2);
}
