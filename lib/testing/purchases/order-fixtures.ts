import type { Order, SeenPayment } from "@/lib/credits/orders/order";

const ORDERED = new Date("2026-11-20T12:00:00Z");

/** An order of 500 credits for 3.00 that waits to be paid. */
export function anOrder(change: Partial<Order> = {}): Order {
  return {
    ...{ id: "order-1", tenantId: "tenant-1", kind: "checkout", state: "open", credits: 500, priceMinor: 300 },
    ...{ currency: "usd", customerId: "cus-1", savesCard: false, parameters: {}, objectId: "cs-1" },
    ...{ paymentIntentId: null, paidMinor: null, takenCredits: 0, moves: 0, disputeOpen: false, receiptUrl: null },
    ...{ failure: null, version: 1, createdAt: ORDERED, expiresAt: null, paidAt: null },
    ...change,
  };
}

/** What Stripe has under that order once it is paid. */
export function aPayment(change: Partial<SeenPayment> = {}): SeenPayment {
  return {
    ...{ objectId: "cs-1", status: "paid", subtotalMinor: 300, totalMinor: 300, currency: "usd", customerId: "cus-1" },
    ...{ orderId: "order-1", live: false, paymentIntentId: "pi-1", paymentMethodId: "pm-1", receiptUrl: null },
    ...{ refundedMinor: 0, withdrawnMinor: 0, disputeOpen: false, decline: null, checkoutUrl: null },
    ...change,
  };
}
