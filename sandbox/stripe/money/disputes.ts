/**
 * Disputes (docs.stripe.com/disputes/how-disputes-work): a dispute withdraws the money at once, an inquiry none, and a prevented one
 * none either; money comes back when one is won.
 */
import type { ChargeRecord, DisputeRecord } from "../records";
import { newId, nowInSeconds, type StripeWorld } from "../stripe-world";
import type { EventLog } from "../webhooks/event-log";

const closed = new Set(["won", "lost", "warning_closed", "prevented"]);

export class Disputes {
  constructor(
    private readonly world: StripeWorld,
    private readonly events: EventLog,
  ) {}

  /** @param given.amount less than the charge's for a partial one */
  open(
    charge: ChargeRecord,
    given: { inquiry?: boolean; prevented?: boolean; amount?: number; reason?: string },
  ): DisputeRecord {
    const { inquiry = false, prevented = false } = given;
    const dispute: DisputeRecord = {
      id: newId("du_1"),
      created: nowInSeconds(),
      metadata: {},
      amount: given.amount ?? charge.amount,
      currency: charge.currency,
      charge: charge.id,
      intent: charge.intent,
      reason: given.reason ?? "fraudulent",
      status: prevented ? "prevented" : inquiry ? "warning_needs_response" : "needs_response",
      movements: [],
    };
    this.world.disputes.set(dispute.id, dispute);
    const moves = !inquiry && !prevented;
    if (moves) this.record(dispute, -dispute.amount);
    this.tell("charge.dispute.created", dispute);
    if (moves) this.tell("charge.dispute.funds_withdrawn", dispute);
    if (prevented) this.tell("charge.dispute.closed", dispute);
    return dispute;
  }

  /** Any status, also one that nobody knows yet: `charge.dispute.closed` for the last ones, else `.updated`. */
  setStatus(dispute: DisputeRecord, status: string): void {
    dispute.status = status;
    this.world.changed();
    if (status === "won") this.reinstate(dispute);
    this.tell(closed.has(status) ? "charge.dispute.closed" : "charge.dispute.updated", dispute);
  }

  /** Takes money for an inquiry that became a dispute, or once more. @param amount all of it if missing */
  withdraw(dispute: DisputeRecord, amount = dispute.amount): void {
    if (dispute.status.startsWith("warning_")) this.setStatus(dispute, "needs_response");
    this.record(dispute, -amount);
    this.tell("charge.dispute.funds_withdrawn", dispute);
  }

  /** Gives back what is withdrawn. @param amount all of it if missing */
  reinstate(dispute: DisputeRecord, amount?: number): void {
    const withdrawn = -dispute.movements.reduce((sum, one) => sum + one.amount, 0);
    if (withdrawn <= 0) return;
    this.record(dispute, Math.min(amount ?? withdrawn, withdrawn));
    this.tell("charge.dispute.funds_reinstated", dispute);
  }

  private record(dispute: DisputeRecord, amount: number): void {
    dispute.movements.push({ id: newId("txn_1"), created: nowInSeconds(), amount });
    this.world.changed();
  }

  private tell(type: string, { id }: DisputeRecord): void {
    void this.events.emit(type, id);
  }
}
