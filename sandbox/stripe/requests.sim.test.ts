import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { purchase, type StripeBench, secretKey, startStripeBench } from "./stripe-bench";

let bench: StripeBench;

beforeEach(async () => {
  bench = await startStripeBench();
});
afterEach(() => bench.close());

const sessions = () => bench.stripe.checkout.sessions;

describe("a request", () => {
  it("is refused for what this version of the API does not know or no longer takes", async () => {
    const refused: [object, object][] = [
      [{ payment_method_types: ["card"] }, { code: "payment_method_types_no_longer_supported" }],
      [{ currencies: "usd" }, { code: "parameter_unknown", param: "currencies" }],
      [{ line_items: [{ quantity: 1, amount: 5 }] }, { param: "line_items[0][price_data]", code: "parameter_missing" }],
      [{ ui_mode: "hosted" }, { param: "ui_mode" }],
      [{ success_url: "/back" }, { code: "url_invalid" }],
      [{ expires_at: 1 }, { param: "expires_at" }],
      [{ customer: "cus_nobody" }, { code: "resource_missing", param: "customer" }],
      [{ automatic_tax: { enabled: true }, customer: "here" }, { code: "customer_tax_location_invalid" }],
    ];
    const { id } = await bench.stripe.customers.create({});
    for (const [more, words] of refused) {
      const given = { ...purchase(), ...more, ...("customer" in more && more.customer === "here" && { customer: id }) };
      const asked = sessions().create(given);
      await expect(asked, JSON.stringify(more)).rejects.toMatchObject({ ...words, statusCode: 400 });
    }
    expect((await sessions().list()).data).toEqual([]);
  });

  it("needs the key and the one version", async () => {
    const port = Number(new URL(bench.url).port);
    const stranger = new Stripe("sk_test_wrong", { host: "127.0.0.1", port, protocol: "http" });
    await expect(stranger.customers.create({})).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    const old = await fetch(`${bench.url}/v1/customers`, {
      headers: { authorization: `Bearer ${secretKey}`, "stripe-version": "2024-06-20" },
    });
    expect([old.status, await old.text()]).toEqual([400, expect.stringContaining("2026-10-28.endive")]);
  });

  it("with the same key is answered the same, until the key is forgotten", async () => {
    const key = { idempotencyKey: "order:1" };
    const first = await sessions().create(purchase(), key);
    expect((await sessions().create(purchase(), key)).id).toBe(first.id);
    const other = sessions().create(purchase({ client_reference_id: "order-2" }), key);
    await expect(other).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    await bench.door("forget-keys");
    expect((await sessions().create(purchase(), key)).id).not.toBe(first.id);
    expect((await sessions().list()).data).toHaveLength(2);
  });

  it("meets the same key at work: 409, which the SDK asks again", async () => {
    const key = { idempotencyKey: "order:1" };
    await bench.door("faults", [{ op: "checkout.sessions.create:running", kind: "hold" }]);
    const first = sessions().create(purchase(), key);
    await expect.poll(() => bench.door("faults", {}, "GET"), { interval: 5 }).toEqual([]);
    await expect(sessions().create(purchase(), key)).rejects.toMatchObject({ statusCode: 409 });
    await bench.door("release");
    expect((await bench.sdk({ maxNetworkRetries: 2 }).checkout.sessions.create(purchase(), key)).id).toBe(
      (await first).id,
    );
  });

  it("whose answer was lost has happened: the SDK's own second try brings the same object", async () => {
    await bench.door("faults", [{ op: "checkout.sessions.create", kind: "drop_after" }]);
    const session = await bench.sdk({ maxNetworkRetries: 1 }).checkout.sessions.create(purchase());
    expect((await sessions().list()).data.map(({ id }) => id)).toEqual([session.id]);
  });

  it("may be told when to ask again", async () => {
    const fault = { op: "customers.create", kind: "error", status: 429, headers: { "stripe-should-retry": "true" } };
    await bench.door("faults", [fault]);
    await bench.sdk({ maxNetworkRetries: 1 }).customers.create({});
    await bench.door("faults", [{ ...fault, headers: {} }]);
    const asked = bench.sdk({ maxNetworkRetries: 1 }).customers.create({});
    await expect(asked).rejects.toBeInstanceOf(Stripe.errors.StripeRateLimitError);
  });
});

describe("a list", () => {
  it("comes in pages, newest first, of one customer", async () => {
    const customer = await bench.stripe.customers.create({});
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await sessions().create(purchase({ customer: customer.id }))).id);
    await sessions().create(purchase());
    const pages = sessions().list({ customer: customer.id, limit: 2 });
    expect((await pages.autoPagingToArray({ limit: 100 })).map(({ id }) => id)).toEqual(ids);
    const second = await sessions().list({ customer: customer.id, limit: 2, starting_after: ids[1] });
    expect([second.data.map(({ id }) => id), second.has_more]).toEqual([[ids[2], ids[3]], true]);
    const before = await sessions().list({ customer: customer.id, limit: 1, ending_before: ids[2] });
    expect(before.data.map(({ id }) => id)).toEqual([ids[1]]);
    const late = await sessions().list({ created: { gt: Math.floor(Date.now() / 1000) + 5 } });
    expect(late.data).toEqual([]);
  });
});
