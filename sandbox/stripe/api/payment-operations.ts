/** `/v1/payment_intents` and `/v1/charges`. */
import * as z from "zod";
import { intentObject, lastErrorObject } from "../objects/payment";
import { invalid, missing, StripeFailure } from "../objects/stripe-error";
import type { IntentRecord, MethodRecord } from "../records";
import { findTestCard, testCard } from "../test-cards";
import type { Operation } from "./api-route";
import { known as knownCustomer, living, mergeMetadata } from "./customer-operations";
import { listPage } from "./list-page";
import { address, currency, flag, listParameters, metadata, parameters, text, whole } from "./parameters";
import type { StripeParts } from "./stripe-parts";

const smallestAmount = 50;

const confirmation = {
  off_session: flag.optional(),
  payment_method: text.optional(),
  return_url: address.optional(),
  receipt_email: text.optional(),
  setup_future_usage: z.enum(["off_session", "on_session"]).optional(),
  error_on_requires_action: flag.optional(),
};

const created = parameters({
  ...confirmation,
  amount: whole.pipe(z.number().min(1)),
  currency,
  customer: text.optional(),
  confirm: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  allowed_payment_method_types: z.array(text).min(1).optional(),
  excluded_payment_method_types: z.array(text).optional(),
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: z.enum(["always", "never"]).optional() })
    .optional(),
  capture_method: z.enum(["automatic", "automatic_async"]).optional(),
  statement_descriptor_suffix: text.max(22).optional(),
});

export function paymentOperations(stripe: StripeParts): Operation[] {
  const { world, catalog, cashier } = stripe;
  const known = (id: string): IntentRecord => {
    const intent = world.intents.get(id);
    if (!intent) throw missing("payment_intent", id, "intent");
    return intent;
  };
  return [
    {
      op: "payment_intents.create",
      method: "POST",
      pattern: /^\/v1\/payment_intents$/,
      paysWith: true,
      run({ read }) {
        const given = read(created);
        if (given.amount < smallestAmount) {
          throw invalid("Amount must be at least $0.50 usd", "amount", "amount_too_small");
        }
        if (given.off_session !== undefined && given.confirm !== true) {
          throw invalid("You can only set `off_session` with `confirm=true`.", "off_session");
        }
        const customer = given.customer === undefined ? null : living(stripe, given.customer, "customer").id;
        const allowedTypes = given.allowed_payment_method_types ?? null;
        const method = given.payment_method === undefined ? null : usable(stripe, given.payment_method, customer);
        if (method) checkType(method, allowedTypes);
        else if (given.confirm) throw noMethod();
        const intent = cashier.createIntent({
          amount: given.amount,
          currency: given.currency,
          customer,
          metadata: given.metadata ?? {},
          description: given.description ?? null,
          receiptEmail: given.receipt_email ?? null,
          setupFutureUsage: given.setup_future_usage ?? null,
          allowedTypes,
          method: method?.id ?? null,
          status: method ? "requires_confirmation" : "requires_payment_method",
        });
        if (given.confirm && method) confirm(stripe, intent, method, given.off_session === true);
        return catalog.get(intent.id);
      },
    },
    {
      op: "payment_intents.list",
      method: "GET",
      pattern: /^\/v1\/payment_intents$/,
      run({ read }) {
        const given = read(listParameters({ customer: text.optional() }));
        if (given.customer !== undefined) knownCustomer(stripe, given.customer, "customer");
        const rows = [...world.intents.values()].filter((row) => (given.customer ?? row.customer) === row.customer);
        return listPage(rows, given, "/v1/payment_intents", ({ id }) => catalog.get(id));
      },
    },
    {
      op: "payment_intents.retrieve",
      method: "GET",
      pattern: /^\/v1\/payment_intents\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        return catalog.get(known(id).id);
      },
    },
    {
      op: "payment_intents.update",
      method: "POST",
      pattern: /^\/v1\/payment_intents\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        const given = read(parameters({ metadata: metadata.optional(), description: text.optional() }));
        const intent = known(id);
        intent.metadata = mergeMetadata(intent.metadata, given.metadata);
        if (given.description !== undefined) intent.description = given.description || null;
        world.changed();
        return catalog.get(id);
      },
    },
    {
      op: "payment_intents.confirm",
      method: "POST",
      pattern: /^\/v1\/payment_intents\/(\w+)\/confirm$/,
      paysWith: true,
      run({ ids: [id = ""], read }) {
        const given = read(parameters(confirmation));
        const intent = known(id);
        if (!intent.status.startsWith("requires_")) throw unexpected(stripe, intent, "confirm");
        const wanted = given.payment_method ?? intent.method;
        if (wanted === null) throw noMethod();
        const method = usable(stripe, wanted, intent.customer);
        checkType(method, intent.allowedTypes);
        confirm(stripe, intent, method, given.off_session === true);
        return catalog.get(id);
      },
    },
    {
      op: "payment_intents.cancel",
      method: "POST",
      pattern: /^\/v1\/payment_intents\/(\w+)\/cancel$/,
      run({ ids: [id = ""], read }) {
        const reasons = z.enum(["abandoned", "duplicate", "fraudulent", "requested_by_customer"]).optional();
        const given = read(parameters({ cancellation_reason: reasons }));
        const intent = known(id);
        if (!intent.status.startsWith("requires_")) throw unexpected(stripe, intent, "cancel");
        if (world.sessions.get(intent.session ?? "")?.status === "open") {
          throw invalid(
            "You cannot cancel this PaymentIntent because it was created by a Checkout Session; expire that.",
          );
        }
        cashier.cancel(intent, given.cancellation_reason ?? null);
        return catalog.get(id);
      },
    },
    {
      op: "charges.retrieve",
      method: "GET",
      pattern: /^\/v1\/charges\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        if (!world.charges.has(id)) throw missing("charge", id);
        return catalog.get(id);
      },
    },
    {
      op: "charges.list",
      method: "GET",
      pattern: /^\/v1\/charges$/,
      run({ read }) {
        const given = read(listParameters({ customer: text.optional(), payment_intent: text.optional() }));
        if (given.customer !== undefined) knownCustomer(stripe, given.customer, "customer");
        const rows = [...world.charges.values()].filter(
          (row) =>
            (given.customer ?? row.customer) === row.customer && (given.payment_intent ?? row.intent) === row.intent,
        );
        return listPage(rows, given, "/v1/charges", ({ id }) => catalog.get(id));
      },
    },
  ];
}

/** @throws StripeFailure 402 with the intent, which then waits for another method */
function confirm(
  { cashier, world }: StripeParts,
  intent: IntentRecord,
  method: MethodRecord,
  offSession: boolean,
): void {
  cashier.charge(intent, method, { offSession, authenticated: false });
  refuseFailed({ world }, intent);
}

/** @throws StripeFailure 402 if the last try to pay it was refused */
export function refuseFailed({ world }: Pick<StripeParts, "world">, intent: IntentRecord): void {
  if (!intent.lastError) return;
  const { type: _type, code: _code, message: _message, ...fields } = lastErrorObject(world, intent.lastError);
  throw new StripeFailure(402, "card_error", intent.lastError.code, intent.lastError.message, {
    ...fields,
    payment_intent: intentObject(world, intent),
  });
}

/** A saved method of this customer, or one of Stripe's test ids. @throws StripeFailure 400 */
export function usable({ world, cashier }: StripeParts, id: string, customer: string | null): MethodRecord {
  const card = findTestCard(id);
  if (card && id.startsWith("pm_card_")) return cashier.createMethod(card, null);
  const method = world.methods.get(id);
  if (!method) throw missing("PaymentMethod", id, "payment_method");
  if (method.customer === null || method.customer !== customer) {
    const message =
      customer === null || method.customer === null
        ? "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, or was detached from a Customer, and may not be used again."
        : "The payment method supplied belongs to a different Customer. Please include the Customer in the `customer` parameter on the PaymentIntent.";
    throw invalid(message, "payment_method");
  }
  return method;
}

function checkType(method: MethodRecord, allowed: readonly string[] | null): void {
  const { type } = testCard(method.card);
  if ((allowed ?? ["card", "link", "sepa_debit"]).includes(type)) return;
  const message = `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent.`;
  throw invalid(message, "payment_method", "payment_intent_incompatible_payment_method");
}

function noMethod(): StripeFailure {
  const message =
    "You cannot confirm this PaymentIntent because it's missing a payment method. Update the PaymentIntent with a payment method or provide one at confirmation.";
  return invalid(message, undefined, "payment_intent_unexpected_state");
}

function unexpected({ world }: StripeParts, intent: IntentRecord, what: string): StripeFailure {
  const message = `You cannot ${what} this PaymentIntent because it has a status of ${intent.status}.`;
  return new StripeFailure(400, "invalid_request_error", "payment_intent_unexpected_state", message, {
    payment_intent: intentObject(world, intent),
  });
}
