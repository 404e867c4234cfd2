import { describeError } from "@/lib/core/errors";
import type { NoticeCourier } from "@/lib/notices/deliver-notices";
import { type SweepReport, sweep } from "@/lib/pipeline/reconcile/reconcile-turns";
import { type DueConversation, releaseConversation } from "@/lib/pipeline/release/release-conversation";
import type { PipelinePorts } from "./build-pipeline";

export type DueTimer = {
  /** Looks at what a former life left behind, and from then on sweeps. Call once a process. */
  start(): void;
  sweepNow(): Promise<SweepReport>;
  /**
   * Stays with a conversation from when it is due until it is done; what lies further ahead is the timer's, and so is what
   * comes while so many are stayed with already: it waits in Redis at no cost.
   */
  attend(conversation: DueConversation, dueAt: number): Promise<void>;
};

/** Work that may wait, kept as state on its own rows: done at once where it arises, and again by the sweep. */
export type Chore = () => Promise<unknown>;

/** A turn that its own opener is about to claim is not an orphan yet. */
const GRACE_MS = 1_000;

/** Longer waits (a held send, a paused number) are not slept in the request: it would keep a server from stopping. */
const STAYS_MS = 95_000;

/** Each keeps what its request holds in memory. */
const MOST_ATTENDED = 500;

/**
 * Finds orphans. Idle it costs one look per `sweepMs`: no polling. At start, and while there is something left to be
 * released, it wakes when the next turn is due.
 */
export function createDueTimer(
  ports: PipelinePorts,
  couriers: readonly Pick<NoticeCourier, "answer">[],
  chores: readonly Chore[],
  sweepMs: number,
): DueTimer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wakeAt = Number.POSITIVE_INFINITY;
  let attended = 0;

  const arm = (at: number): void => {
    if (at >= wakeAt) return;
    clearTimeout(timer);
    wakeAt = at;
    timer = setTimeout(() => void run(), Math.max(0, at - Date.now()));
    timer.unref();
  };

  /** One that fails costs neither the turns nor its neighbours; its rows say what is left to do. */
  const runChore = (chore: Chore) =>
    chore()
      .catch((error: unknown) => ports.log.error("sweep.chore_failed", { error: describeError(error) }))
      .finally(() => underWay.delete(chore));

  // Chores ask vendors, who may be slow: neither the next look at the turns nor the other chores wait for one.
  const underWay = new Map<Chore, Promise<unknown>>();
  const startChores = async (): Promise<void> => {
    for (const chore of chores) if (!underWay.has(chore)) underWay.set(chore, runChore(chore));
    await Promise.all(underWay.values());
  };

  const run = async (): Promise<void> => {
    wakeAt = Number.POSITIVE_INFINITY;
    let next = Date.now() + sweepMs;
    try {
      await sweep(ports, sleepUntil, GRACE_MS);
      void startChores();
      const dueAt = await ports.buffer.nextDueAt();
      if (dueAt !== null) next = Math.min(next, Math.max(dueAt, Date.now()) + GRACE_MS);
    } catch (error) {
      ports.log.error("sweep.failed", { error: describeError(error) });
    }
    arm(next);
  };

  return {
    start: () => arm(Date.now()),
    async sweepNow() {
      const report = await sweep(ports, sleepUntil, GRACE_MS);
      await startChores();
      return report;
    },
    async attend(conversation, dueAt) {
      if (attended >= MOST_ATTENDED) return arm(dueAt + GRACE_MS);
      attended += 1;
      try {
        const lookAt = await releaseConversation(ports, sleepUntil, conversation, dueAt, STAYS_MS);
        if (lookAt !== null) arm(lookAt);
      } finally {
        attended -= 1;
      }
      for (const courier of couriers) await courier.answer();
    },
  };
}

/** Waits until `time` (ms since 1970); at once when it has passed. */
function sleepUntil(time: number): Promise<void> {
  const delay = time - Date.now();
  return delay <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, delay));
}
