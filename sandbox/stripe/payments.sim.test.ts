import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { purchase, type StripeBench, startStripeBench } from "./stripe-bench";

let bench: StripeBench;

beforeEach(async () => {
  bench = await startStripeBench();
});
afterEach(() => bench.close());

/** A customer who saved this card while paying for a pack. */
async function customerWith(card: string): Promise<{ customer: string; payment_method: string }> {
  const customer = await bench.stripe.customers.create({});
  const session = await bench.stripe.checkout.sessions.create(
    purchase({ customer: customer.id, payment_intent_data: { setup_future_usage: "off_session" } }),
  );
  await bench.door("pay", { session: session.id, card, authenticate: true });
  const [method] = (await bench.stripe.paymentMethods.list({ customer: customer.id })).data;
  return { customer: customer.id, payment_method: method?.id ?? "" };
}

const topUp = (buyer: { customer: string; payment_method: string }) => ({
  ...buyer,
  amount: 1000,
  currency: "usd",
  off_session: true,
  confirm: true,
  allowed_payment_method_types: ["card", "link"] satisfies ["card", "link"],
  metadata: { order: "order-2" },
});

const refusal = (promise: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  promise.then(
    () => Promise.reject(new Error("it was not refused")),
    (error: Stripe.errors.StripeError) => error,
  );

describe("a payment with nobody there", () => {
  it("takes a saved card's money, and that of a card which was asked once", async () => {
    for (const card of ["4242424242424242", "4000002500003155"]) {
      const intent = await bench.stripe.paymentIntents.create(topUp(await customerWith(card)));
      expect(intent).toMatchObject({ status: "succeeded", amount_received: 1000, metadata: { order: "order-2" } });
    }
  });

  it("throws 402 with the intent where the bank wants its customer, and is no more after it was canceled", async () => {
    const buyer = await customerWith("4000002760003184");
    const error = await refusal(bench.stripe.paymentIntents.create(topUp(buyer), { idempotencyKey: "topup:2:1" }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: "authentication_required",
      payment_intent: { status: "requires_payment_method", metadata: { order: "order-2" } },
      payment_method: { id: buyer.payment_method },
    });
    // The saved answer is the error, not a second try.
    const again = await refusal(bench.stripe.paymentIntents.create(topUp(buyer), { idempotencyKey: "topup:2:1" }));
    expect(again.payment_intent?.id).toBe(error.payment_intent?.id);
    await bench.stripe.paymentIntents.cancel(error.payment_intent?.id ?? "");
    await bench.webhooks("payment_intent.canceled");
    await expect(bench.stripe.paymentIntents.confirm(error.payment_intent?.id ?? "", buyer)).rejects.toBeTruthy();
  });

  it("is declined in the words of the card's bank", async () => {
    const buyer = await customerWith("4242424242424242");
    const expected = {
      "4000000000009995": { code: "card_declined", decline_code: "insufficient_funds", advice_code: "try_again_later" },
      "4000000000009979": { code: "card_declined", decline_code: "stolen_card", advice_code: "do_not_try_again" },
      "4000000000000069": { code: "expired_card" },
    };
    for (const [card, words] of Object.entries(expected)) {
      await bench.door("card", { payment_method: buyer.payment_method, card });
      expect(await refusal(bench.stripe.paymentIntents.create(topUp(buyer)))).toMatchObject(words);
    }
    await bench.webhooks("payment_intent.payment_failed", 3);
  });

  it("needs a method of this customer, of a type that is allowed", async () => {
    const [buyer, other] = [await customerWith("4242424242424242"), await customerWith("5555555555554444")];
    const stolen = { ...topUp(buyer), payment_method: other.payment_method };
    expect(await refusal(bench.stripe.paymentIntents.create(stolen))).toMatchObject({ statusCode: 400 });
    await bench.stripe.paymentMethods.detach(buyer.payment_method);
    const [detached] = await bench.webhooks("payment_method.detached");
    expect(detached?.event.data).toMatchObject({ previous_attributes: { customer: buyer.customer } });
    expect(await refusal(bench.stripe.paymentIntents.create(topUp(buyer)))).toMatchObject({ statusCode: 400 });
    await bench.door("card", { payment_method: other.payment_method, card: "sepa_debit" });
    expect(await refusal(bench.stripe.paymentIntents.create(topUp(other)))).toMatchObject({
      code: "payment_intent_incompatible_payment_method",
    });
    const { allowed_payment_method_types: _types, ...any } = topUp(other);
    const intent = await bench.stripe.paymentIntents.create(any);
    expect(intent.status).toBe("processing");
    await bench.door("settle", { payment_intent: intent.id, succeeds: true });
    await bench.webhooks("payment_intent.succeeded", 3);
  });

  it("is not possible for a customer that was deleted", async () => {
    const buyer = await customerWith("4242424242424242");
    await bench.door("delete-customer", { customer: buyer.customer });
    await bench.webhooks("customer.deleted");
    expect(await bench.stripe.customers.retrieve(buyer.customer)).toMatchObject({ deleted: true });
    const missing = { code: "resource_missing", param: "customer" };
    expect(await refusal(bench.stripe.paymentIntents.create(topUp(buyer)))).toMatchObject(missing);
    const session = bench.stripe.checkout.sessions.create(purchase({ customer: buyer.customer }));
    expect(await refusal(session)).toMatchObject(missing);
  });

  it("can be an invoice with tax", async () => {
    const buyer = await customerWith("4242424242424242");
    const { customer } = buyer;
    const invoice = await bench.stripe.invoices.create({
      customer,
      auto_advance: false,
      automatic_tax: { enabled: true },
      metadata: { order: "order-3" },
    });
    await bench.stripe.invoiceItems.create({ customer, invoice: invoice.id, amount: 1000, currency: "usd" });
    await bench.stripe.invoices.finalizeInvoice(invoice.id);
    await bench.door("card", { payment_method: buyer.payment_method, card: "4000000000009995" });
    expect(await refusal(bench.stripe.invoices.pay(invoice.id, buyer as never))).toMatchObject({
      code: "parameter_unknown",
    });
    const method = { off_session: true, payment_method: buyer.payment_method };
    expect(await refusal(bench.stripe.invoices.pay(invoice.id, method))).toMatchObject({ statusCode: 402 });
    await bench.door("card", { payment_method: buyer.payment_method, card: "4242424242424242" });
    const paid = await bench.stripe.invoices.pay(invoice.id, method);
    expect(paid).toMatchObject({ status: "paid", subtotal: 1000, total: 1200, metadata: { order: "order-3" } });
  });
});
