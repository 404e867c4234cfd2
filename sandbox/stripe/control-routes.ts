/** The switches of this stand-in under `/_sandbox/`, beside those that every stand-in has. Not addresses of Stripe's. */
import * as z from "zod";
import type { StandInAnswer, StandInRoute } from "../http/route";
import { chargeOf } from "./api/reversal-operations";
import type { StripeParts } from "./api/stripe-parts";
import { StripeFailure } from "./objects/stripe-error";
import type { CheckoutSettings } from "./page/checkout-page";
import { findTestCard } from "./test-cards";

const payment = { charge: z.string().optional(), payment_intent: z.string().optional() };
const amount = z.number().int().positive().optional();
const cardName = z.string().refine((name) => findTestCard(name) !== undefined, "a test card's number or name");
const fields = z.record(z.string(), z.unknown());
const text = z.string().min(1);

export function stripeControlRoutes(stripe: StripeParts, settings: CheckoutSettings): StandInRoute[] {
  const { world, catalog, checkout, courier, events } = stripe;
  const intentOfEither = (given: { session?: string; payment_intent?: string }) => {
    const session = given.session === undefined ? undefined : found(world.sessions, "session", given.session);
    return found(world.intents, "payment_intent", given.payment_intent ?? session?.intent ?? "");
  };
  return [
    // Pays an open session as its page does; answers the session and how it ended.
    door(
      "pay",
      {
        session: text,
        card: cardName.optional(),
        payment_method: text.optional(),
        authenticate: z.boolean().optional(),
      },
      (given) => {
        const session = found(world.sessions, "session", given.session);
        const card = findTestCard(given.card ?? "4242424242424242");
        const method =
          given.payment_method === undefined ? undefined : found(world.methods, "payment_method", given.payment_method);
        let end = method ? checkout.pay(session, { method }) : card ? checkout.pay(session, { card }) : "refused";
        if (end === "authenticate" && given.authenticate !== undefined)
          end = checkout.authenticate(session, given.authenticate);
        return { end, session: catalog.get(session.id) };
      },
    ),
    door("settle", { session: text.optional(), payment_intent: text.optional(), succeeds: z.boolean() }, (given) => {
      const intent = intentOfEither(given);
      checkout.settle(intent, given.succeeds);
      return catalog.get(intent.id);
    }),
    door("expire", { session: text }, (given) => {
      checkout.expire(found(world.sessions, "session", given.session));
      return catalog.get(given.session);
    }),
    // As from the dashboard.
    door("refund", { ...payment, amount, status: text.optional() }, (given) =>
      catalog.get(stripe.refunds.create(chargeOf(stripe, given), given).id),
    ),
    door("refund/status", { refund: text, status: text, failure_reason: text.optional() }, (given) => {
      stripe.refunds.setStatus(found(world.refunds, "refund", given.refund), given.status, given.failure_reason);
      return catalog.get(given.refund);
    }),
    door(
      "dispute",
      { ...payment, amount, kind: z.enum(["dispute", "inquiry", "prevented"]).optional(), reason: text.optional() },
      (given) => {
        const kind = { inquiry: given.kind === "inquiry", prevented: given.kind === "prevented" };
        return catalog.get(stripe.disputes.open(chargeOf(stripe, given), { ...given, ...kind }).id);
      },
    ),
    // `status`: won gives the money back, and any unknown one is taken; `withdraw`, `reinstate`: money alone.
    door(
      "dispute/step",
      { dispute: text, status: text.optional(), move: z.enum(["withdraw", "reinstate"]).optional(), amount },
      (given) => {
        const dispute = found(world.disputes, "dispute", given.dispute);
        if (given.status !== undefined) stripe.disputes.setStatus(dispute, given.status);
        if (given.move !== undefined) stripe.disputes[given.move](dispute, given.amount);
        return catalog.get(given.dispute);
      },
    ),
    // From now on this saved method behaves like another test card.
    door("card", { payment_method: text, card: cardName }, (given) => {
      const method = found(world.methods, "payment_method", given.payment_method);
      method.card = findTestCard(given.card)?.key ?? method.card;
      return catalog.get(method.id);
    }),
    door("detach", { payment_method: text }, (given) => {
      stripe.detach(found(world.methods, "payment_method", given.payment_method));
      return catalog.get(given.payment_method);
    }),
    door("delete-customer", { customer: text }, (given) => {
      stripe.deleteCustomer(found(world.customers, "customer", given.customer));
      return catalog.get(given.customer);
    }),
    // From now on the API shows these fields of the object otherwise (dots lead inside); an empty `set` ends it.
    door("alter", { id: text, set: fields }, (given) => {
      if (Object.keys(given.set).length === 0) world.alterations.delete(given.id);
      else world.alterations.set(given.id, given.set);
      return catalog.find(given.id) ?? { id: given.id };
    }),
    // A signed event with altered fields of the object, which itself stays as it is.
    door(
      "forge",
      {
        type: text,
        object: text,
        set: fields.optional(),
        id: text.optional(),
        livemode: z.boolean().optional(),
        thin: z.boolean().optional(),
        secrets: z.array(text).min(1).optional(),
      },
      ({ type, object, set = {}, livemode = false, thin = false, id, secrets }) => ({
        event: events.forge({ type, object: catalog.find(object) ?? { id: object }, set, id, livemode, thin, secrets }),
      }),
    ),
    // The same event again; `anew`: the same change under another id.
    door("resend", { event: text, anew: z.boolean().optional() }, (given) => ({
      sent: events.resend(found(world.events, "event", given.event).id, given.anew === true),
    })),
    door("hurry", {}, () => ({ retried: courier.hurry() })),
    door("forget-keys", { key: text.optional() }, (given) => ({ forgotten: stripe.keys.forget(given.key) })),
    door("secrets", { secrets: z.array(text).min(1) }, (given) => {
      courier.secrets = given.secrets;
      return { ok: true };
    }),
    door("checkout", { redirect_wait_ms: z.number().int().min(0).max(60_000) }, (given) => {
      settings.redirectWaitMs = given.redirect_wait_ms;
      return { ok: true };
    }),
    {
      ...quiet("GET", "deliveries"),
      handle: async () => ({ status: 200, body: { waiting: courier.waiting(), attempts: courier.attempts } }),
    },
  ];

  function door<Shape extends z.ZodRawShape>(
    name: string,
    shape: Shape,
    use: (given: z.infer<z.ZodObject<Shape>>) => object,
  ): StandInRoute {
    const schema = z.strictObject(shape);
    return {
      ...quiet("POST", name),
      handle: async ({ body }): Promise<StandInAnswer> => {
        const read = schema.safeParse(body ?? {});
        if (!read.success) return { status: 400, body: { error: z.prettifyError(read.error) } };
        try {
          const answer = use(read.data as z.infer<z.ZodObject<Shape>>);
          world.changed();
          return { status: 200, body: answer };
        } catch (error) {
          if (error instanceof StripeFailure) return { status: error.status, body: { error: error.message } };
          throw error;
        }
      },
    };
  }
}

function quiet(method: string, name: string): Omit<StandInRoute, "handle"> {
  return { method, pattern: new RegExp(`^/_sandbox/${name}$`), op: "_sandbox", log: false };
}

/** @throws StripeFailure 404 that names the field */
function found<Row>(rows: ReadonlyMap<string, Row>, field: string, id: string): Row {
  const row = rows.get(id);
  if (row === undefined)
    throw new StripeFailure(404, "invalid_request_error", undefined, `${field}: there is no ${id}`);
  return row;
}
