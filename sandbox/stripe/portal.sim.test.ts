import { afterEach, beforeEach, expect, it } from "vitest";
import { purchase, type StripeBench, startStripeBench } from "./stripe-bench";

let bench: StripeBench;

beforeEach(async () => {
  bench = await startStripeBench();
});
afterEach(() => bench.close());

const press = (url: string, chosen: string) =>
  fetch(url, { method: "POST", body: new URLSearchParams({ chosen }), redirect: "manual" });
const text = async (url: string) => (await fetch(url)).text();

it("the portal lists invoices alone, and adds, prefers and removes what its customer pays with", async () => {
  const customer = await bench.stripe.customers.create({ email: "anna@salon.example" });
  const stranger = await bench.stripe.customers.create({});
  for (const enabled of [true, false]) {
    const given = purchase({ customer: customer.id, invoice_creation: { enabled } });
    const session = await bench.stripe.checkout.sessions.create(given);
    await bench.door("pay", { session: session.id });
  }
  const return_url = "http://127.0.0.1:9/admin/billing";
  const { url } = await bench.stripe.billingPortal.sessions.create({ customer: customer.id, return_url });
  const page = await text(url);
  expect(page.match(/href="\/i\/\w+"/g)).toHaveLength(1);
  expect(page).toContain(`href="${return_url}"`);
  const invoice = /\/i\/\w+/.exec(page)?.[0] ?? "";
  expect(await text(bench.url + invoice)).toContain("$3.00");

  await press(`${url}/add`, "4242424242424242");
  await press(`${url}/add`, "4000000000000341");
  const list = async () => (await bench.stripe.paymentMethods.list({ customer: customer.id })).data;
  const preferred = async () => {
    const found = await bench.stripe.customers.retrieve(customer.id);
    return found.deleted ? null : found.invoice_settings.default_payment_method;
  };
  const [bad, good] = await list();
  expect([bad?.card?.last4, good?.card?.last4, await preferred()]).toEqual(["0341", "4242", bad?.id]);
  await press(`${url}/default`, good?.id ?? "");
  expect(await preferred()).toBe(good?.id);
  await press(`${url}/remove`, good?.id ?? "");
  await bench.webhooks("payment_method.detached");
  expect([(await list()).map(({ id }) => id), await preferred()]).toEqual([[bad?.id], null]);

  // Another customer's card is not this one's to prefer or remove.
  const foreign = await bench.stripe.paymentMethods.attach("pm_card_visa", { customer: stranger.id });
  await press(`${url}/default`, foreign.id);
  await press(`${url}/remove`, foreign.id);
  expect([await preferred(), (await bench.stripe.paymentMethods.retrieve(foreign.id)).customer]).toEqual([
    null,
    stranger.id,
  ]);
});

it("the start page does what a bank or the dashboard would", async () => {
  const session = await bench.stripe.checkout.sessions.create(purchase());
  await bench.door("pay", { session: session.id });
  const { payment_intent } = await bench.stripe.checkout.sessions.retrieve(session.id);
  const id = String(payment_intent);
  const act = (name: string) =>
    fetch(`${bench.url}/dashboard/${name}`, { method: "POST", body: new URLSearchParams({ id }) });
  expect(await text(bench.url)).toContain("Refund half");
  await act("refund-half");
  expect(await text(bench.url)).toContain("$1.50 refunded");
  await act("dispute");
  expect(await (await act("refund")).text()).toContain("cannot issue a refund");
});
