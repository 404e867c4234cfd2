import type { SendFailureGroup } from "@/lib/channels/send-failure-group";
import { backOff } from "../hold/turn-lease";
import type { SilentReason } from "../outcome";

/** What follows from a known failure. Delays in ms. */
export type FailureAction =
  | { kind: "retry"; delayMs: number; pauseNumber: boolean }
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
  transient: (tries, random) => ({ kind: "retry", delayMs: backOff(tries, random), pauseNumber: false }),
  throughput: (tries, random) => ({ kind: "retry", delayMs: 2 * backOff(tries, random), pauseNumber: true }),
  pair: (tries) => ({ kind: "retry", delayMs: pairPace(tries), pauseNumber: false }),
  deregistered: () => ({ kind: "retry", delayMs: FIVE_MINUTES_MS, pauseNumber: true }),
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
