/**
 * Looks again and again until `look` gives something else than null. What it throws counts as "not yet": a server that
 * is being started refuses connections.
 * @throws Error after `timeoutMs`, with what was waited for and the last thing that went wrong
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  look: () => Promise<T | null>,
  lookEveryMs = 40,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  let last: unknown = null;
  for (;;) {
    try {
      const found = await look();
      if (found !== null) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > giveUpAt) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: last });
    await new Promise((again) => setTimeout(again, lookEveryMs));
  }
}
