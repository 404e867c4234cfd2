import type { DeliveryState } from "@/lib/channels/inbound-message";
import type { AttemptState } from "../turn";

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
