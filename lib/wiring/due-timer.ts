import { describeError } from "../core/errors";
import type { PipelinePorts } from "../pipeline/pipeline-ports";
import { releaseConversation } from "../pipeline/release-conversation";
import { type SweepReport, sweep } from "../pipeline/sweep";
import type { NoticeCourier } from "./notice-courier";
import { sleepUntil } from "./sleep-until";

export type DueTimer = {
  /** Looks at what a former life left behind, and from then on sweeps. Call once a process. */
  start(): void;
  sweepNow(): Promise<SweepReport & { notices: number }>;
  /** Stays with a conversation from when it is due until it is done; what lies further ahead is the timer's. */
  attend(conversation: string, dueAt: number): Promise<void>;
};

/** A turn that its own opener is about to claim is not an orphan yet. */
const GRACE_MS = 1_000;

/** Longer waits (a held send, a paused number) are not slept in the request: it would keep a server from stopping. */
const STAYS_MS = 95_000;

/**
 * Finds orphans. Idle it costs one look per `sweepMs`: no polling. At start, and while there is something left to be
 * released, it wakes when the next turn is due.
 */
export function createDueTimer(ports: PipelinePorts, courier: NoticeCourier, sweepMs: number): DueTimer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wakeAt = Number.POSITIVE_INFINITY;

  const arm = (at: number): void => {
    if (at >= wakeAt) return;
    clearTimeout(timer);
    wakeAt = at;
    timer = setTimeout(() => void run(), Math.max(0, at - Date.now()));
    timer.unref();
  };

  const sweepAll = async () => {
    const report = await sweep(ports, sleepUntil, GRACE_MS);
    return { ...report, notices: await courier.round() };
  };

  const run = async (): Promise<void> => {
    wakeAt = Number.POSITIVE_INFINITY;
    let next = Date.now() + sweepMs;
    try {
      await sweepAll();
      const dueAt = await ports.buffer.nextDueAt();
      if (dueAt !== null) next = Math.min(next, Math.max(dueAt, Date.now()) + GRACE_MS);
    } catch (error) {
      ports.log.error("sweep.failed", { error: describeError(error) });
    }
    arm(next);
  };

  return {
    start: () => arm(Date.now()),
    sweepNow: sweepAll,
    async attend(conversation, dueAt) {
      const lookAt = await releaseConversation(ports, sleepUntil, conversation, dueAt, STAYS_MS);
      if (lookAt !== null) arm(lookAt);
      await courier.answer();
    },
  };
}
