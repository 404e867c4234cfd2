/** `/v1/refunds`, `/v1/disputes` and `/v1/events`. */
import * as z from "zod";
import { invalid, missing } from "../objects/stripe-error";
import type { ChargeRecord } from "../records";
import { eventObject } from "../webhooks/event-log";
import type { Operation } from "./api-route";
import { listPage } from "./list-page";
import { flag, listParameters, metadata, parameters, text, whole } from "./parameters";
import type { StripeParts } from "./stripe-parts";

const ofPayment = { charge: text.optional(), payment_intent: text.optional() };

export function reversalOperations(stripe: StripeParts): Operation[] {
  const { world, catalog } = stripe;
  return [
    {
      op: "refunds.create",
      method: "POST",
      pattern: /^\/v1\/refunds$/,
      run({ read }) {
        const given = read(
          parameters({
            ...ofPayment,
            amount: whole.optional(),
            reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
            metadata: metadata.optional(),
          }),
        );
        const { amount, reason, metadata: about } = given;
        return catalog.get(stripe.refunds.create(chargeOf(stripe, given), { amount, reason, metadata: about }).id);
      },
    },
    {
      op: "refunds.retrieve",
      method: "GET",
      pattern: /^\/v1\/refunds\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        if (!world.refunds.has(id)) throw missing("refund", id);
        return catalog.get(id);
      },
    },
    {
      op: "refunds.list",
      method: "GET",
      pattern: /^\/v1\/refunds$/,
      run({ read }) {
        const given = read(listParameters(ofPayment));
        const rows = [...world.refunds.values()].filter((row) => isOf(row, given));
        return listPage(rows, given, "/v1/refunds", ({ id }) => catalog.get(id));
      },
    },
    {
      op: "disputes.retrieve",
      method: "GET",
      pattern: /^\/v1\/disputes\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        if (!world.disputes.has(id)) throw missing("dispute", id);
        return catalog.get(id);
      },
    },
    {
      op: "disputes.update",
      method: "POST",
      pattern: /^\/v1\/disputes\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        const evidence = z.strictObject({ uncategorized_text: text.optional() }).optional();
        const given = read(parameters({ evidence, submit: flag.optional(), metadata: metadata.optional() }));
        const dispute = world.disputes.get(id);
        if (!dispute) throw missing("dispute", id);
        const words = given.evidence?.uncategorized_text;
        if (words === "winning_evidence") stripe.disputes.setStatus(dispute, "won");
        else if (words === "losing_evidence") stripe.disputes.setStatus(dispute, "lost");
        else stripe.disputes.setStatus(dispute, "under_review");
        return catalog.get(id);
      },
    },
    {
      op: "disputes.list",
      method: "GET",
      pattern: /^\/v1\/disputes$/,
      run({ read }) {
        const given = read(listParameters(ofPayment));
        const rows = [...world.disputes.values()].filter((row) => isOf(row, given));
        return listPage(rows, given, "/v1/disputes", ({ id }) => catalog.get(id));
      },
    },
    {
      op: "events.retrieve",
      method: "GET",
      pattern: /^\/v1\/events\/(\w+)$/,
      run({ ids: [id = ""] }) {
        const event = world.events.get(id);
        if (!event) throw missing("event", id);
        return eventObject(event);
      },
    },
    {
      op: "events.list",
      method: "GET",
      pattern: /^\/v1\/events$/,
      run({ read }) {
        const types = z.array(text).max(20).optional();
        const given = read(listParameters({ type: text.optional(), types, delivery_success: flag.optional() }));
        const rows = [...world.events.values()].filter(
          ({ type, delivered }) =>
            (given.type ?? type) === type &&
            (given.types?.includes(type) ?? true) &&
            (given.delivery_success ?? delivered) === delivered,
        );
        return listPage(rows, given, "/v1/events", eventObject);
      },
    },
  ];
}

function isOf(row: { charge: string; intent: string }, wanted: { charge?: string; payment_intent?: string }): boolean {
  return (wanted.charge ?? row.charge) === row.charge && (wanted.payment_intent ?? row.intent) === row.intent;
}

/** The charge that is meant, of an intent its last. @throws StripeFailure 400 or 404 */
export function chargeOf({ world }: StripeParts, given: { charge?: string; payment_intent?: string }): ChargeRecord {
  if (given.charge === undefined && given.payment_intent === undefined) {
    throw invalid("One of the following params should be provided for this request: payment_intent or charge.");
  }
  const intent = given.payment_intent === undefined ? undefined : world.intents.get(given.payment_intent);
  if (given.payment_intent !== undefined && !intent)
    throw missing("payment_intent", given.payment_intent, "payment_intent");
  const id = given.charge ?? intent?.latestCharge ?? "";
  const charge = world.charges.get(id);
  if (charge) return charge;
  if (given.charge !== undefined) throw missing("charge", given.charge, "charge");
  throw invalid(
    `This PaymentIntent (${given.payment_intent}) does not have a successful charge to refund.`,
    "payment_intent",
  );
}
