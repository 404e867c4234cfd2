import type { Order, SeenPayment } from "./order";

/**
 * The first thing in which a payment is not what was ordered, or null. Of an order that is paid only whose it is, and in
 * which currency: its customer may be deleted by then. `live`: whether this installation takes real money.
 */
export function findMismatch(order: Order, seen: SeenPayment, live: boolean): string | null {
  if (seen.live !== live) return "livemode";
  if (seen.orderId !== order.id) return "order";
  if (order.objectId !== null && seen.objectId !== order.objectId) return "object";
  if (seen.currency !== order.currency) return "currency";
  if (order.state === "paid") return null;
  if (seen.customerId !== order.customerId) return "customer";
  if (seen.subtotalMinor !== order.priceMinor) return "amount";
  return seen.status === "paid" && seen.totalMinor < order.priceMinor ? "amount" : null;
}
