/** Refunds and disputes, as the API shows them. */
import type Stripe from "stripe";
import type { DisputeRecord, RefundRecord } from "../records";
import type { StripeWorld } from "../stripe-world";

/** What a bank takes for a dispute, in cents. */
const disputeFee = 1500;

export function refundObject(world: StripeWorld, refund: RefundRecord): Stripe.Refund {
  const intent = world.intents.get(refund.intent);
  return {
    id: refund.id,
    object: "refund",
    amount: refund.amount,
    balance_transaction: `txn_${refund.id.slice(3)}`,
    charge: refund.charge,
    created: refund.created,
    currency: refund.currency,
    customer: intent?.customer ?? null,
    customer_account: null,
    ...(refund.failureReason !== null && {
      failure_reason: refund.failureReason,
      failure_balance_transaction: `txn_f${refund.id.slice(4)}`,
    }),
    ...(refund.status === "pending" && { pending_reason: "processing" as const }),
    metadata: refund.metadata,
    payment_intent: refund.intent,
    payment_method: intent?.method ?? null,
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  };
}

export function disputeObject(dispute: DisputeRecord): Stripe.Dispute {
  return {
    id: dispute.id,
    object: "dispute",
    amount: dispute.amount,
    balance_transactions: dispute.movements.map(({ id, created, amount }) => {
      const fee = amount < 0 ? disputeFee : 0;
      return {
        id,
        object: "balance_transaction",
        amount,
        available_on: created,
        balance_type: "payments",
        created,
        currency: dispute.currency,
        description: `Chargeback ${amount < 0 ? "withdrawal" : "reversal"} for ${dispute.charge}`,
        exchange_rate: null,
        fee,
        fee_details: [],
        net: amount - fee,
        reporting_category: amount < 0 ? "dispute" : "dispute_reversal",
        source: dispute.id,
        status: "available",
        type: "adjustment",
      };
    }),
    charge: dispute.charge,
    created: dispute.created,
    currency: dispute.currency,
    enhanced_eligibility_types: [],
    evidence: {} as Stripe.Dispute.Evidence,
    evidence_details: {
      due_by: dispute.created + 7 * 24 * 3600,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    } as Stripe.Dispute.EvidenceDetails,
    intended_submission_method: null,
    is_charge_refundable: isRefundable(dispute),
    livemode: false,
    metadata: dispute.metadata,
    network_reason_code: null,
    payment_intent: dispute.intent,
    reason: dispute.reason,
    status: dispute.status,
  };
}

/** An inquiry can still be answered with a refund; once money was withdrawn it can't, until the dispute is won. */
export function isRefundable({ status }: Pick<DisputeRecord, "status">): boolean {
  return status.startsWith("warning_") || status === "won" || status === "prevented";
}
