/** Payment intents and charges, as the API shows them. */
import type Stripe from "stripe";
import type { ChargeRecord, IntentRecord, PaymentError } from "../records";
import type { StripeWorld } from "../stripe-world";
import { testCard } from "../test-cards";
import { refundedOf } from "./amounts";
import { methodObject } from "./customer";

export function intentObject(world: StripeWorld, intent: IntentRecord): Stripe.PaymentIntent {
  return {
    id: intent.id,
    object: "payment_intent",
    allowed_payment_method_types: intent.allowedTypes,
    amount: intent.amount,
    amount_capturable: 0,
    amount_received: intent.status === "succeeded" ? intent.amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: intent.allowedTypes ? null : { allow_redirects: "always", enabled: true },
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.cancellationReason,
    capture_method: "automatic_async",
    client_secret: `${intent.id}_secret_sandbox`,
    confirmation_method: "automatic",
    created: intent.created,
    currency: intent.currency,
    customer: intent.customer,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: intent.lastError && lastErrorObject(world, intent.lastError),
    latest_charge: intent.latestCharge,
    livemode: false,
    managed_payments: null,
    metadata: intent.metadata,
    next_action:
      intent.status === "requires_action"
        ? {
            type: "redirect_to_url",
            redirect_to_url: { return_url: null, url: `${world.url}/c/authenticate/${intent.session ?? intent.id}` },
          }
        : null,
    on_behalf_of: null,
    payment_method: intent.method,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: intent.allowedTypes ?? ["card", "link"],
    payment_record: null,
    processing: null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: intent.setupFutureUsage,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  };
}

/** Also the body of the 402 that a refused payment answers with, beside the intent itself. */
export function lastErrorObject(world: StripeWorld, error: PaymentError): Stripe.PaymentIntent.LastPaymentError {
  const method = error.method === null ? undefined : world.methods.get(error.method);
  return {
    type: "card_error",
    code: error.code,
    doc_url: `https://docs.stripe.com/error-codes#${error.code.replaceAll("_", "-")}`,
    message: error.message,
    ...(error.declineCode !== null && { decline_code: error.declineCode }),
    ...(error.adviceCode !== null && { advice_code: error.adviceCode }),
    ...(error.charge !== null && { charge: error.charge }),
    ...(method && { payment_method: methodObject(method) }),
  };
}

export function chargeObject(world: StripeWorld, charge: ChargeRecord): Stripe.Charge {
  const refunded = refundedOf(world, charge.id);
  const paid = charge.status === "succeeded";
  return {
    id: charge.id,
    object: "charge",
    amount: charge.amount,
    amount_captured: paid ? charge.amount : 0,
    amount_refunded: refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: paid ? `txn_${charge.id.slice(3)}` : null,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: "CONCIERGE",
    captured: paid,
    created: charge.created,
    currency: charge.currency,
    customer: charge.customer,
    description: null,
    disputed: [...world.disputes.values()].some((dispute) => dispute.charge === charge.id),
    failure_balance_transaction: null,
    failure_code: charge.failureCode,
    failure_message: charge.failureMessage,
    fraud_details: {},
    livemode: false,
    metadata: charge.metadata,
    on_behalf_of: null,
    outcome: null,
    paid,
    payment_intent: charge.intent,
    payment_method: charge.method,
    payment_method_details: methodDetails(world, charge.method),
    receipt_email: null,
    receipt_number: null,
    receipt_url: paid ? `${world.url}/receipts/${charge.id}` : null,
    refunded: paid && refunded >= charge.amount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: charge.status,
    transfer_data: null,
    transfer_group: null,
  };
}

/** The few facts of the method that receipts show. */
function methodDetails(world: StripeWorld, id: string): Stripe.Charge.PaymentMethodDetails | null {
  const method = world.methods.get(id);
  if (!method) return null;
  const { type, brand, last4, key } = testCard(method.card);
  if (type !== "card") return { type };
  const card = {
    brand,
    checks: null,
    country: "US",
    exp_month: 12,
    exp_year: 2034,
    fingerprint: key,
    funding: "credit",
  };
  return { type, card: { ...card, last4, installments: null, mandate: null, network: brand, wallet: null } as never };
}
