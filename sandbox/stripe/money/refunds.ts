/** Refunds (docs.stripe.com/refunds): succeeded at once as a rule, pending first or failed days later with some test cards. */

import { priceText, refundedOf } from "../objects/amounts";
import { isRefundable } from "../objects/reversal";
import { invalid } from "../objects/stripe-error";
import type { ChargeRecord, RefundRecord } from "../records";
import { newId, nowInSeconds, type StripeWorld } from "../stripe-world";
import { testCard } from "../test-cards";
import type { EventLog } from "../webhooks/event-log";

export class Refunds {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly world: StripeWorld,
    private readonly events: EventLog,
    /** When a pending refund succeeds, or one that fails later does, in ms. */
    private readonly laterMs: number,
  ) {}

  /** @throws StripeFailure 400 if there is less left to give back, or a dispute has the money */
  create(
    charge: ChargeRecord,
    given: { amount?: number; reason?: string; metadata?: Record<string, string>; status?: string },
  ): RefundRecord {
    if (charge.status !== "succeeded")
      throw invalid(`Charge ${charge.id} has not been paid.`, "charge", "charge_not_refundable");
    for (const dispute of this.world.disputes.values()) {
      if (dispute.charge === charge.id && !isRefundable(dispute)) {
        throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, "charge", "charge_disputed");
      }
    }
    const left = charge.amount - refundedOf(this.world, charge.id);
    if (left <= 0) throw invalid(`Charge ${charge.id} has already been refunded.`, "charge", "charge_already_refunded");
    const amount = given.amount ?? left;
    if (amount <= 0) throw invalid("Invalid positive integer", "amount", "parameter_invalid_integer");
    if (amount > left) {
      const [wanted, rest] = [amount, left].map((one) => priceText(one, charge.currency));
      throw invalid(`Refund amount (${wanted}) is greater than unrefunded amount on charge (${rest})`, "amount");
    }
    const behaves = testCard(this.world.methods.get(charge.method)?.card ?? "4242424242424242").refund;
    const refund: RefundRecord = {
      id: newId("re_3"),
      created: nowInSeconds(),
      metadata: given.metadata ?? {},
      amount,
      currency: charge.currency,
      charge: charge.id,
      intent: charge.intent,
      status: given.status ?? (behaves === "pending" ? "pending" : "succeeded"),
      failureReason: null,
      reason: given.reason ?? null,
    };
    this.world.refunds.set(refund.id, refund);
    this.world.changed();
    this.tell("refund.created", refund.id);
    this.tell("charge.refunded", charge.id);
    if (behaves === "pending") this.later(() => refund.status === "pending" && this.setStatus(refund, "succeeded"));
    if (behaves === "fails_later") this.later(() => refund.status === "succeeded" && this.setStatus(refund, "failed"));
    return refund;
  }

  /** Any status, also one that nobody knows yet. */
  setStatus(refund: RefundRecord, status: string, failureReason = "expired_or_canceled_card"): void {
    refund.status = status;
    refund.failureReason = status === "failed" ? failureReason : null;
    this.world.changed();
    this.tell("refund.updated", refund.id);
    if (status === "failed") this.tell("refund.failed", refund.id);
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private later(happen: () => unknown): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      happen();
    }, this.laterMs);
    this.timers.add(timer);
  }

  private tell(type: string, id: string): void {
    void this.events.emit(type, id);
  }
}
