import type { DeliveryState } from "../channels/inbound-message";
import type { AttemptState } from "./records";

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

/** The state after a status came: a later one is never overwritten by an earlier one, and `failed` is an end. */
export function laterState(current: AttemptState, incoming: DeliveryState | "accepted"): AttemptState {
  if (current === "failed") return current;
  return RANK[incoming] > RANK[current] ? incoming : current;
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
