/** Runs work side by side, but no more of it than the limit allows; who has to wait takes turns by key. */
export type FairQueue = {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** How much runs, and how much waits, at the moment. */
  readonly running: number;
  readonly waiting: number;
};

/**
 * `limit` is asked anew each time something could begin, so it may follow the load; below 1 it counts as 1, or what waits
 * would wait for ever. The keys that wait are served one after the other, each from its front: one that brings a thousand
 * pieces of work delays another's first by one.
 */
export function createFairQueue(limit: () => number): FairQueue {
  const lines = new Map<string, (() => void)[]>();
  let running = 0;
  let waiting = 0;

  const beginNext = (): void => {
    while (running < Math.max(1, limit())) {
      const [front] = lines;
      if (!front) return;
      const [key, line] = front;
      const begin = line.shift();
      // To the back of the keys; gone when nothing of it waits.
      lines.delete(key);
      if (line.length > 0) lines.set(key, line);
      waiting -= 1;
      running += 1;
      begin?.();
    }
  };

  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiting;
    },
    async run(key, work) {
      await new Promise<void>((begin) => {
        const line = lines.get(key);
        if (line) line.push(begin);
        else lines.set(key, [begin]);
        waiting += 1;
        beginNext();
      });
      try {
        return await work();
      } finally {
        running -= 1;
        beginNext();
      }
    },
  };
}
