/** Checkout sessions, their line items and portal sessions, as the API shows them. */
import type Stripe from "stripe";
import type { LineRecord, PortalRecord, SessionRecord } from "../records";
import type { StripeWorld } from "../stripe-world";
import { totals } from "./amounts";

export function sessionObject(world: StripeWorld, session: SessionRecord): Stripe.Checkout.Session {
  const { subtotal, tax, total } = totals(session);
  const customer = session.customer === null ? undefined : world.customers.get(session.customer);
  const complete = session.status === "complete";
  return {
    id: session.id,
    object: "checkout.session",
    adaptive_pricing: { enabled: session.adaptivePricing },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: session.allowedTypes,
    amount_subtotal: subtotal,
    amount_total: total,
    automatic_tax: {
      enabled: session.automaticTax,
      liability: null,
      provider: session.automaticTax ? "stripe" : null,
      status: session.automaticTax ? "complete" : null,
    },
    billing_address_collection: null,
    cancel_url: session.cancelUrl,
    client_reference_id: session.clientReferenceId,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: session.created,
    currency: session.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    } as Stripe.Checkout.Session["custom_text"],
    customer: session.customer,
    customer_account: null,
    customer_creation: session.customer === null ? "if_required" : null,
    customer_details: customer
      ? ({
          address: null,
          email: customer.email,
          name: customer.name,
          phone: null,
          tax_exempt: "none",
          tax_ids: [],
        } as unknown as Stripe.Checkout.Session["customer_details"])
      : null,
    customer_email: null,
    discounts: [],
    expires_at: session.expiresAt,
    integration_identifier: null,
    invoice: session.invoice,
    invoice_creation: {
      enabled: session.invoiceCreation !== null,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: session.invoiceCreation?.description ?? null,
        footer: null,
        issuer: null,
        metadata: session.invoiceCreation?.metadata ?? {},
        rendering_options: null,
      },
    },
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: session.metadata,
    mode: "payment",
    origin_context: null,
    payment_intent: session.intent,
    payment_link: null,
    payment_method_collection: "if_required",
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: session.allowedTypes ?? ["card", "link"],
    payment_status: session.paymentStatus,
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: session.status,
    submit_type: null,
    subscription: null,
    success_url: session.successUrl,
    tax_id_collection: { enabled: session.taxIdCollection, required: "never" },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: tax },
    ui_mode: "hosted_page",
    // Gone once it is over, as at Stripe.
    url: complete || session.status === "expired" ? null : `${world.url}/c/pay/${session.id}`,
    wallet_options: null,
  };
}

export function lineObject(line: LineRecord, { currency, automaticTax }: SessionRecord): Stripe.LineItem {
  const { subtotal, tax, total } = totals({ lines: [line], automaticTax });
  return {
    id: line.id,
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: subtotal,
    amount_tax: tax,
    amount_total: total,
    currency,
    description: line.name,
    metadata: {},
    price: null,
    quantity: line.quantity,
  };
}

export function portalObject(world: StripeWorld, portal: PortalRecord): Stripe.BillingPortal.Session {
  return {
    id: portal.id,
    object: "billing_portal.session",
    configuration: "bpc_sandbox",
    created: portal.created,
    customer: portal.customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: portal.returnUrl,
    url: `${world.url}/p/session/${portal.id}`,
  };
}
