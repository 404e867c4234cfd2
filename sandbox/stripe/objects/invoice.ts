/** Invoices, as the API shows them. */
import type Stripe from "stripe";
import type { InvoiceRecord } from "../records";
import type { StripeWorld } from "../stripe-world";
import { totals } from "./amounts";

export function invoiceObject(world: StripeWorld, invoice: InvoiceRecord): Stripe.Invoice {
  const { subtotal, tax, total } = totals(invoice);
  const customer = world.customers.get(invoice.customer);
  const paid = invoice.status === "paid";
  const address = `${world.url}/i/${invoice.id}`;
  const numbered = invoice.number !== null;
  const shown = {
    id: invoice.id,
    object: "invoice" as const,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: paid ? total : 0,
    amount_remaining: paid ? 0 : total,
    amount_shipping: 0,
    attempted: invoice.intent !== null,
    auto_advance: false,
    automatic_tax: {
      disabled_reason: null,
      enabled: invoice.automaticTax,
      liability: null,
      provider: invoice.automaticTax ? "stripe" : null,
      status: invoice.automaticTax ? ("complete" as const) : null,
    },
    billing_reason: "manual" as const,
    collection_method: "charge_automatically" as const,
    created: invoice.created,
    currency: invoice.currency,
    customer: invoice.customer,
    customer_email: customer?.email ?? null,
    customer_name: customer?.name ?? null,
    default_payment_method: invoice.defaultMethod,
    description: invoice.description,
    hosted_invoice_url: numbered ? address : null,
    invoice_pdf: numbered ? address : null,
    lines: {
      object: "list" as const,
      url: `/v1/invoices/${invoice.id}/lines`,
      has_more: false,
      data: invoice.lines.map((line) => ({
        id: line.id,
        object: "line_item" as const,
        amount: line.unitAmount * line.quantity,
        currency: invoice.currency,
        description: line.name,
        invoice: invoice.id,
        livemode: false,
        metadata: {},
        quantity: line.quantity,
      })),
    },
    livemode: false,
    metadata: invoice.metadata,
    number: invoice.number,
    payments: {
      object: "list" as const,
      url: "/v1/invoice_payments",
      has_more: false,
      data:
        invoice.intent === null
          ? []
          : [
              {
                id: `inpay_${invoice.id.slice(3)}`,
                object: "invoice_payment" as const,
                amount_paid: paid ? total : null,
                amount_requested: total,
                currency: invoice.currency,
                invoice: invoice.id,
                is_default: true,
                livemode: false,
                payment: { type: "payment_intent" as const, payment_intent: invoice.intent },
                status: paid ? "paid" : "open",
              },
            ],
    },
    status: invoice.status,
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_excluding_tax: subtotal,
    total_taxes: tax === 0 ? [] : [{ amount: tax, tax_behavior: "exclusive" }],
  };
  // An invoice has some ninety fields; those left out are for what the stand-in doesn't play.
  return shown as unknown as Stripe.Invoice;
}
