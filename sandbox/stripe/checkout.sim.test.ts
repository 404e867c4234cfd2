import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { purchase, type StripeBench, startStripeBench, webhookSecret } from "./stripe-bench";

let bench: StripeBench;

beforeEach(async () => {
  bench = await startStripeBench();
});
afterEach(() => bench.close());

const press = (path: string, form: Record<string, string>) =>
  fetch(bench.url + path, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });

describe("Checkout", () => {
  it("sells a pack on its page, tells the app by a signed event, and leads back", async () => {
    const customer = await bench.stripe.customers.create({ email: "anna@salon.example" });
    const session = await bench.stripe.checkout.sessions.create(
      purchase({
        customer: customer.id,
        invoice_creation: { enabled: true },
        payment_intent_data: { metadata: { order: "order-1" }, setup_future_usage: "off_session" },
      }),
    );
    expect(session).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      payment_intent: null,
      amount_total: 300,
    });
    // What isn't there yet expands to null; what can't be expanded is an error.
    const expand = ["payment_intent.latest_charge"];
    expect(await bench.stripe.checkout.sessions.retrieve(session.id, { expand })).toEqual(session);
    const wrong = bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["latest_charge"] });
    await expect(wrong).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining("latest_charge") });
    const page = await (await fetch(session.url ?? "")).text();
    expect(page).toContain("500 credits");
    expect(page).toContain("Pay $3.00");
    const back = await press(`/c/pay/${session.id}`, { with: "4242424242424242" });
    expect([back.status, back.headers.get("location")]).toEqual([303, `http://127.0.0.1:9/back?session=${session.id}`]);
    const twice = await press(`/c/pay/${session.id}`, { with: "4242424242424242" });
    expect(twice.headers.get("location")).toBe(back.headers.get("location"));
    // The page waited for the app: the event is there, signed over its very bytes.
    const [webhook] = await bench.webhooks("checkout.session.completed");
    const event = await bench.stripe.webhooks.constructEventAsync(
      webhook?.body ?? "",
      webhook?.signature ?? "",
      webhookSecret,
    );
    expect(event).toMatchObject({
      livemode: false,
      api_version: "2026-10-28.endive",
      data: { object: { id: session.id } },
    });
    const paid = await bench.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge", "line_items"],
    });
    expect(paid).toMatchObject({
      status: "complete",
      payment_status: "paid",
      url: null,
      line_items: { data: [{ amount_total: 300 }] },
      payment_intent: {
        status: "succeeded",
        metadata: { order: "order-1" },
        latest_charge: { paid: true, receipt_url: expect.stringContaining("/receipts/ch_") },
      },
    });
    const [invoices, methods] = await Promise.all([
      bench.stripe.invoices.list({ customer: customer.id }),
      bench.stripe.customers.listPaymentMethods(customer.id),
    ]);
    expect(invoices.data).toMatchObject([{ status: "paid", total: 300 }]);
    expect(methods.data).toMatchObject([{ type: "card", card: { last4: "4242" } }]);
  });

  it("stays open after a decline, and asks for 3-D Secure on a page of its own", async () => {
    const session = await bench.stripe.checkout.sessions.create(purchase());
    await press(`/c/pay/${session.id}`, { with: "4000000000000002" });
    expect(await (await fetch(session.url ?? "")).text()).toContain('role="alert">Your card was declined.');
    expect((await bench.webhooks("payment_intent.payment_failed"))[0]?.event.data.object).toMatchObject({
      metadata: { order: "order-1" },
      last_payment_error: { decline_code: "generic_decline" },
    });
    const asks = await press(`/c/pay/${session.id}`, { with: "4000002760003184" });
    expect(asks.headers.get("location")).toBe(`/c/authenticate/${session.id}`);
    await press(`/c/authenticate/${session.id}`, { passed: "no" });
    expect((await bench.stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    await press(`/c/pay/${session.id}`, { with: "4000002760003184" });
    await press(`/c/authenticate/${session.id}`, { passed: "yes" });
    expect((await bench.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("paid");
  });

  it("leaves a bank debit unpaid until the bank has paid, or has not", async () => {
    for (const succeeds of [true, false]) {
      const session = await bench.stripe.checkout.sessions.create(purchase());
      await press(`/c/pay/${session.id}`, { with: "sepa_debit" });
      const before = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
      expect(before).toMatchObject({
        status: "complete",
        payment_status: "unpaid",
        payment_intent: { status: "processing" },
      });
      await bench.door("settle", { session: session.id, succeeds });
      await bench.webhooks(`checkout.session.async_payment_${succeeds ? "succeeded" : "failed"}`);
      const after = await bench.stripe.checkout.sessions.retrieve(session.id);
      expect(after.payment_status).toBe(succeeds ? "paid" : "unpaid");
    }
  });

  it("takes no payment for a session that was expired", async () => {
    const session = await bench.stripe.checkout.sessions.create(purchase());
    await bench.stripe.checkout.sessions.expire(session.id);
    await bench.webhooks("checkout.session.expired");
    expect(await (await press(`/c/pay/${session.id}`, { with: "4242424242424242" })).text()).toContain("timed out");
    await expect(bench.stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400 });
  });
});
