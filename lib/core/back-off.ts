/**
 * The wait before another try, in ms: capped at a minute, spread over half to one and a half of it, so that many turns
 * don't come back at once.
 */
export function backOff(tries: number, random: () => number): number {
  return Math.min(60_000, 1_000 * 2 ** tries) * (0.5 + random());
}
