import type { ClaimedTurn } from "../hold/reply-buffer.port";

/**
 * What to do about the send of a claimed turn. This is the whole of the send-once rule:
 *
 * - `begun` is raised by the fence, before the call, and lowered only by a failure that is known. So `begun` above the
 *   last known end means that a worker vanished, or read no whole answer, after the point of no return.
 * - Such a send is unknown. It is held once (`held`), because the vendor's status tells whether it was accepted; the
 *   status closes the turn in the database, and then nobody asks this function again.
 * - Held in vain, the same text goes out a second time, as attempt 2. Unknown again: given up. There is no attempt 3.
 * - A send that was accepted but could not be recorded is recorded, never repeated.
 * - Redis may go back: a fail-over or a lost tail of its log takes back what it had said yes to, `begun` too. Postgres
 *   knows the attempt all the same: one that it already holds as `sending` is unknown, whatever Redis says
 *   (`startAttempt`), and `begun` is put back to it. Only who wrote that row may call it off, and only before its call.
 */
export type SendStep =
  | { kind: "record_accepted"; attempt: number; providerMessageId: string }
  | { kind: "send"; attempt: 1 | 2 }
  | { kind: "hold" }
  | { kind: "give_up" };

export function nextSendStep(turn: Pick<ClaimedTurn, "begun" | "held" | "accepted">): SendStep {
  if (turn.accepted !== null) {
    return { kind: "record_accepted", attempt: turn.begun, providerMessageId: turn.accepted };
  }
  if (turn.begun >= 2) return { kind: "give_up" };
  if (turn.begun === 1) return turn.held >= 1 ? { kind: "send", attempt: 2 } : { kind: "hold" };
  return { kind: "send", attempt: 1 };
}

/** Statuses come late after a long outage, and later than this nobody waits for them. In ms. */
const LONGEST_HOLD_MS = 600_000;

/**
 * How long a send that has just been found unknown is held, in ms: as long as it went unnoticed, since what was away that
 * long brings its statuses that late, but at least `unknownHoldMs`, and else at most ten minutes.
 */
export function holdFor(unnoticedMs: number, unknownHoldMs: number): number {
  return Math.max(unknownHoldMs, Math.min(unnoticedMs, LONGEST_HOLD_MS));
}
