import type { UnknownSend } from "@/lib/channels/channel-traits";
import type { DeliveryState } from "@/lib/channels/inbound-message";
import type { SendFailureGroup } from "@/lib/channels/send-failure-group";
import type { AskedSend } from "@/lib/channels/send-reply.port";
import type { ClaimedTurn } from "../hold/reply-buffer.port";
import { backOff } from "../hold/turn-lease";
import type { AttemptState, SilentReason } from "../turn";

/**
 * What to do about the send of a claimed turn. This is the whole of the send-once rule:
 *
 * - `begun` is raised by the fence, before the call, and lowered only by a failure that is known. So `begun` above the
 *   last known end means that a worker vanished, or read no whole answer, after the point of no return.
 * - Such a send is unknown. It is held once (`held`), because the vendor may still tell whether it was accepted: a status
 *   closes the turn in the database, and then nobody asks this function again.
 * - Held in vain, it is the channel's to say what follows (`AFTER_HOLD`). There is no attempt 3.
 * - A send that was accepted but could not be recorded is recorded, never repeated.
 * - Redis may go back: a fail-over or a lost tail of its log takes back what it had said yes to, `begun` too. Postgres
 *   knows the attempt all the same: one that it already holds as `sending` is unknown, whatever Redis says
 *   (`startAttempt`), and `begun` is put back to it. Only who wrote that row may call it off, and only before its call.
 */
export type SendStep =
  | { kind: "record_accepted"; attempt: number; providerMessageId: string }
  | { kind: "send"; attempt: 1 | 2 }
  /** The vendor is asked whether it has this attempt. */
  | { kind: "ask"; attempt: 1 | 2 }
  | { kind: "hold" }
  | { kind: "give_up" };

export function nextSendStep(
  { begun, held, accepted }: Pick<ClaimedTurn, "begun" | "held" | "accepted">,
  policy: UnknownSend,
): SendStep {
  if (accepted !== null) return { kind: "record_accepted", attempt: begun, providerMessageId: accepted };
  if (begun === 0) return { kind: "send", attempt: 1 };
  const attempt = begun === 1 ? 1 : 2;
  return held < attempt && isHeld(attempt, policy) ? { kind: "hold" } : AFTER_HOLD[policy](attempt);
}

/** Whether an attempt whose end is unknown is held: after the second one, only where something can still follow. */
export function isHeld(attempt: number, policy: UnknownSend): boolean {
  return attempt === 1 || policy === "ask-by-key";
}

const AFTER_HOLD = {
  statuses: (attempt) => (attempt === 1 ? { kind: "send", attempt: 2 } : { kind: "give_up" }),
  "ask-by-key": (attempt) => ({ kind: "ask", attempt }),
  "give-up-after-hold": () => ({ kind: "give_up" }),
} satisfies Record<UnknownSend, (attempt: 1 | 2) => SendStep>;

/** What follows from the vendor's answer: only what it has never seen goes out again, and only once. */
export function stepAfterAsking(attempt: 1 | 2, asked: AskedSend): Exclude<SendStep, { kind: "ask" | "hold" }> {
  if (asked.kind === "accepted") {
    return { kind: "record_accepted", attempt, providerMessageId: asked.providerMessageId };
  }
  return asked.kind === "absent" && attempt === 1 ? { kind: "send", attempt: 2 } : { kind: "give_up" };
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

/** What follows from a known failure. Delays in ms. */
export type FailureAction =
  | { kind: "retry"; delayMs: number; throttleNumber: boolean }
  /** The number may be broken: an incident decides when another try makes sense. */
  | { kind: "incident"; delayMs: number }
  | { kind: "end"; reason: SilentReason };

const FIVE_MINUTES_MS = 300_000;

/** Meta: wait 4^X seconds, X = 0, 1, 2 … (DOC/about-the-platform, pair rate limits). */
function pairPace(tries: number): number {
  return 1_000 * 4 ** tries;
}

type Policy = (tries: number, random: () => number) => FailureAction;

const POLICIES = {
  transient: (tries, random) => ({ kind: "retry", delayMs: backOff(tries, random), throttleNumber: false }),
  throughput: (tries, random) => ({ kind: "retry", delayMs: 2 * backOff(tries, random), throttleNumber: true }),
  pair: (tries) => ({ kind: "retry", delayMs: pairPace(tries), throttleNumber: false }),
  deregistered: () => ({ kind: "retry", delayMs: FIVE_MINUTES_MS, throttleNumber: true }),
  auth: (tries, random) => ({ kind: "incident", delayMs: backOff(tries, random) }),
  account: (tries, random) => ({ kind: "incident", delayMs: backOff(tries, random) }),
  policy: (tries, random) => ({ kind: "incident", delayMs: backOff(tries, random) }),
  window: () => ({ kind: "end", reason: "send_refused" }),
  recipient: () => ({ kind: "end", reason: "send_refused" }),
  request: () => ({ kind: "end", reason: "send_refused" }),
} satisfies Record<SendFailureGroup, Policy>;

/** `tries` counts the earlier known failures of this turn, from 0. `random` gives 0 to 1. */
export function failureAction(group: SendFailureGroup, tries: number, random: () => number): FailureAction {
  return POLICIES[group](tries, random);
}

/** Delivered can be skipped when read arrives, and order is free (DOC/webhooks/reference/messages/status). */
const RANK: Readonly<Record<AttemptState, number>> = {
  sending: 0,
  refused: 0,
  accepted: 1,
  sent: 2,
  failed: 3,
  delivered: 4,
  read: 5,
};

/** The states that prove that the vendor took an attempt, the lowest first. */
export const PROVEN_STATES = (Object.keys(RANK) as AttemptState[])
  .filter((state) => RANK[state] > 0)
  .toSorted((one, other) => RANK[one] - RANK[other]);

export const hasArrived = ({ state }: { state: AttemptState }): boolean => state === "delivered" || state === "read";

/**
 * The state after a status came. Of any set of statuses the highest one stands, in whatever order they come: a customer
 * who read a message has it, whatever else was reported of it, and only delivered and read say more than `failed`.
 */
export function laterState(current: AttemptState, incoming: DeliveryState | "accepted"): AttemptState {
  return RANK[incoming] > RANK[current] ? incoming : current;
}

/**
 * The failure code after a status came. What an earlier try was refused with says nothing of what was sent later; but
 * once a failure's code is known, no status takes it away.
 */
export function laterErrorCode(
  current: { state: AttemptState; errorCode: number | null },
  status: { state: DeliveryState; errorCode: number | null },
): number | null {
  const known = current.state === "sending" || current.state === "refused" ? null : current.errorCode;
  return known ?? (status.state === "failed" ? status.errorCode : null);
}

/** What the attempts of a turn prove about it; null when none of them proves anything. */
export function outcomeOfAttempts(
  states: readonly AttemptState[],
): { outcome: "replied" | "undelivered"; sentTwice: boolean } | null {
  const proven = states.filter((state) => RANK[state] > 0);
  if (proven.length === 0) return null;
  const arrived = proven.some((state) => state !== "failed");
  return { outcome: arrived ? "replied" : "undelivered", sentTwice: proven.length > 1 };
}
