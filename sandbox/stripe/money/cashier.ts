/**
 * Charges payment methods (docs.stripe.com/payments/paymentintents/lifecycle): what the test card says decides the end. Each
 * attempt leaves a charge and its events.
 */
import type { IntentRecord, MethodRecord } from "../records";
import { newId, nowInSeconds, type StripeWorld } from "../stripe-world";
import { authenticationRequired, type Decline, type TestCard, testCard } from "../test-cards";
import type { EventLog } from "../webhooks/event-log";
import type { Disputes } from "./disputes";

export type NewIntent = Pick<IntentRecord, "amount" | "currency" | "customer" | "metadata"> & Partial<IntentRecord>;

export class Cashier {
  constructor(
    readonly world: StripeWorld,
    readonly events: EventLog,
    private readonly disputes: Disputes,
  ) {}

  createIntent(given: NewIntent): IntentRecord {
    const intent: IntentRecord = {
      id: newId("pi_3"),
      created: nowInSeconds(),
      method: null,
      status: "requires_payment_method",
      setupFutureUsage: null,
      allowedTypes: null,
      description: null,
      receiptEmail: null,
      latestCharge: null,
      lastError: null,
      canceledAt: null,
      cancellationReason: null,
      session: null,
      invoice: null,
      ...given,
    };
    this.world.intents.set(intent.id, intent);
    this.tell("payment_intent.created", intent.id);
    return intent;
  }

  createMethod(card: TestCard, customer: string | null): MethodRecord {
    const id = newId("pm_1");
    const method: MethodRecord = { id, created: nowInSeconds(), metadata: {}, customer, card: card.key, setUp: false };
    this.world.methods.set(id, method);
    if (customer !== null) this.tell("payment_method.attached", id);
    return method;
  }

  /** Tries to take the money; the intent's status says how it ended, `lastError` why not. */
  charge(intent: IntentRecord, method: MethodRecord, how: { offSession: boolean; authenticated: boolean }): void {
    const card = testCard(method.card);
    intent.method = method.id;
    intent.lastError = null;
    const proven = how.authenticated || (how.offSession && card.authentication === "once" && method.setUp);
    const asks = card.authentication !== undefined && !proven;
    const refusal = card.decline ?? (asks && how.offSession ? authenticationRequired : undefined);
    if (refusal) {
      this.decline(intent, method, refusal);
      return;
    }
    if (asks) {
      intent.status = "requires_action";
      this.tell("payment_intent.requires_action", intent.id);
      return;
    }
    if (how.authenticated) method.setUp = true;
    const later = card.type === "sepa_debit";
    const charge = this.record(intent, method, later ? "pending" : "succeeded", null);
    intent.latestCharge = charge;
    intent.status = later ? "processing" : "succeeded";
    if (later) this.tell("payment_intent.processing", intent.id);
    else this.succeeded(intent, card);
  }

  /** The buyer did not pass 3-D Secure. */
  failAuthentication(intent: IntentRecord): void {
    const method = this.world.methods.get(intent.method ?? "");
    if (!method) return;
    this.decline(intent, method, {
      code: "payment_intent_authentication_failure",
      declineCode: null,
      adviceCode: null,
      message:
        "The provided payment method has failed authentication. Provide another one to attempt this payment again.",
    });
  }

  /** Ends a payment that takes days. */
  settle(intent: IntentRecord, succeeds: boolean): void {
    const charge = this.world.charges.get(intent.latestCharge ?? "");
    const method = this.world.methods.get(intent.method ?? "");
    if (!charge || !method || intent.status !== "processing") return;
    if (succeeds) {
      charge.status = "succeeded";
      intent.status = "succeeded";
      this.succeeded(intent, testCard(method.card));
      return;
    }
    charge.status = "failed";
    charge.failureCode = "payment_method_provider_decline";
    charge.failureMessage = "The bank did not pay.";
    this.refuse(intent, method, charge.id, {
      code: charge.failureCode,
      declineCode: null,
      adviceCode: null,
      message: charge.failureMessage,
    });
  }

  /** @param reason as `cancellation_reason` */
  cancel(intent: IntentRecord, reason: string | null): void {
    intent.status = "canceled";
    intent.canceledAt = nowInSeconds();
    intent.cancellationReason = reason;
    this.tell("payment_intent.canceled", intent.id);
  }

  private succeeded(intent: IntentRecord, card: TestCard): void {
    this.tell("charge.succeeded", intent.latestCharge ?? "");
    this.tell("payment_intent.succeeded", intent.id);
    const charge = this.world.charges.get(intent.latestCharge ?? "");
    if (charge && card.dispute) this.disputes.open(charge, { inquiry: card.dispute === "inquiry" });
  }

  private decline(intent: IntentRecord, method: MethodRecord, why: Decline): void {
    const charge = this.record(intent, method, "failed", why);
    intent.latestCharge = charge;
    this.tell("charge.failed", charge);
    this.refuse(intent, method, charge, why);
  }

  private refuse(intent: IntentRecord, method: MethodRecord, charge: string, why: Decline): void {
    intent.status = "requires_payment_method";
    intent.method = null;
    intent.lastError = { ...why, charge, method: method.id };
    this.tell("payment_intent.payment_failed", intent.id);
  }

  private record(
    intent: IntentRecord,
    method: MethodRecord,
    status: "succeeded" | "pending" | "failed",
    why: Decline | null,
  ): string {
    const id = newId("ch_3");
    this.world.charges.set(id, {
      id,
      created: nowInSeconds(),
      // A copy: what the intent's metadata becomes later is not the charge's.
      metadata: { ...intent.metadata },
      amount: intent.amount,
      currency: intent.currency,
      intent: intent.id,
      customer: intent.customer,
      method: method.id,
      status,
      failureCode: why?.code ?? null,
      failureMessage: why?.message ?? null,
    });
    this.world.changed();
    return id;
  }

  /** Its delivery is nobody's to wait for here. */
  private tell(type: string, id: string): void {
    void this.events.emit(type, id);
  }
}
