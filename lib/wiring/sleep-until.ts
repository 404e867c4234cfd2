/** Waits until `time` (ms since 1970); at once when it has passed. */
export function sleepUntil(time: number): Promise<void> {
  const delay = time - Date.now();
  return delay <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, delay));
}
