import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appSecret, type MetaBench, platformWaba, startMetaBench } from "./test-server/meta-test-server";
import { startReceivingApp } from "./test-server/receiving-app";
import { demoNumber } from "./world/meta-world";

let bench: MetaBench;

beforeEach(async () => {
  bench = await startMetaBench();
});
afterEach(() => bench.close());

const say = (text: string, more: object = {}) =>
  bench.sandbox<{ id: string; at: string }>("POST", "phone/messages", { text, ...more });
const fault = (kind: string, more: object = {}) =>
  bench.sandbox("POST", "faults", [{ op: "webhook", times: 1, kind, ...more }]);
const texts = () => bench.app.received.flatMap(({ items }) => items.map(({ message }) => message?.text?.body));

describe("a customer's message", () => {
  it("travels signed, with non-ASCII escaped in lower case", async () => {
    const sent = await say("Geöffnet? 🎉 a/b");
    const [webhook] = await bench.app.webhooks(1);
    expect(webhook?.raw).toContain("Ge\\u00f6ffnet? \\ud83c\\udf89 a\\/b");
    const expected = createHmac("sha256", appSecret)
      .update(webhook?.raw ?? "", "latin1")
      .digest("hex");
    expect(webhook?.signature).toBe(`sha256=${expected}`);
    expect(JSON.parse(webhook?.raw ?? "")).toEqual({
      object: "whatsapp_business_account",
      entry: [
        {
          id: platformWaba,
          changes: [
            {
              field: "messages",
              value: {
                messaging_product: "whatsapp",
                metadata: { display_phone_number: "15550100001", phone_number_id: demoNumber.id },
                contacts: [
                  {
                    profile: { name: "Alex" },
                    wa_id: "15550100100",
                    user_id: expect.stringMatching(/^US\.\d{19,20}$/),
                  },
                ],
                messages: [
                  {
                    from: "15550100100",
                    from_user_id: expect.stringMatching(/^US\.\d{19,20}$/),
                    id: sent.body.id,
                    timestamp: expect.stringMatching(/^\d{10}$/),
                    type: "text",
                    text: { body: "Geöffnet? 🎉 a/b" },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
  });

  it("has no `from` and no `wa_id` when the customer is known by user id only", async () => {
    await say("hello", { userId: "US.77", name: "Charlie", username: "charlie" });
    const [item] = await bench.app.items(1, () => true);
    expect(item?.message).not.toHaveProperty("from");
    expect(item?.contacts).toEqual([{ profile: { name: "Charlie", username: "charlie" }, user_id: "US.77" }]);
  });

  it("can be of another type or raw", async () => {
    await say("our menu", { type: "image" });
    await bench.sandbox("POST", "phone/messages", {
      message: { type: "reaction", reaction: { message_id: "wamid.X" } },
    });
    const items = await bench.app.items(2, () => true);
    expect(items.map(({ message }) => message?.type).sort()).toEqual(["image", "reaction"]);
  });

  it("stays undelivered when no app is subscribed", async () => {
    await bench.graph("DELETE", `${platformWaba}/subscribed_apps`);
    const { body } = await say("anybody?");
    await bench.graph("POST", `${platformWaba}/subscribed_apps`);
    await say("hello");
    await bench.app.items(1, ({ message }) => message?.text?.body === "hello");
    expect(texts()).toEqual(["hello"]);
    const thread = await bench.sandbox("GET", "phone/thread");
    expect(thread.body.messages).toMatchObject([{ id: body.id, state: "sent" }, { direction: "in" }]);
  });

  it("goes to an override instead of the app's address", async () => {
    const other = await startReceivingApp();
    try {
      const override = { override_callback_uri: `${other.url}/hook`, verify_token: "verify-me" };
      await bench.graph("POST", demoNumber.id, { webhook_configuration: override });
      await say("hello");
      await other.webhooks(1);
      expect(bench.app.received).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe("delivery", () => {
  it("comes again with the same bytes after a 500, until a 200", async () => {
    bench.app.answers.push(500);
    await say("hello");
    const [first, second] = await bench.app.webhooks(2);
    expect(second).toEqual(first);
    await bench.change(
      () => say("and once more"),
      ({ message }) => message?.text === "and once more" && message.state === "delivered",
    );
    expect(texts()).toEqual(["hello", "hello", "and once more"]);
  });

  it("waits longer from attempt to attempt and counts a redirect and a 201 as failures", async () => {
    bench.app.answers.push(302, 201);
    await say("hello");
    await bench.app.webhooks(3);
    const { attempts } = (await bench.sandbox<{ attempts: { at: string; status: number }[] }>("GET", "deliveries"))
      .body;
    const [first, second] = attempts;
    expect([first?.status, second?.status]).toEqual([302, 201]);
    expect(Date.parse(second?.at ?? "") - Date.parse(first?.at ?? "")).toBeGreaterThan(900);
  });

  it("survives a time in which the app isn't there", async () => {
    const { port } = bench.app;
    await bench.app.close();
    await bench.change(
      () => say("hello"),
      ({ message }) => message?.text === "hello",
    );
    await expect.poll(async () => (await bench.sandbox<{ waiting: number }>("GET", "deliveries")).body.waiting).toBe(1);
    bench.app = await startReceivingApp(port);
    await bench.app.webhooks(1);
    expect(texts()).toEqual(["hello"]);
  });

  it("sends the same bytes twice on `duplicate`", async () => {
    await fault("duplicate");
    await say("hello");
    const [first, second] = await bench.app.webhooks(2);
    expect(second).toEqual(first);
  });

  it("lets the next one overtake on `reorder`", async () => {
    await fault("reorder", { ms: 60_000 });
    await say("first");
    await say("second");
    await bench.app.webhooks(2);
    expect(texts()).toEqual(["second", "first"]);
  });

  it("does not reach the app on `drop_before`, and does on `drop_after`, and comes again after both", async () => {
    await fault("drop_before");
    await say("before");
    await bench.app.webhooks(1);
    await fault("drop_after");
    await say("after");
    await bench.app.webhooks(3);
    expect(texts()).toEqual(["before", "after", "after"]);
  });

  it("is held until released", async () => {
    await fault("hold");
    await say("held");
    await say("free");
    await bench.app.webhooks(1);
    expect(texts()).toEqual(["free"]);
    await bench.sandbox("POST", "release", { op: "webhook" });
    await bench.app.webhooks(2);
    expect(texts()).toEqual(["free", "held"]);
  });

  it("reaches the app and counts only when released, on `hold` of the answer", async () => {
    await fault("hold", { when: "after" });
    await say("held");
    await bench.app.webhooks(1);
    expect((await bench.sandbox("GET", "phone/thread")).body.messages).toMatchObject([{ state: "sent" }]);
    await bench.change(
      () =>
        expect.poll(() => bench.sandbox("POST", "release", { op: "webhook" })).toMatchObject({ body: { released: 1 } }),
      ({ message }) => message?.text === "held" && message.state === "delivered",
    );
  });

  it("collects what falls into the batching window", async () => {
    await bench.sandbox("POST", "batching", { ms: 60_000 });
    await bench.sandbox("POST", "numbers", { id: "888", waba_id: "900000000000888", subscribed: true });
    await say("one");
    await say("two", { from: "15550100101", name: "Billie" });
    await say("three", { numberId: "888" });
    expect(bench.app.received).toEqual([]);
    await bench.sandbox("POST", "batching", { ms: 0 });
    const [webhook] = await bench.app.webhooks(1);
    expect(webhook?.items.map(({ numberId, message }) => [numberId, message?.text?.body])).toEqual([
      [demoNumber.id, "one"],
      [demoNumber.id, "two"],
      ["888", "three"],
    ]);
    expect(webhook?.items[0]?.contacts).toHaveLength(2);
  });

  it("shakes hands with the app", async () => {
    expect((await bench.sandbox("POST", "handshake")).body).toEqual({ result: "verified" });
  });
});
