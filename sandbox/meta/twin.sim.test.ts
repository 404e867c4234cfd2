import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appSecret, type MetaBench, platformWaba, startMetaBench, textTo } from "./test-server/meta-test-server";
import { startReceivingApp } from "./test-server/receiving-app";
import { demoNumber } from "./world/meta-world";

const demo = demoNumber.id;
const token = "platform-token";
let bench: MetaBench;

beforeEach(async () => {
  bench = await startMetaBench();
});
afterEach(() => bench.close());

/** A call as other clients make it: any path, any body. */
async function call(method: string, path: string, init: { body?: BodyInit; headers?: Record<string, string> } = {}) {
  const headers = { authorization: `Bearer ${token}`, ...init.headers };
  const answer = await fetch(`${bench.url}${path}`, { method, body: init.body, headers });
  return { status: answer.status, body: await answer.json() };
}
const thread = async () => (await bench.sandbox("GET", "phone/thread")).body.messages;
const form = (fields: Record<string, string>) => new URLSearchParams(fields);

describe("the forms in which a call may come", () => {
  it("is a path without a version", async () => {
    expect((await call("GET", `/${demo}?fields=verified_name`)).body).toEqual({
      id: demo,
      verified_name: "Demo Salon",
    });
    expect((await call("GET", "/me")).body).toEqual({ id: expect.any(String), name: expect.any(String) });
    expect((await call("GET", "/v26.0/me/?fields=id")).body).toEqual({ id: expect.any(String) });
  });

  it.each([
    ["v20.0", 2635],
    ["v13.0", 2635],
    ["v2.7", 2635],
    ["v99.0", 2500],
    ["v26.1", 2500],
  ])("is not the version %s", async (version, code) => {
    const { status, body } = await call("GET", `/${version}/${demo}`);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code });
  });

  it("is a message without a type, to a number", async () => {
    const { type: _type, ...message } = { ...textTo("", "plain"), type: "text" };
    const answer = await bench.graph("POST", `${demo}/messages`, { ...message, to: 15550100100 });
    expect(answer.body.contacts).toEqual([{ input: "15550100100", wa_id: "15550100100" }]);
    expect(await thread()).toMatchObject([{ text: "plain" }]);
  });

  it.each([
    ["JSON inside", { text: '{"body":"in a form"}' }],
    ["brackets", { "text[body]": "in a form" }],
  ])("is a form with %s", async (_case, text) => {
    const body = form({ messaging_product: "whatsapp", to: "15550100100", ...text });
    expect((await call("POST", `/v26.0/${demo}/messages`, { body })).status).toBe(200);
    expect(await thread()).toMatchObject([{ text: "in a form" }]);
  });

  it("is multipart, and has its token in the query or in the form", async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ messaging_product: "whatsapp", to: "15550100100" })) {
      body.append(name, value);
    }
    body.append("text", '{"body":"parts"}');
    expect((await call("POST", `/${demo}/messages`, { body })).status).toBe(200);
    const none = { authorization: "" };
    expect((await call("GET", `/${demo}?access_token=${token}`, { headers: none })).status).toBe(200);
    const fields = form({ access_token: token, pin: "112233" });
    expect((await call("POST", `/${demo}`, { body: fields, headers: none })).body).toEqual({ success: true });
    expect((await call("POST", `/${demo}`, { body: form({ pin: "112233" }), headers: none })).status).toBe(401);
  });

  it("may carry a proof of the app secret, which has to be right", async () => {
    const proof = createHmac("sha256", appSecret).update(token).digest("hex");
    expect((await call("GET", `/${demo}?appsecret_proof=${proof}`)).status).toBe(200);
    expect((await call("GET", `/${demo}?appsecret_proof=0`)).body.error.code).toBe(100);
  });
});

describe("the app itself", () => {
  it("moves its callback with its own token, and only to an address that answers", async () => {
    const other = await startReceivingApp();
    try {
      const fields = { object: "whatsapp_business_account", fields: "messages", verify_token: "verify-me" };
      const set = (callback_url: string, as = `300000000000001|${appSecret}`) =>
        bench.graph("POST", "300000000000001/subscriptions", { ...fields, callback_url }, as);
      expect((await set(`${other.url}/hook`, token)).body.error.code).toBe(190);
      expect((await set("https://example.com/hook")).body.error.code).toBe(100);
      expect((await set(`${other.url}/hook`)).body).toEqual({ success: true });
      await bench.sandbox("POST", "phone/messages", { text: "hello" });
      await other.webhooks(1);
    } finally {
      await other.close();
    }
  });
});

describe("templates", () => {
  const path = `${platformWaba}/message_templates`;
  const body = { type: "BODY", text: "Hello {{1}}, see you at {{2}}" };
  const send = (name: string, code: string, texts: string[] = []) =>
    bench.graph("POST", `${demo}/messages`, {
      messaging_product: "whatsapp",
      to: "+15550100100",
      type: "template",
      template: {
        name,
        language: { code },
        components: [{ type: "body", parameters: texts.map((text) => ({ type: "text", text })) }],
      },
    });

  it("are made, approved with a webhook, listed, sent, edited and deleted", async () => {
    const made = await bench.graph("POST", path, {
      name: "visit",
      language: "en",
      category: "UTILITY",
      components: [body],
    });
    expect(made.body).toMatchObject({ status: "PENDING", category: "UTILITY" });
    const [item] = await bench.app.items(1, ({ field }) => field === "message_template_status_update");
    expect(item?.account?.value).toMatchObject({ event: "APPROVED", message_template_name: "visit" });
    const list = await bench.graph("GET", `${path}?name=visit&fields=name,status,components`);
    expect(list.body.data).toEqual([{ id: made.body.id, name: "visit", status: "APPROVED", components: [body] }]);
    expect((await send("visit", "en", ["Alex", "six"])).status).toBe(200);
    expect(await thread()).toMatchObject([{ text: "Hello Alex, see you at six" }]);
    const id = String(made.body.id);
    expect((await bench.graph("POST", id, { components: [{ type: "BODY", text: "Hi" }] })).body).toEqual({
      success: true,
    });
    expect((await bench.graph("GET", `${id}?fields=components`)).body.components).toEqual([
      { type: "BODY", text: "Hi" },
    ]);
    expect((await bench.graph("DELETE", `${path}?name=visit`)).body).toEqual({ success: true });
    expect((await send("visit", "en")).body.error.code).toBe(132001);
  });

  it("are refused when they are unknown, in another language, short of parameters, or there already", async () => {
    expect((await send("hello_world", "en_US")).status).toBe(200);
    const unknown = await send("hello_world", "de");
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 132001 } } });
    expect(unknown.body.error).toMatchObject({
      error_data: { details: "template name (hello_world) does not exist in de" },
    });
    const visit = { name: "visit", language: "en", category: "utility", components: [body] };
    await bench.graph("POST", path, visit);
    expect((await send("visit", "en", ["Alex"])).body.error.code).toBe(132000);
    expect((await bench.graph("POST", path, visit)).body.error).toMatchObject({ code: 100, error_subcode: 2388024 });
    expect((await bench.graph("POST", path, { ...visit, name: "No Good" })).body.error.code).toBe(100);
    expect((await bench.graph("GET", `${path}?fields=nonsense`)).body.error.code).toBe(100);
    await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: ["41"] });
    expect((await bench.graph("GET", path, undefined, "tenant")).body.error.error_subcode).toBe(33);
  });
});

describe("the profile of a number", () => {
  const path = `${demo}/whatsapp_business_profile`;

  it("is written and read by field", async () => {
    const profile = { about: "Cuts", websites: ["https://salon.example"], vertical: "BEAUTY" };
    expect((await bench.graph("POST", path, { messaging_product: "whatsapp", ...profile })).body).toEqual({
      success: true,
    });
    const shown = await bench.graph("GET", `${path}?fields=about,websites,email`);
    expect(shown.body).toEqual({
      data: [{ about: "Cuts", websites: ["https://salon.example"], messaging_product: "whatsapp" }],
    });
    expect((await bench.graph("GET", `${path}?fields=nonsense`)).body.error.code).toBe(100);
    expect((await bench.graph("POST", path, profile)).body.error.code).toBe(100);
    const long = { messaging_product: "whatsapp", about: "x".repeat(140) };
    expect((await bench.graph("POST", path, long)).body.error.code).toBe(100);
  });
});

describe("a number's verification and settings", () => {
  const post = (path: string, body: object) => bench.graph("POST", `${demo}/${path}`, body);
  const done = { status: 200, body: { success: true } };

  it("take what Graph takes and tell what was set", async () => {
    expect(await post("request_code", { code_method: "SMS", language: "en_US" })).toEqual(done);
    expect(await post("verify_code", { code: "123456" })).toEqual(done);
    expect(await post("settings", { user_identity_change: { enable_identity_key_check: true } })).toEqual(done);
    expect(await post("settings", { calling: { status: "ENABLED" } })).toEqual(done);
    expect((await bench.graph("GET", `${demo}/settings`)).body).toEqual({
      user_identity_change: { enable_identity_key_check: true },
      calling: { status: "ENABLED" },
    });
  });

  it("are refused where something is missing, and to whoever does not see the number", async () => {
    for (const [path, body] of [
      ["request_code", { code_method: "MAIL", language: "en_US" }],
      ["request_code", { code_method: "SMS" }],
      ["verify_code", { code: "12" }],
      ["settings", {}],
    ] as const) {
      expect((await post(path, body)).body.error.code, path).toBe(100);
    }
    expect((await bench.graph("GET", `${demo}/settings`, undefined, "nobody")).body.error.code).toBe(190);
  });
});

describe("the phone app's data", () => {
  const sync = (sync_type: string) =>
    bench.graph("POST", `${demo}/smb_app_data`, { messaging_product: "whatsapp", sync_type });

  it("is given once of each kind, to a number that is in the app", async () => {
    expect((await sync("history")).body.error.code).toBe(100);
    await bench.sandbox("POST", "numbers", { id: demo, is_on_biz_app: true });
    expect((await sync("smb_app_state_sync")).body).toEqual({
      messaging_product: "whatsapp",
      request_id: expect.any(String),
    });
    expect((await sync("smb_app_state_sync")).body.error.code).toBe(2593107);
    expect((await sync("history")).status).toBe(200);
    expect((await sync("everything")).body.error.code).toBe(100);
    await bench.app.webhooks(2);
    const bodies = bench.app.received.map(({ raw }) => JSON.parse(raw).entry[0].changes[0]);
    expect(bodies.find(({ field }) => field === "history").value).toMatchObject({
      metadata: { phone_number_id: demo },
      history: [{ metadata: { progress: 100 }, threads: [{ messages: [{ type: "text" }] }] }],
    });
    expect(bodies.find(({ field }) => field === "smb_app_state_sync").value).toMatchObject({
      state_sync: [{ type: "contact", action: "add" }],
    });
  });
});

describe("media", () => {
  const auth = { authorization: `Bearer ${token}` };
  const upload = (file: Blob | undefined, more: Record<string, string> = {}) => {
    const body = new FormData();
    body.append("messaging_product", "whatsapp");
    for (const [name, value] of Object.entries(more)) body.append(name, value);
    if (file) body.append("file", file, "file.bin");
    return call("POST", `/v26.0/${demo}/media`, { body });
  };

  it("goes up, is described, comes down with the token alone, and is deleted", async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 128]);
    const { body } = await upload(new Blob([bytes], { type: "image/png" }));
    const shown = (await call("GET", `/v26.0/${body.id}`)).body;
    expect(shown).toMatchObject({ messaging_product: "whatsapp", mime_type: "image/png", file_size: 7, id: body.id });
    expect(shown.sha256).toMatch(/^[0-9a-f]{64}$/);
    const down = await fetch(shown.url, { headers: auth });
    expect(down.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await down.arrayBuffer())).toEqual(bytes);
    expect((await fetch(shown.url)).status).toBe(401);
    await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: ["41"] });
    expect((await fetch(shown.url, { headers: { authorization: "Bearer tenant" } })).status).toBe(404);
    expect((await call("DELETE", `/v26.0/${body.id}`)).body).toEqual({ success: true });
    expect((await call("GET", `/v26.0/${body.id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    expect(JSON.stringify(await (await fetch(`${bench.url}/_sandbox/calls`)).json())).not.toContain("file.bin");
  });

  it("is refused without a file, and of a type that Meta doesn't take", async () => {
    expect((await upload(undefined)).body.error.code).toBe(100);
    expect((await upload(new Blob(["x"], { type: "model/obj" }))).body.error.code).toBe(100);
    expect((await upload(new Blob(["x"], { type: "model/obj" }), { type: "text/plain" })).status).toBe(200);
    const image = { messaging_product: "whatsapp", to: "+15550100100", type: "image", image: {} };
    expect((await bench.graph("POST", `${demo}/messages`, image)).body.error.code).toBe(100);
  });

  it("of a customer carries an address in the webhook", async () => {
    await bench.sandbox("POST", "phone/messages", { type: "image", text: "look" });
    const [webhook] = await bench.app.webhooks(1);
    const { image } = JSON.parse(webhook?.raw ?? "").entry[0].changes[0].value.messages[0];
    expect(image).toEqual({
      caption: "look",
      mime_type: "image/jpeg",
      sha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      id: expect.any(String),
      url: expect.stringContaining(`mid=${image.id}`),
    });
    const down = await fetch(image.url, { headers: auth });
    expect([...Buffer.from(await down.arrayBuffer()).subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect((await call("GET", `/v26.0/${image.id}`)).body.mime_type).toBe("image/jpeg");
  });
});

describe("a status", () => {
  it("carries the customer as a contact, by name where it is known", async () => {
    await bench.sandbox("POST", "phone/messages", { text: "hello", name: "Robin" });
    const { body } = await bench.graph("POST", `${demo}/messages`, textTo("+15550100100", "welcome"));
    const [item] = await bench.app.items(1, ({ status }) => status?.id === body.messages[0]?.id);
    expect(item?.contacts).toEqual([
      { profile: { name: "Robin" }, wa_id: "15550100100", user_id: expect.stringMatching(/^US\./) },
    ]);
    const other = await bench.graph("POST", `${demo}/messages`, textTo("+15550100199", "welcome"));
    const [stranger] = await bench.app.items(1, ({ status }) => status?.id === other.body.messages[0]?.id);
    expect(stranger?.contacts).toEqual([{ wa_id: "15550100199", user_id: expect.any(String) }]);
  });
});
