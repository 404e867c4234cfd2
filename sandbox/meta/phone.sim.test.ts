import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetaBench, startMetaBench, textTo } from "./test-server/meta-test-server";
import { demoNumber } from "./world/meta-world";

const demo = demoNumber.id;
let bench: MetaBench;

beforeEach(async () => {
  bench = await startMetaBench();
});
afterEach(() => bench.close());

interface Thread {
  messages: { id: string; direction: string; text: string; at: string; state: string; callbackData?: string }[];
  typing: boolean;
}

const say = async (text: string) =>
  (await bench.sandbox<{ id: string; at: string }>("POST", "phone/messages", { text })).body;
const reply = async (text: string, callbackData?: string) =>
  (await bench.graph("POST", `${demo}/messages`, textTo("+15550100100", text, callbackData))).body.messages[0]?.id;
const thread = async (query = "") => (await bench.sandbox<Thread>("GET", `phone/thread${query}`)).body;
const state = (text: string, wanted: string) => (change: { message?: { text: string; state: string } }) =>
  change.message?.text === text && change.message.state === wanted;

describe("ticks", () => {
  it("turn grey with the webhook's 200 and blue with the read mark", async () => {
    let id = "";
    await bench.change(
      async () => {
        id = (await say("hello")).id;
      },
      state("hello", "delivered"),
    );
    const read = { messaging_product: "whatsapp", status: "read", message_id: id, typing_indicator: { type: "text" } };
    const change = await bench.change(
      () => bench.graph("POST", `${demo}/messages`, read),
      ({ typing }) => typing === true,
    );
    expect(change).toMatchObject({ numberId: demo, customer: "15550100100" });
    expect(await thread()).toMatchObject({ messages: [{ id, state: "read" }], typing: true });
    await reply("welcome");
    expect((await thread()).typing).toBe(false);
  });

  it("turn blue with the reply", async () => {
    await bench.change(() => say("hello"), state("hello", "delivered"));
    await bench.change(() => reply("welcome"), state("hello", "read"));
  });

  it("turn blue when the reply comes before the webhook's answer was read", async () => {
    await bench.sandbox("POST", "faults", [{ op: "webhook", times: 1, kind: "hold" }]);
    await say("hello");
    await reply("welcome");
    expect((await thread()).messages[0]).toMatchObject({ text: "hello", state: "sent" });
    await bench.change(() => bench.sandbox("POST", "release"), state("hello", "read"));
  });

  it("stay single while the app fails", async () => {
    bench.app.answers.push(500, 500);
    await say("hello");
    await bench.app.webhooks(2);
    expect((await thread()).messages).toMatchObject([{ state: "sent" }]);
  });
});

describe("the thread", () => {
  it("reads from a message or a time on", async () => {
    const first = await say("hello");
    await reply("welcome", "turn-1:1");
    const after = await thread(`?numberId=${demo}&from=15550100100&after=${encodeURIComponent(first.id)}`);
    expect(after.messages).toMatchObject([{ direction: "out", text: "welcome", callbackData: "turn-1:1" }]);
    const now = new Date(Date.now() + 1000).toISOString();
    expect((await thread(`?after=${now}`)).messages).toEqual([]);
    expect((await thread(`?after=${encodeURIComponent("2020-01-01T00:00:00Z")}`)).messages).toHaveLength(2);
  });

  it("is one for a phone number and the user id that belongs to it", async () => {
    await bench.sandbox("POST", "phone/messages", { text: "hello", from: "15550100101", userId: "US.5" });
    const { to: _to, ...body } = { ...textTo("", "welcome"), to: undefined };
    await bench.graph("POST", `${demo}/messages`, { ...body, recipient: "US.5" });
    const { messages } = await thread("?from=%2B15550100101");
    expect(messages.map(({ text }) => text)).toEqual(["hello", "welcome"]);
  });

  it("is one for a customer whom webhooks name by number, by user id, or by both", async () => {
    const from = "15550100101";
    for (const namedBy of ["both", "phone", "user_id"]) {
      await bench.sandbox("POST", "phone/messages", { text: namedBy, from, namedBy });
    }
    const items = await bench.app.items(3, ({ message }) => message?.type === "text");
    const named = new Map(items.map(({ message, contacts }) => [message?.text?.body, [message, ...contacts]]));
    const [both, byPhone, byId] = ["both", "phone", "user_id"].map((one) => named.get(one) ?? []);
    const userId = expect.stringMatching(/^US\./);
    expect(both).toMatchObject([
      { from, from_user_id: userId },
      { wa_id: from, user_id: userId },
    ]);
    expect(byPhone).toMatchObject([{ from }, { wa_id: from }]);
    expect(byId).toMatchObject([{ from_user_id: userId }, { user_id: userId }]);
    expect(JSON.stringify(byPhone)).not.toContain("user_id");
    expect(JSON.stringify(byId)).not.toContain(from);
    expect((await thread(`?from=${from}`)).messages.map(({ text }) => text)).toEqual(["both", "phone", "user_id"]);
  });

  it("refuses what nobody could send", async () => {
    const empty = await bench.sandbox("POST", "phone/messages", { text: " " });
    expect(empty).toEqual({ status: 400, body: { error: "text: expected something to say" } });
    const wrong = await bench.sandbox("POST", "phone/messages", { text: "hi", from: "nobody" });
    expect(wrong.body.error).toMatch(/^from: /);
  });

  it("never reaches the data folder", async () => {
    await bench.change(() => say("xyzzy-marked-word"), state("xyzzy-marked-word", "delivered"));
    await reply("xyzzy-marked-word");
    await bench.sandbox("POST", "numbers", { id: "888" });
    const files = await readdir(bench.dataDir);
    expect(files).toEqual(["meta-world.json"]);
    for (const file of files) {
      const text = await readFile(join(bench.dataDir, file), "utf8");
      expect(text).toContain("888");
      expect(text).not.toContain("xyzzy");
    }
  });
});

describe("statuses", () => {
  it("come as sent, delivered, read, with price and callback data", async () => {
    const id = await reply("welcome", "turn-1:1");
    const items = await bench.app.items(3, ({ status }) => status?.id === id);
    const statuses = items.map(({ status }) => status);
    expect(statuses.map((status) => status?.status)).toEqual(["sent", "delivered", "read"]);
    const pricing = { billable: true, pricing_model: "PMP", type: "regular", category: "service" };
    expect(statuses[0]).toEqual({
      id,
      status: "sent",
      timestamp: expect.stringMatching(/^\d{10}$/),
      recipient_id: "15550100100",
      recipient_user_id: expect.stringMatching(/^US\./),
      pricing,
      biz_opaque_callback_data: "turn-1:1",
    });
    expect(statuses[1]).toMatchObject({ pricing });
    expect(statuses[2]).not.toHaveProperty("pricing");
    expect((await thread()).messages).toMatchObject([{ id, state: "read" }]);
  });

  it("stop at delivered while the chat is closed, and go on when it is opened", async () => {
    await bench.sandbox("POST", "phone/open", { open: false });
    const id = await reply("welcome");
    // The rhythm's own moment for `read` has passed when a later message, in an open chat, has been read.
    const other = (await bench.graph("POST", `${demo}/messages`, textTo("+15550100101", "hi"))).body.messages[0]?.id;
    await bench.app.items(1, ({ status }) => status?.id === other && status?.status === "read");
    expect((await thread()).messages).toMatchObject([{ id, state: "delivered" }]);
    await bench.sandbox("POST", "phone/open", { open: true });
    await bench.app.items(1, ({ status }) => status?.id === id && status?.status === "read");
  });

  it("can be switched off and sent by hand, a failure with its code", async () => {
    await bench.sandbox("POST", "statuses", { mode: "none" });
    const id = await reply("welcome", "turn-1:1");
    expect((await thread()).messages).toMatchObject([{ state: "accepted" }]);
    await bench.sandbox("POST", "status", { message_id: id, status: "failed", error_code: 131047 });
    const [item] = await bench.app.items(1, ({ status }) => status?.id === id);
    expect(item?.status).toMatchObject({
      status: "failed",
      errors: [{ code: 131047, title: "Re-engagement message" }],
      biz_opaque_callback_data: "turn-1:1",
    });
    expect(bench.app.received).toHaveLength(1);
    const unknown = await bench.sandbox("POST", "status", { message_id: "wamid.no", status: "sent" });
    expect(unknown.status).toBe(404);
  });
});

describe("the page", () => {
  it("names what it is, links the app, and shows the owner's door only when asked to", async () => {
    const page = await (await fetch(bench.url)).text();
    expect(page).toContain("Concierge's stand-in for WhatsApp on your own machine");
    expect(page).toContain(`href="${bench.app.url}"`);
    expect(page).not.toContain("/_sandbox/enter");
    expect(page).not.toContain('data-testid="encoder"');
    const second = await startMetaBench({
      enter: { mailUrl: "http://127.0.0.1:9", email: "owner@demo.example" },
      encoder: "Compared by <a model>.",
    });
    try {
      const more = await (await fetch(second.url)).text();
      expect(more).toContain("Enter as the demo owner");
      expect(more).toContain("Compared by &#60;a model&#62;.");
    } finally {
      await second.close();
    }
  });

  it("fetches nothing from elsewhere", async () => {
    for (const path of ["/", "/page/phone.css", "/page/phone.js", "/page/icon.svg"]) {
      const answer = await fetch(`${bench.url}${path}`);
      expect(answer.status).toBe(200);
      const foreign = (await answer.text()).match(/https?:\/\/[^"'\s)]+/g) ?? [];
      expect(foreign.filter((url) => !url.startsWith(bench.app.url) && !url.startsWith("http://www.w3.org/"))).toEqual(
        [],
      );
    }
  });

  it("describes itself", async () => {
    const { body } = await bench.sandbox("GET", "");
    expect(body).toMatchObject({ name: "meta", describe: expect.stringContaining("Does not imitate") });
  });
});
