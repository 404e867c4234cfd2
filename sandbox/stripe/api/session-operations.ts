/** `/v1/checkout/sessions` (docs.stripe.com/api/checkout/sessions). */
import * as z from "zod";
import { totals } from "../objects/amounts";
import { lineObject } from "../objects/session";
import { invalid, missing } from "../objects/stripe-error";
import type { SessionRecord } from "../records";
import { newId, nowInSeconds } from "../stripe-world";
import type { Operation } from "./api-route";
import { known as knownCustomer, living } from "./customer-operations";
import { listPage } from "./list-page";
import { address, currency, flag, listParameters, metadata, parameters, text, whole } from "./parameters";
import type { StripeParts } from "./stripe-parts";

const shortestLife = 30 * 60;
const longestLife = 24 * 3600;
/** docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const smallestAmounts: Readonly<Record<string, number>> = { usd: 50, eur: 50, gbp: 30 };

const lineItem = z.strictObject({
  quantity: whole.pipe(z.number().min(1)),
  price_data: z.strictObject({
    currency,
    unit_amount: whole.pipe(z.number().min(0)),
    tax_behavior: z.enum(["exclusive", "unspecified"]).optional(),
    product_data: z.strictObject({
      name: text.min(1),
      description: text.optional(),
      images: z.array(address).optional(),
      tax_code: text.optional(),
      metadata: metadata.optional(),
    }),
  }),
});

const switchable = z.strictObject({ enabled: flag });

const created = parameters({
  mode: z.enum(["payment"]),
  ui_mode: z.enum(["elements", "embedded_page", "form", "hosted_page"]).optional(),
  success_url: address,
  cancel_url: address.optional(),
  line_items: z.array(lineItem).min(1).max(100),
  customer: text.optional(),
  customer_update: z
    .strictObject({ address: text.optional(), name: text.optional(), shipping: text.optional() })
    .optional(),
  client_reference_id: text.max(200).optional(),
  metadata: metadata.optional(),
  expires_at: whole.optional(),
  adaptive_pricing: switchable.optional(),
  allow_promotion_codes: flag.optional(),
  allowed_payment_method_types: z.array(text).min(1).optional(),
  excluded_payment_method_types: z.array(text).optional(),
  automatic_tax: switchable.optional(),
  tax_id_collection: switchable.optional(),
  billing_address_collection: z.enum(["auto", "required"]).optional(),
  invoice_creation: z
    .strictObject({
      enabled: flag,
      invoice_data: z
        .strictObject({ metadata: metadata.optional(), description: text.optional(), footer: text.optional() })
        .optional(),
    })
    .optional(),
  locale: text.optional(),
  submit_type: z.enum(["auto", "book", "donate", "pay", "subscribe"]).optional(),
  payment_intent_data: z
    .strictObject({
      description: text.optional(),
      metadata: metadata.optional(),
      receipt_email: text.optional(),
      setup_future_usage: z.enum(["off_session", "on_session"]).optional(),
      statement_descriptor_suffix: text.max(22).optional(),
    })
    .optional(),
});

export function sessionOperations(stripe: StripeParts): Operation[] {
  const { world, catalog, checkout } = stripe;
  const known = (id: string): SessionRecord => {
    checkout.expireDue();
    const session = world.sessions.get(id);
    if (!session) throw missing("checkout.session", id);
    return session;
  };
  return [
    {
      op: "checkout.sessions.create",
      method: "POST",
      pattern: /^\/v1\/checkout\/sessions$/,
      paysWith: true,
      run({ read }) {
        const given = read(created);
        if (given.customer !== undefined) living(stripe, given.customer, "customer");
        const session = newSession(given);
        world.sessions.set(session.id, session);
        world.changed();
        return catalog.get(session.id);
      },
    },
    {
      op: "checkout.sessions.list",
      method: "GET",
      pattern: /^\/v1\/checkout\/sessions$/,
      run({ read }) {
        checkout.expireDue();
        const wanted = { customer: text.optional(), payment_intent: text.optional(), status: text.optional() };
        const given = read(listParameters(wanted));
        if (given.customer !== undefined) knownCustomer(stripe, given.customer, "customer");
        const rows = [...world.sessions.values()].filter(
          (row) =>
            (given.customer ?? row.customer) === row.customer &&
            (given.payment_intent ?? row.intent) === row.intent &&
            (given.status ?? row.status) === row.status,
        );
        return listPage(rows, given, "/v1/checkout/sessions", ({ id }) => catalog.get(id));
      },
    },
    {
      op: "checkout.sessions.retrieve",
      method: "GET",
      pattern: /^\/v1\/checkout\/sessions\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        return catalog.get(known(id).id);
      },
    },
    {
      op: "checkout.sessions.expire",
      method: "POST",
      pattern: /^\/v1\/checkout\/sessions\/(\w+)\/expire$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        checkout.expire(known(id));
        return catalog.get(id);
      },
    },
    {
      op: "checkout.sessions.listLineItems",
      method: "GET",
      pattern: /^\/v1\/checkout\/sessions\/(\w+)\/line_items$/,
      run({ ids: [id = ""], read }) {
        const session = known(id);
        const rows = session.lines.map((line) => ({ ...line, created: session.created }));
        const url = `/v1/checkout/sessions/${id}/line_items`;
        return listPage(rows.reverse(), read(listParameters({})), url, (line) => lineObject(line, session));
      },
    },
  ];
}

function newSession(given: z.infer<typeof created>): SessionRecord {
  const now = nowInSeconds();
  if (given.ui_mode !== undefined && given.ui_mode !== "hosted_page") {
    throw invalid(`ui_mode ${given.ui_mode}: the stand-in has the hosted page only`, "ui_mode");
  }
  const expiresAt = given.expires_at ?? now + longestLife;
  if (expiresAt < now + shortestLife || expiresAt > now + longestLife) {
    const bound = expiresAt < now + shortestLife ? "at least 30 minutes" : "less than 24 hours";
    throw invalid(`The \`expires_at\` timestamp must be ${bound} from Checkout Session creation.`, "expires_at");
  }
  checkTax(given);
  const lines = given.line_items.map(({ quantity, price_data: { unit_amount, product_data } }) => ({
    id: newId("li_1"),
    name: product_data.name,
    description: product_data.description ?? null,
    unitAmount: unit_amount,
    quantity,
  }));
  const money = new Set(given.line_items.map(({ price_data }) => price_data.currency));
  const [used = "usd"] = money;
  if (money.size > 1) throw invalid("All line items must have the same currency.", "line_items");
  const automaticTax = given.automatic_tax?.enabled ?? false;
  if (totals({ lines, automaticTax }).total < (smallestAmounts[used] ?? 1)) {
    throw invalid("The Checkout Session's total amount is too small.", "line_items", "amount_too_small");
  }
  const { invoice_creation: invoice, payment_intent_data: intent } = given;
  return {
    id: newId("cs_test_a1", 58),
    created: now,
    metadata: given.metadata ?? {},
    currency: used,
    customer: given.customer ?? null,
    clientReferenceId: given.client_reference_id ?? null,
    status: "open",
    paymentStatus: "unpaid",
    expiresAt,
    successUrl: given.success_url,
    cancelUrl: given.cancel_url ?? null,
    lines,
    automaticTax,
    taxIdCollection: given.tax_id_collection?.enabled ?? false,
    adaptivePricing: given.adaptive_pricing?.enabled ?? true,
    allowedTypes: given.allowed_payment_method_types ?? null,
    intentMetadata: intent?.metadata ?? {},
    intentDescription: intent?.description ?? null,
    receiptEmail: intent?.receipt_email ?? null,
    setupFutureUsage: intent?.setup_future_usage ?? null,
    invoiceCreation: invoice?.enabled
      ? { metadata: invoice.invoice_data?.metadata ?? {}, description: invoice.invoice_data?.description ?? null }
      : null,
    intent: null,
    invoice: null,
  };
}

/** An existing customer's address and name must be allowed to change where tax needs them. */
function checkTax(given: z.infer<typeof created>): void {
  if (given.customer === undefined) return;
  if (given.automatic_tax?.enabled && given.customer_update?.address !== "auto") {
    const message =
      "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set `customer_update[address]` to 'auto' to save the address entered in Checkout to the Customer.";
    throw invalid(message, "automatic_tax", "customer_tax_location_invalid");
  }
  if (given.tax_id_collection?.enabled && given.customer_update?.name !== "auto") {
    const message =
      "Tax ID collection requires updating business name on the customer. Set `customer_update[name]` to 'auto'.";
    throw invalid(message, "tax_id_collection");
  }
}
