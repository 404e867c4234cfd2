/** Rounded down: a score just below its threshold must not read as if it had reached it. */
export const hundredths = (score: number): string => (Math.floor(score * 100) / 100).toFixed(2);
