/** Invoices: those that Checkout makes of a purchase, and those that the app makes and pays off-session. */

import { totals } from "../objects/amounts";
import { invoicePrefix } from "../objects/customer";
import type { IntentRecord, InvoiceRecord, MethodRecord, SessionRecord } from "../records";
import { newId, nowInSeconds } from "../stripe-world";
import type { Cashier } from "./cashier";

export class Invoices {
  constructor(private readonly cashier: Cashier) {}

  create(given: Pick<InvoiceRecord, "customer" | "currency"> & Partial<InvoiceRecord>): InvoiceRecord {
    const invoice: InvoiceRecord = {
      id: newId("in_1"),
      created: nowInSeconds(),
      metadata: {},
      number: null,
      description: null,
      status: "draft",
      automaticTax: false,
      lines: [],
      intent: null,
      defaultMethod: null,
      ...given,
    };
    this.cashier.world.invoices.set(invoice.id, invoice);
    this.tell("invoice.created", invoice);
    return invoice;
  }

  finalize(invoice: InvoiceRecord): void {
    const numbered = [...this.cashier.world.invoices.values()].filter(
      ({ customer, number }) => customer === invoice.customer && number !== null,
    );
    invoice.number = `${invoicePrefix({ id: invoice.customer })}-${String(numbered.length + 1).padStart(4, "0")}`;
    invoice.status = "open";
    this.tell("invoice.finalized", invoice);
  }

  /** Charges it off-session or on; the intent's end is the invoice's. The intent has none of the invoice's metadata. */
  pay(invoice: InvoiceRecord, method: MethodRecord, offSession: boolean): IntentRecord {
    const { world } = this.cashier;
    const intent =
      world.intents.get(invoice.intent ?? "") ??
      this.cashier.createIntent({
        amount: totals(invoice).total,
        currency: invoice.currency,
        customer: invoice.customer,
        metadata: {},
        invoice: invoice.id,
      });
    invoice.intent = intent.id;
    this.cashier.charge(intent, method, { offSession, authenticated: false });
    if (intent.status === "succeeded") this.paid(invoice);
    else if (intent.status !== "processing") this.tell("invoice.payment_failed", invoice);
    return intent;
  }

  /** An open one that nobody shall pay any more; its intent goes with it. */
  annul(invoice: InvoiceRecord): void {
    invoice.status = "void";
    const intent = this.cashier.world.intents.get(invoice.intent ?? "");
    if (intent?.status.startsWith("requires_")) this.cashier.cancel(intent, "void_invoice");
    this.tell("invoice.voided", invoice);
  }

  paid(invoice: InvoiceRecord): void {
    invoice.status = "paid";
    this.tell("invoice.paid", invoice);
  }

  /** The invoice of a purchase that was paid, where the session asked for one. */
  ofPurchase(session: SessionRecord): void {
    if (!session.invoiceCreation || session.customer === null) return;
    const { metadata, description } = session.invoiceCreation;
    const { customer, currency, lines, automaticTax, intent } = session;
    const invoice = this.create({ customer, currency, lines, automaticTax, intent, metadata, description });
    this.finalize(invoice);
    this.paid(invoice);
    session.invoice = invoice.id;
  }

  private tell(type: string, { id }: InvoiceRecord): void {
    this.cashier.world.changed();
    void this.cashier.events.emit(type, id);
  }
}
