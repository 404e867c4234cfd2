/** The life of a Checkout session (docs.stripe.com/payments/checkout/how-checkout-works): open, then paid, unpaid for now, or expired. */

import { totals } from "../objects/amounts";
import { invalid } from "../objects/stripe-error";
import type { IntentRecord, MethodRecord, SessionRecord } from "../records";
import { nowInSeconds } from "../stripe-world";
import { type TestCard, testCard } from "../test-cards";
import type { Cashier } from "./cashier";
import type { Invoices } from "./invoices";

export type PaymentEnd = "complete" | "authenticate" | "refused";

export class Checkout {
  /** Delivery of the event that a session completed; the page waits for it a moment before it leads back. */
  private readonly told = new Map<string, Promise<void>>();

  constructor(
    private readonly cashier: Cashier,
    private readonly invoices: Invoices,
  ) {}

  /** Ends sessions whose time has passed. */
  expireDue(): void {
    const now = nowInSeconds();
    for (const session of this.cashier.world.sessions.values()) {
      if (session.status === "open" && session.expiresAt <= now) this.expire(session);
    }
  }

  /** @throws StripeFailure 400 unless it is open */
  expire(session: SessionRecord): void {
    if (session.status !== "open") {
      const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`;
      throw invalid(message);
    }
    session.status = "expired";
    const intent = this.intentOf(session);
    if (intent && intent.status !== "canceled") this.cashier.cancel(intent, "automatic");
    void this.tell("checkout.session.expired", session);
  }

  /** Pays with a card typed in, or one that the customer saved. @throws StripeFailure 400 unless the session is open */
  pay(session: SessionRecord, withWhat: { card: TestCard } | { method: MethodRecord }): PaymentEnd {
    if (session.status !== "open") throw invalid(`This Checkout Session is ${session.status}.`);
    const intent = this.intentOf(session) ?? this.newIntent(session);
    const method = "method" in withWhat ? withWhat.method : this.cashier.createMethod(withWhat.card, null);
    this.cashier.charge(intent, method, { offSession: false, authenticated: false });
    return this.after(session, intent, method);
  }

  /** The end of 3-D Secure on the bank's page. @throws StripeFailure 400 if nothing waits for it */
  authenticate(session: SessionRecord, passed: boolean): PaymentEnd {
    const intent = this.intentOf(session);
    const method = this.cashier.world.methods.get(intent?.method ?? "");
    if (session.status !== "open" || !intent || !method || intent.status !== "requires_action") {
      throw invalid("This payment does not wait for 3-D Secure.");
    }
    if (passed) this.cashier.charge(intent, method, { offSession: false, authenticated: true });
    else this.cashier.failAuthentication(intent);
    return this.after(session, intent, method);
  }

  /** Ends a payment that takes days, of Checkout or not. @throws StripeFailure 400 if it is not on its way */
  settle(intent: IntentRecord, succeeds: boolean): void {
    if (intent.status !== "processing") throw invalid(`This PaymentIntent is ${intent.status}, not processing.`);
    this.cashier.settle(intent, succeeds);
    const session = this.cashier.world.sessions.get(intent.session ?? "");
    const invoice = this.cashier.world.invoices.get(intent.invoice ?? "");
    if (invoice && succeeds) this.invoices.paid(invoice);
    if (!session) return;
    if (succeeds) {
      session.paymentStatus = "paid";
      this.invoices.ofPurchase(session);
    }
    void this.tell(`checkout.session.async_payment_${succeeds ? "succeeded" : "failed"}`, session);
  }

  /** Resolves when the app has taken the event of its completion, after `ms` at the latest. */
  async appKnows({ id }: SessionRecord, ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.told.get(id), patience]);
    clearTimeout(timer);
  }

  intentOf(session: SessionRecord): IntentRecord | undefined {
    return session.intent === null ? undefined : this.cashier.world.intents.get(session.intent);
  }

  /** Made at the first try, as Stripe does: an open session that nobody tried to pay has none. */
  private newIntent(session: SessionRecord): IntentRecord {
    const intent = this.cashier.createIntent({
      amount: totals(session).total,
      currency: session.currency,
      customer: session.customer,
      // The session's own metadata is not copied.
      metadata: { ...session.intentMetadata },
      description: session.intentDescription,
      receiptEmail: session.receiptEmail,
      setupFutureUsage: session.setupFutureUsage,
      allowedTypes: session.allowedTypes,
      session: session.id,
    });
    session.intent = intent.id;
    return intent;
  }

  private after(session: SessionRecord, intent: IntentRecord, method: MethodRecord): PaymentEnd {
    this.cashier.world.changed();
    if (intent.status === "requires_action") return "authenticate";
    if (intent.status !== "succeeded" && intent.status !== "processing") return "refused";
    session.status = "complete";
    if (session.setupFutureUsage && session.customer !== null && method.customer === null) {
      method.customer = session.customer;
      method.setUp ||= testCard(method.card).authentication === undefined;
      void this.cashier.events.emit("payment_method.attached", method.id);
    }
    if (intent.status === "succeeded") {
      session.paymentStatus = "paid";
      this.invoices.ofPurchase(session);
    }
    const known = this.tell("checkout.session.completed", session).finally(() => this.told.delete(session.id));
    this.told.set(session.id, known);
    return "complete";
  }

  private tell(type: string, { id }: SessionRecord): Promise<void> {
    this.cashier.world.changed();
    return this.cashier.events.emit(type, id);
  }
}
