import type { Order } from "./order";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Buyers pay within minutes; an event that got lost then shows soon. */
const FRESH_MS = 20 * MINUTE_MS;

/** Days after the payment on which a paid order is looked at once more. Banks take up to 120 for a dispute, and more to end it. */
const PAID_DAYS = [1, 3, 7, 14, 30, 60, 90, 120, 150, 180];

/** A Checkout ends within a day; the longest payments take two weeks. */
const MISSING_DAYS = 30;

/** Of an order that this key does not see: once a day, for a month. */
export function nextMissingLookAt({ createdAt }: Pick<Order, "createdAt">, now: Date): Date | null {
  return now.getTime() - createdAt.getTime() < MISSING_DAYS * DAY_MS ? new Date(now.getTime() + DAY_MS) : null;
}

/**
 * When an order is looked at again although no event has come: an event that got lost must cost neither side a credit.
 * Null when nothing can follow any more.
 */
export function nextLookAt(
  order: Pick<Order, "state" | "createdAt" | "paidAt" | "disputeOpen">,
  now: Date,
): Date | null {
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  switch (order.state) {
    case "open": {
      const fresh = now.getTime() - order.createdAt.getTime() < FRESH_MS;
      return after(fresh ? MINUTE_MS : 10 * MINUTE_MS);
    }
    case "paying":
      return after(HOUR_MS);
    case "paid": {
      if (order.disputeOpen) return after(DAY_MS);
      const paidAt = (order.paidAt ?? now).getTime();
      const days = PAID_DAYS.find((day) => paidAt + day * DAY_MS > now.getTime());
      return days === undefined ? null : new Date(paidAt + days * DAY_MS);
    }
    case "expired":
    case "failed":
    case "mismatch":
      return null;
  }
}
