/** Hands the one database session to one holder at a time, first come, first served. */
export type SessionGate<Holder> = {
  /** Resolves when `holder` has the session; at once if it has it already. False: it left the queue instead. */
  acquire(holder: Holder): Promise<boolean>;
  /** Gives the session to the next in the queue; does nothing if `holder` has not got it. */
  release(holder: Holder): void;
  /** Takes a holder that has gone away out of the queue. */
  forget(holder: Holder): void;
  holds(holder: Holder): boolean;
};

export function createSessionGate<Holder>(): SessionGate<Holder> {
  let current: Holder | undefined;
  let queue: { holder: Holder; resolve: (granted: boolean) => void }[] = [];
  return {
    acquire(holder) {
      if (current === undefined || current === holder) {
        current = holder;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => queue.push({ holder, resolve }));
    },
    release(holder) {
      if (current !== holder) return;
      const next = queue.shift();
      current = next?.holder;
      next?.resolve(true);
    },
    forget(holder) {
      const leaving = queue.filter((one) => one.holder === holder);
      queue = queue.filter((one) => one.holder !== holder);
      for (const one of leaving) one.resolve(false);
    },
    holds: (holder) => current === holder,
  };
}
