import type Stripe from "stripe";
import { AppError } from "@/lib/core/errors";
import type { Order, SeenPayment, Sight } from "@/lib/credits/orders/order";
import type { Begun, Payments, SavedCard } from "@/lib/credits/orders/payments.port";
import { checkoutParameters, type PaymentSettings, topUpParameters } from "./payment-parameters";
import { type MoneyGone, NOTHING_GONE, readDecline, readIntent, readMoneyGone, readSession } from "./read-payment";
import {
  askStripe,
  askUnderKey,
  createStripeClient,
  isMissing,
  needStripe,
  type StripeOptions,
  type StripeRefusal,
} from "./stripe-client";

/** More refunds, disputes or payments than anybody makes of one order, or of one day. */
const MOST_LISTED = 1_000;

/** Clocks differ: a payment may seem to have been made a little before its order. In seconds. */
const CLOCKS_DIFFER = 600;

/** Payments at Stripe, by the official SDK. A test key makes test payments, against the same addresses. */
export function createPayments(options: StripeOptions, settings: PaymentSettings): Payments {
  const stripe = createStripeClient(options);

  const readGone = async (intentId: string | null): Promise<MoneyGone> => {
    if (intentId === null) return NOTHING_GONE;
    const of = { payment_intent: intentId, limit: 100 };
    const [refunds, disputes] = await Promise.all([
      needStripe("list_refunds", () => stripe.refunds.list(of).autoPagingToArray({ limit: MOST_LISTED })),
      needStripe("list_disputes", () => stripe.disputes.list(of).autoPagingToArray({ limit: MOST_LISTED })),
    ]);
    return readMoneyGone(refunds, disputes);
  };
  /** Refunds and disputes are asked for where there can be any. */
  const withGone = async (payment: SeenPayment): Promise<SeenPayment> =>
    payment.status === "paid" ? { ...payment, ...(await readGone(payment.paymentIntentId)) } : payment;

  const read = async (order: Order): Promise<SeenPayment> => {
    const id = order.objectId ?? "";
    if (order.kind === "checkout") {
      const expand = ["payment_intent.latest_charge"];
      return withGone(
        readSession(await findObject("read_checkout", () => stripe.checkout.sessions.retrieve(id, { expand }))),
      );
    }
    const expand = ["latest_charge"];
    return withGone(readIntent(await findObject("read_payment", () => stripe.paymentIntents.retrieve(id, { expand }))));
  };

  const begin = async (order: Order): Promise<Begun> => {
    const key = { idempotencyKey: `order:${order.id}` };
    /** What is told once more is what was true then. */
    const seen = async (objectId: string, replayed: boolean, told: SeenPayment): Promise<Sight> => {
      return { kind: "seen", payment: replayed ? await read({ ...order, objectId }) : await withGone(told) };
    };
    if (order.kind === "checkout") {
      const parameters = order.parameters as Stripe.Checkout.SessionCreateParams;
      const answer = await askUnderKey("begin_checkout", () => stripe.checkout.sessions.create(parameters, key));
      if (answer.kind === "done") return seen(answer.value.id, answer.replayed, readSession(answer.value));
      return answer.kind === "stuck" ? answer : refused(answer.refusal);
    }
    const parameters = order.parameters as unknown as Stripe.PaymentIntentCreateParams;
    const answer = await askUnderKey("begin_top_up", () => stripe.paymentIntents.create(parameters, key));
    if (answer.kind === "done") return seen(answer.value.id, answer.replayed, readIntent(answer.value));
    return answer.kind === "stuck" ? answer : declined(answer.refusal);
  };

  const find = async (order: Order): Promise<SeenPayment | null> => {
    const created = { gte: Math.floor(order.createdAt.getTime() / 1000) - CLOCKS_DIFFER };
    const of = { customer: order.customerId, created, limit: 100 };
    const all: { id: string; metadata: Stripe.Metadata | null }[] =
      order.kind === "checkout"
        ? await listOrNone("find_checkout", () =>
            stripe.checkout.sessions.list(of).autoPagingToArray({ limit: MOST_LISTED }),
          )
        : await listOrNone("find_payment", () =>
            stripe.paymentIntents.list(of).autoPagingToArray({ limit: MOST_LISTED }),
          );
    const found = all.find(({ metadata }) => metadata?.order === order.id);
    return found ? read({ ...order, objectId: found.id }) : null;
  };

  return {
    live: !/^[rs]k_test_/.test(options.secretKey),
    async createCustomer(tenantId, round, { personId, email, businessName }) {
      // By person: another's address under the same key would be refused as another request.
      const idempotencyKey = `customer:${tenantId}:${round}:${personId}`;
      const parameters = { name: businessName, email, metadata: { tenant: tenantId } };
      const { id } = await needStripe("create_customer", () => stripe.customers.create(parameters, { idempotencyKey }));
      return id;
    },
    parametersOf: (draft) => ({
      ...(draft.kind === "checkout" ? checkoutParameters(draft, settings) : topUpParameters(draft, settings)),
    }),
    begin,
    read,
    find,
    // Stripe refuses to end what has ended; whoever reads it next sees how.
    async expire({ objectId }) {
      await askStripe("expire_checkout", () => stripe.checkout.sessions.expire(objectId ?? ""));
    },
    async cancel(objectId) {
      await askStripe("cancel_payment", () => stripe.paymentIntents.cancel(objectId));
    },
    findCard: (customerId, savedId) => findCard(stripe, customerId, savedId),
    async openPortal(customerId) {
      const parameters = { customer: customerId, return_url: `${settings.appUrl}/admin/billing` };
      const answer = await askStripe("open_portal", () => stripe.billingPortal.sessions.create(parameters));
      if (answer.ok) return answer.value.url;
      if (isMissing(answer.refusal, "customer")) return null;
      return needStripe("open_portal", () => Promise.reject(answer.refusal));
    },
  };
}

/** What this key sees none of was made with another one: a test key's before, or another account's. */
async function findObject<Value>(operation: string, retrieve: () => Promise<Value>): Promise<Value> {
  const answer = await askStripe(operation, retrieve);
  if (answer.ok) return answer.value;
  if (answer.refusal.code === "resource_missing") throw new AppError("not_found", `${operation}: no such object`);
  return needStripe(operation, () => Promise.reject(answer.refusal));
}

/** A customer that is gone has no payments that could be found. */
async function listOrNone<Item>(operation: string, list: () => Promise<Item[]>): Promise<Item[]> {
  const answer = await askStripe(operation, list);
  if (answer.ok) return answer.value;
  if (isMissing(answer.refusal, "customer")) return [];
  return needStripe(operation, () => Promise.reject(answer.refusal));
}

function refused(refusal: StripeRefusal): Sight {
  return { kind: "refused", code: codeOf(refusal), customerGone: isMissing(refusal, "customer") };
}

/** The intent of a declined payment hangs on the error. */
function declined(refusal: StripeRefusal): Sight {
  const intent = refusal.payment_intent;
  if (!intent) return refused(refusal);
  const decline = readDecline(refusal) ?? { code: codeOf(refusal), hard: false };
  return { kind: "seen", payment: { ...readIntent(intent), decline } };
}

/** A code of lower-case letters and `_`, as the order's row keeps it. */
const codeOf = ({ code, type }: StripeRefusal): string =>
  (code ?? type).replace(/[^a-z_]/g, "").slice(0, 40) || "refused";

async function findCard(stripe: Stripe, customerId: string, savedId: string | null): Promise<SavedCard> {
  const customer = await askStripe("read_customer", () => stripe.customers.retrieve(customerId));
  if (!customer.ok) {
    if (customer.refusal.code === "resource_missing") return { kind: "customer_gone" };
    return needStripe("read_customer", () => Promise.reject(customer.refusal));
  }
  if (customer.value.deleted) return { kind: "customer_gone" };
  const chosen = customer.value.invoice_settings?.default_payment_method;
  const chosenId = typeof chosen === "string" ? chosen : (chosen?.id ?? null);
  if (chosenId !== null) return { kind: "card", paymentMethodId: chosenId };
  if (savedId === null) return { kind: "none" };
  const saved = await askStripe("read_card", () => stripe.paymentMethods.retrieve(savedId));
  if (!saved.ok) {
    if (saved.refusal.code === "resource_missing") return { kind: "none" };
    return needStripe("read_card", () => Promise.reject(saved.refusal));
  }
  const { customer: owner } = saved.value;
  const ownerId = typeof owner === "string" ? owner : (owner?.id ?? null);
  return ownerId === customerId ? { kind: "card", paymentMethodId: savedId } : { kind: "none" };
}
