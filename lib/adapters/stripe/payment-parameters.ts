import type Stripe from "stripe";
import type { OrderDraft } from "@/lib/credits/orders/payments.port";

export type PaymentSettings = {
  /** Address of the app, without a slash at its end. */
  appUrl: string;
  /** Null: Stripe chooses by what its dashboard allows. */
  paymentMethods: readonly string[] | null;
  automaticTax: boolean;
  taxIds: boolean;
};

/**
 * What makes a Checkout Session (docs.stripe.com/api/checkout/sessions/create). The price stands here and nowhere else at
 * Stripe; no promotion codes, no changed quantity, no local currency: what is paid is what was ordered, and tax.
 */
export function checkoutParameters(
  draft: OrderDraft,
  { appUrl, paymentMethods, automaticTax, taxIds }: PaymentSettings,
): Stripe.Checkout.SessionCreateParams {
  const { id, tenantId, pack, customerId, savesCard, expiresAt } = draft;
  // What is in a session's metadata is not copied to its payment.
  const metadata = { order: id, tenant: tenantId };
  const customerUpdate = {
    ...(automaticTax && { address: "auto" as const }),
    ...(taxIds && { name: "auto" as const }),
  };
  return {
    mode: "payment",
    ui_mode: "hosted_page",
    customer: customerId,
    client_reference_id: id,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: pack.currency,
          unit_amount: pack.priceMinor,
          product_data: { name: packName(pack.credits) },
          // The price is what is compared; with tax inside it Stripe would tell another subtotal.
          ...(automaticTax && { tax_behavior: "exclusive" as const }),
        },
      },
    ],
    metadata,
    payment_intent_data: { metadata, ...(savesCard && { setup_future_usage: "off_session" as const }) },
    invoice_creation: { enabled: true, invoice_data: { metadata } },
    adaptive_pricing: { enabled: false },
    ...(paymentMethods && { allowed_payment_method_types: paymentMethods as AllowedTypes }),
    ...(automaticTax && { automatic_tax: { enabled: true } }),
    ...(taxIds && { tax_id_collection: { enabled: true } }),
    ...(Object.keys(customerUpdate).length > 0 && { customer_update: customerUpdate }),
    success_url: `${appUrl}/admin/billing?order=${id}`,
    cancel_url: `${appUrl}/admin/billing`,
    ...(expiresAt && { expires_at: Math.floor(expiresAt.getTime() / 1000) }),
  };
}

type AllowedTypes = NonNullable<Stripe.Checkout.SessionCreateParams["allowed_payment_method_types"]>;
type IntentTypes = NonNullable<Stripe.PaymentIntentCreateParams["allowed_payment_method_types"]>;

/** What makes and confirms a payment with nobody there (docs.stripe.com/payments/save-and-reuse). */
export function topUpParameters(
  { id, tenantId, pack, customerId, paymentMethodId }: OrderDraft,
  { appUrl, paymentMethods }: PaymentSettings,
): Stripe.PaymentIntentCreateParams {
  return {
    amount: pack.priceMinor,
    currency: pack.currency,
    customer: customerId,
    ...(paymentMethodId && { payment_method: paymentMethodId }),
    off_session: true,
    confirm: true,
    ...(paymentMethods && { allowed_payment_method_types: paymentMethods as IntentTypes }),
    description: packName(pack.credits),
    metadata: { order: id, tenant: tenantId },
    return_url: `${appUrl}/admin/billing?order=${id}`,
    expand: ["latest_charge"],
  };
}

const packName = (credits: number): string => `${credits.toLocaleString("en")} credits`;
