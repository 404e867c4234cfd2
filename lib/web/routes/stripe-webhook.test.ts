import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { readHint } from "@/lib/adapters/stripe/read-hint";
import type { NotedHint, PaymentHint } from "@/lib/credits/orders/payments.port";
import type { Application } from "@/lib/wiring/application";
import { createCapacity } from "@/lib/wiring/capacity";
import { receiveStripeEvent } from "./stripe-webhook";

const SECRETS = ["whsec_new", "whsec_old"];

function createApp(note: (hint: PaymentHint) => NotedHint = () => "noted") {
  const noted: PaymentHint[] = [];
  const logged: string[] = [];
  const keep = (event: string) => void logged.push(event);
  const log = { info: keep, warn: keep, error: keep };
  const shop = {
    ports: { payments: { live: false } },
    readHint: (rawBody: Uint8Array, signature: string) => readHint(rawBody, signature, SECRETS),
    hints: {
      noteHint: async (hint: PaymentHint) => {
        noted.push(hint);
        return note(hint);
      },
    },
  };
  const capacity = createCapacity(
    () => 0,
    () => 0,
    log,
  );
  const ports = { log, clock: { now: () => new Date() } };
  return { noted, logged, app: { billing: { shop }, capacity, ports } as unknown as Application };
}

const event = (change: object = {}, object: object = {}) =>
  JSON.stringify({
    ...{ id: "evt_1", object: "event", type: "checkout.session.completed", livemode: false },
    data: { object: { id: "cs_1", metadata: { order: "order-1" }, payment_intent: "pi_1", ...object } },
    ...change,
  });

const sign = (payload: string, secret = "whsec_new", secondsAgo = 0) =>
  Stripe.webhooks.generateTestHeaderString({
    payload,
    secret,
    timestamp: Math.floor(Date.now() / 1000) - secondsAgo,
  });

const post = (app: Application, body: string, signature: string | null = sign(body)) =>
  receiveStripeEvent(
    app,
    new Request("http://localhost/webhook/stripe", {
      method: "POST",
      body,
      headers: signature === null ? {} : { "stripe-signature": signature },
    }),
  );

describe("an event", () => {
  it("with an id that no database can hold is not brought again for ever", async () => {
    const { app, noted } = createApp();
    const body = event({}, { metadata: { order: "a\u0000b" }, payment_intent: "pi\u0000" });
    expect((await post(app, body)).response.status).toBe(200);
    expect(noted).toMatchObject([{ objectId: "cs_1", orderId: null, paymentIntentId: null }]);
  });

  it("that is signed is stored by its ids, and what it names is due", async () => {
    const { app, noted } = createApp();
    const { response, due } = await post(app, event());
    expect([response.status, due]).toEqual([200, true]);
    expect(noted).toEqual([
      {
        ...{ eventId: "evt_1", type: "checkout.session.completed", live: false, objectId: "cs_1" },
        ...{ orderId: "order-1", paymentIntentId: "pi_1" },
      },
    ]);
  });

  it("may be signed by either secret while one is changed", async () => {
    const { app } = createApp();
    const body = event();
    expect((await post(app, body, sign(body, "whsec_old"))).response.status).toBe(200);
  });

  it.each([
    ["no signature", (_body: string) => null],
    ["a signature of another form", () => "sha256=00"],
    ["a very long signature", () => `t=1${",v1=aa".repeat(500)}`],
    ["another's secret", (body: string) => sign(body, "whsec_foreign")],
    ["a signature of ten minutes ago", (body: string) => sign(body, "whsec_new", 600)],
    ["the signature of another body", (body: string) => sign(`${body} `)],
  ])("with %s is refused and stores nothing", async (_what, signature) => {
    const { app, noted } = createApp();
    const body = event();
    expect((await post(app, body, signature(body))).response.status).toBe(400);
    expect(noted).toEqual([]);
  });

  it("that is a thin one, or no JSON, is refused like a forged one", async () => {
    const { app, noted } = createApp();
    for (const body of [event({ object: "v2.core.event" }), "no json", ""]) {
      expect((await post(app, body)).response.status, body).toBe(400);
    }
    expect(noted).toEqual([]);
  });

  it("of a kind that tells nothing here is taken and left alone", async () => {
    const { app, noted } = createApp();
    for (const body of [
      event({ type: "invoice.paid" }),
      event({}, { id: 7 }),
      event({ id: "e".repeat(256) }),
      event({ data: {} }),
    ]) {
      const { response, due } = await post(app, body);
      expect([response.status, due]).toEqual([200, false]);
    }
    expect(noted).toEqual([]);
  });

  it("of real money where test money is taken is logged and stores nothing", async () => {
    const { app, noted, logged } = createApp();
    expect((await post(app, event({ livemode: true }))).response.status).toBe(200);
    expect([noted, logged]).toEqual([[], ["stripe.wrong_mode"]]);
  });

  it("that comes again makes nothing due", async () => {
    const { app } = createApp(() => "repeated");
    expect(await post(app, event())).toMatchObject({ due: false });
  });

  it("that could not be stored is asked for again", async () => {
    const { app, logged } = createApp(() => {
      throw new Error("the database is away");
    });
    expect((await post(app, event())).response.status).toBe(500);
    expect(logged).toEqual(["stripe.event_not_stored"]);
  });

  it("that is larger than any is refused", async () => {
    const { app } = createApp();
    const body = event({ filler: "x".repeat(1024 * 1024) });
    expect((await post(app, body)).response.status).toBe(413);
  });

  it("is not found where nothing is sold", async () => {
    const { app } = createApp();
    const closed = { ...app, billing: { ...app.billing, shop: null } };
    expect((await post(closed, event())).response.status).toBe(404);
  });
});
