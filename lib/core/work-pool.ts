/** A piece of work, and whose it is; one call may serve several tenants. */
export type Job = { tenants: readonly string[] };

export type WorkPoolOptions<SomeJob extends Job> = {
  /** Jobs under way at once, in this process. */
  atOnce: number;
  /** Of these, for one tenant: whoever's calls are slow leaves room for the others. */
  perTenant: number;
  /** Jobs that one ring begins at most; the rest waits for the next. */
  perRing: number;
  /** A tenant whose job failed is left alone so long, ms. */
  restMs: number;
  now(): number;
  /** Takes the next job that is none of these tenants'; null when there is none. */
  claim(except: readonly string[]): Promise<SomeJob | null>;
  /** Does it. Returns the tenants for whom it failed. */
  work(job: SomeJob): Promise<readonly string[]>;
};

/** Failures of so many tenants, with no success between them, are the service's: the pool stops till the next ring. */
const DOWN_AFTER = 3;

/**
 * Works through a queue, a bounded number of jobs at once for the whole process. Ring when there may be work: idle
 * workers begin, busy ones look again before they stop. The promise ends when nothing is under way any more. Whoever rings
 * for a tenant that has just asked for it ends that tenant's rest: a person does not wait out what failed before.
 */
export function createWorkPool<SomeJob extends Job>(
  options: WorkPoolOptions<SomeJob>,
): (askedBy?: string) => Promise<void> {
  const { atOnce, perTenant, perRing, restMs, now, claim, work } = options;
  const workers = new Set<Promise<void>>();
  const busy = new Map<string, number>();
  const restsUntil = new Map<string, number>();
  const underWay = new Set<SomeJob>();
  /** Jobs that were under way when their tenant asked: what it asked for may not be in them, so they earn it no rest. */
  const excused = new Map<SomeJob, Set<string>>();
  const failedInARow = new Set<string>();
  let active = 0;
  let left = 0;
  let rings = 0;
  let claiming: Promise<unknown> = Promise.resolve();

  const count = (tenants: readonly string[], step: 1 | -1): void => {
    for (const tenant of tenants) {
      const jobs = (busy.get(tenant) ?? 0) + step;
      if (jobs > 0) busy.set(tenant, jobs);
      else busy.delete(tenant);
    }
  };

  const leftAlone = (): string[] => {
    for (const [tenant, until] of restsUntil) if (until <= now()) restsUntil.delete(tenant);
    const full = [...busy].flatMap(([tenant, jobs]) => (jobs >= perTenant ? [tenant] : []));
    return [...new Set([...full, ...restsUntil.keys()])];
  };

  /** One claim at a time, so that each knows whose jobs are under way. */
  const next = (): Promise<SomeJob | null> => {
    const claimed = claiming.then(async () => {
      const job = await claim(leftAlone());
      if (job) count(job.tenants, 1);
      return job;
    });
    claiming = claimed.catch(() => undefined);
    return claimed;
  };

  const note = (job: SomeJob, failed: readonly string[]): void => {
    for (const tenant of failed) {
      if (!excused.get(job)?.has(tenant)) restsUntil.set(tenant, now() + restMs);
      failedInARow.add(tenant);
    }
    if (failed.length < job.tenants.length) failedInARow.clear();
    if (failedInARow.size >= DOWN_AFTER) left = 0;
  };

  const worker = async (): Promise<void> => {
    active += 1;
    try {
      while (left > 0) {
        const seen = rings;
        const job = await next();
        // Rung in the meantime: what came then is not in what was looked at.
        if (job === null && seen === rings) return;
        if (job === null) continue;
        left -= 1;
        underWay.add(job);
        try {
          note(job, await work(job));
        } finally {
          underWay.delete(job);
          excused.delete(job);
          count(job.tenants, -1);
        }
      }
    } finally {
      // In the same moment as the last look at `rings`, so that no ring falls between the two.
      active -= 1;
    }
  };

  return async (askedBy) => {
    rings += 1;
    if (askedBy !== undefined) {
      restsUntil.delete(askedBy);
      for (const job of underWay) {
        if (job.tenants.includes(askedBy)) excused.set(job, (excused.get(job) ?? new Set()).add(askedBy));
      }
    }
    left = perRing;
    failedInARow.clear();
    while (active < atOnce) {
      const one: Promise<void> = worker().finally(() => workers.delete(one));
      workers.add(one);
    }
    const ended = await Promise.allSettled([...workers]);
    for (const one of ended) if (one.status === "rejected") throw one.reason;
  };
}
