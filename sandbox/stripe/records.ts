/** What the stand-in knows of each object, as it keeps it; what Stripe's API says of it is made in `objects/`. */
import * as z from "zod";

const metadata = z.record(z.string(), z.string());
/** `created` in seconds since 1970, as everywhere at Stripe. Amounts are in the currency's smallest unit. */
const base = { id: z.string(), created: z.number().int(), metadata };
const money = { amount: z.number().int(), currency: z.string() };
const reference = z.string().nullable();

const customerRecord = z.object({
  ...base,
  email: reference,
  name: reference,
  description: reference,
  defaultMethod: reference,
  deleted: z.boolean(),
});

const methodRecord = z.object({
  ...base,
  customer: reference,
  /** A key of the table of test cards: decides how it behaves. */
  card: z.string(),
  /** Whether 3-D Secure was passed when it was saved for later. */
  setUp: z.boolean(),
});

const paymentError = z.object({
  code: z.string(),
  declineCode: reference,
  adviceCode: reference,
  message: z.string(),
  charge: reference,
  method: reference,
});

const intentRecord = z.object({
  ...base,
  ...money,
  customer: reference,
  method: reference,
  status: z.enum([
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "succeeded",
    "canceled",
  ]),
  setupFutureUsage: z.enum(["off_session", "on_session"]).nullable(),
  allowedTypes: z.array(z.string()).nullable(),
  description: reference,
  receiptEmail: reference,
  latestCharge: reference,
  lastError: paymentError.nullable(),
  canceledAt: z.number().nullable(),
  cancellationReason: reference,
  session: reference,
  invoice: reference,
});

const chargeRecord = z.object({
  ...base,
  ...money,
  intent: z.string(),
  customer: reference,
  method: z.string(),
  status: z.enum(["succeeded", "pending", "failed"]),
  failureCode: reference,
  failureMessage: reference,
});

const refundRecord = z.object({
  ...base,
  ...money,
  charge: z.string(),
  intent: z.string(),
  /** Open on purpose, as Stripe's is. */
  status: z.string(),
  failureReason: reference,
  reason: reference,
});

const disputeRecord = z.object({
  ...base,
  ...money,
  charge: z.string(),
  intent: z.string(),
  reason: z.string(),
  /** Open on purpose, as Stripe's is. */
  status: z.string(),
  /** Money that moved: below zero when withdrawn, above when reinstated. */
  movements: z.array(z.object({ id: z.string(), created: z.number().int(), amount: z.number().int() })),
});

const line = z.object({
  id: z.string(),
  name: z.string(),
  description: reference,
  unitAmount: z.number().int(),
  quantity: z.number().int(),
});

const sessionRecord = z.object({
  ...base,
  currency: z.string(),
  customer: reference,
  clientReferenceId: reference,
  status: z.enum(["open", "complete", "expired"]),
  paymentStatus: z.enum(["paid", "unpaid"]),
  expiresAt: z.number().int(),
  successUrl: z.string(),
  cancelUrl: reference,
  lines: z.array(line),
  automaticTax: z.boolean(),
  taxIdCollection: z.boolean(),
  adaptivePricing: z.boolean(),
  allowedTypes: z.array(z.string()).nullable(),
  intentMetadata: metadata,
  intentDescription: reference,
  receiptEmail: reference,
  setupFutureUsage: z.enum(["off_session", "on_session"]).nullable(),
  invoiceCreation: z.object({ metadata, description: reference }).nullable(),
  intent: reference,
  invoice: reference,
});

const invoiceRecord = z.object({
  ...base,
  currency: z.string(),
  number: reference,
  customer: z.string(),
  description: reference,
  status: z.enum(["draft", "open", "paid", "void"]),
  automaticTax: z.boolean(),
  lines: z.array(line),
  intent: reference,
  defaultMethod: reference,
});

const portalRecord = z.object({ ...base, customer: z.string(), returnUrl: reference });

const eventRecord = z.object({
  id: z.string(),
  created: z.number().int(),
  type: z.string(),
  object: z.record(z.string(), z.unknown()),
  /** What the changed fields were before, of the few changes that the stand-in tells it of. */
  previous: z.record(z.string(), z.unknown()).nullable(),
  /** False for as long as no endpoint has taken it; true at once for types that no endpoint listens to. */
  delivered: z.boolean(),
});

const keptAnswer = z.object({
  key: z.string(),
  /** Method, path and parameters, to find a key that is used for something else. */
  asked: z.string(),
  at: z.number(),
  status: z.number().int(),
  body: z.unknown(),
  requestId: z.string(),
});

export const worldRecord = z.object({
  customers: z.array(customerRecord),
  methods: z.array(methodRecord),
  intents: z.array(intentRecord),
  charges: z.array(chargeRecord),
  refunds: z.array(refundRecord),
  disputes: z.array(disputeRecord),
  sessions: z.array(sessionRecord),
  invoices: z.array(invoiceRecord),
  portals: z.array(portalRecord),
  events: z.array(eventRecord),
  keys: z.array(keptAnswer),
  alterations: z.array(z.object({ id: z.string(), set: z.record(z.string(), z.unknown()) })),
});

export type CustomerRecord = z.infer<typeof customerRecord>;
export type MethodRecord = z.infer<typeof methodRecord>;
export type PaymentError = z.infer<typeof paymentError>;
export type IntentRecord = z.infer<typeof intentRecord>;
export type ChargeRecord = z.infer<typeof chargeRecord>;
export type RefundRecord = z.infer<typeof refundRecord>;
export type DisputeRecord = z.infer<typeof disputeRecord>;
export type LineRecord = z.infer<typeof line>;
export type SessionRecord = z.infer<typeof sessionRecord>;
export type InvoiceRecord = z.infer<typeof invoiceRecord>;
export type PortalRecord = z.infer<typeof portalRecord>;
export type EventRecord = z.infer<typeof eventRecord>;
export type KeptAnswer = z.infer<typeof keptAnswer>;
export type WorldRecord = z.infer<typeof worldRecord>;
