import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetaBench, platformWaba, startMetaBench, textTo } from "./test-server/meta-test-server";
import { demoNumber } from "./world/meta-world";

const demo = demoNumber.id;
let bench: MetaBench;

beforeEach(async () => {
  bench = await startMetaBench();
});
afterEach(() => bench.close());

describe("sending", () => {
  it("accepts a text and answers with input, wa_id and a message id", async () => {
    const { status, body } = await bench.graph("POST", `${demo}/messages`, textTo("+15550100100", "hi"));
    expect(status).toBe(200);
    expect(body.contacts).toEqual([{ input: "+15550100100", wa_id: "15550100100" }]);
    expect(body.messages[0]?.id).toMatch(/^wamid\.[A-Za-z0-9+/]{40,}=*$/);
  });

  it("reaches a customer by user id through recipient", async () => {
    const { to: _to, ...rest } = { ...textTo("", "hi"), to: undefined };
    const { body } = await bench.graph("POST", `${demo}/messages`, { ...rest, recipient: "US.42" });
    expect(body.contacts).toEqual([{ input: "US.42", user_id: "US.42" }]);
    const thread = await bench.sandbox("GET", "phone/thread?userId=US.42");
    expect(thread.body.messages).toMatchObject([{ direction: "out", text: "hi" }]);
  });

  it("accepts a user id in `to` and loses the message", async () => {
    const { status } = await bench.graph("POST", `${demo}/messages`, textTo("US.42", "hi"));
    expect(status).toBe(200);
    const thread = await bench.sandbox("GET", "phone/thread?userId=US.42");
    expect(thread.body.messages).toEqual([]);
  });

  it.each([
    ["no messaging_product", { messaging_product: undefined }, 100],
    ["a type that Meta doesn't have", { type: "poem" }, 100],
    ["an unknown key in the text", { text: { body: "hi", preview: true } }, 100],
    ["no text", { text: undefined }, 100],
    ["an empty body", { text: { body: "" } }, 100],
    ["a body over 4,096 characters", { text: { body: "x".repeat(4097) } }, 100],
    ["neither to nor recipient", { to: undefined }, 131009],
    ["letters as the recipient", { to: "nobody" }, 131009],
  ])("refuses %s", async (_case, change, code) => {
    const { status, body } = await bench.graph("POST", `${demo}/messages`, {
      ...textTo("+15550100100", "hi"),
      ...change,
    });
    expect({ status, code: body.error.code }).toEqual({ status: 400, code });
    expect(body.error).toMatchObject({ type: "OAuthException", fbtrace_id: expect.any(String) });
  });

  it("takes 4,096 characters, counted as people count", async () => {
    const { status } = await bench.graph("POST", `${demo}/messages`, textTo("+15550100100", "☕🎉".repeat(2048)));
    expect(status).toBe(200);
  });

  it.each([[null], ["wrong"]])("answers 401 and code 190 to the token %s", async (token) => {
    const { status, body } = await bench.graph("POST", `${demo}/messages`, textTo("+15550100100", "hi"), token);
    expect({ status, code: body.error.code }).toEqual({ status: 401, code: 190 });
  });

  it("makes an unknown number for the platform, and for nobody else", async () => {
    await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: ["900000000000777"] });
    const foreign = await bench.graph("POST", "777/messages", textTo("+15550100100", "hi"), "tenant");
    expect(foreign.body.error).toMatchObject({ code: 100, error_subcode: 33 });
    const own = await bench.graph("POST", "777/messages", textTo("+15550100100", "hi"));
    expect(own.status).toBe(200);
    const shown = await bench.graph("GET", "777?fields=display_phone_number,platform_type");
    expect(shown.body).toEqual({ id: "777", display_phone_number: "+1 555 000 0777", platform_type: "CLOUD_API" });
  });

  it("loses the call before or after it took effect, as the fault says", async () => {
    const send = () => bench.graph("POST", `${demo}/messages`, textTo("+15550100100", "hi", "turn:1"));
    const accepted = async () => (await bench.sandbox<{ messages: unknown[] }>("GET", "phone/thread")).body.messages;
    await bench.sandbox("POST", "faults", [{ op: "send", times: 1, kind: "drop_before" }]);
    await expect(send()).rejects.toThrow();
    expect(await accepted()).toEqual([]);
    await bench.sandbox("POST", "faults", [{ op: "send", times: 1, kind: "drop_after" }]);
    await expect(send()).rejects.toThrow();
    expect(await accepted()).toHaveLength(1);
    const [sent] = await bench.app.items(1, ({ status }) => status?.status === "sent");
    expect(sent?.status?.biz_opaque_callback_data).toBe("turn:1");
  });

  it("fails in Meta's shape, with the code of the fault, only for the operation it names", async () => {
    await bench.sandbox("POST", "faults", [{ op: "typing", times: 1, kind: "error", status: 400, code: 131056 }]);
    const read = { messaging_product: "whatsapp", status: "read", message_id: "wamid.IN" };
    expect((await bench.graph("POST", `${demo}/messages`, read)).body).toEqual({ success: true });
    const typing = await bench.graph("POST", `${demo}/messages`, { ...read, typing_indicator: { type: "text" } });
    expect(typing).toMatchObject({ status: 400, body: { error: { code: 131056, type: "OAuthException" } } });
  });
});

describe("numbers and businesses", () => {
  const number = { id: "888", display_phone_number: "+1 555 0888", verified_name: "Café", waba_id: "900000000000888" };

  it("shows a number only to a token that may see it", async () => {
    await bench.sandbox("POST", "numbers", number);
    await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: [number.waba_id] });
    const seen = await bench.graph("GET", "888?fields=verified_name,quality_rating", undefined, "tenant");
    expect(seen.body).toEqual({ id: "888", verified_name: "Café", quality_rating: "GREEN" });
    const unseen = await bench.graph("GET", "888");
    expect(unseen).toMatchObject({ status: 400, body: { error: { code: 100, error_subcode: 33 } } });
    expect(unseen.body.error.message).toContain("missing permissions");
    const list = await bench.graph("GET", `${number.waba_id}/phone_numbers?fields=id`, undefined, "tenant");
    expect(list.body).toMatchObject({ data: [{ id: "888" }], paging: { cursors: { after: expect.any(String) } } });
    expect(list.body.paging).not.toHaveProperty("next");
  });

  it("subscribes, lists, and overrides only to an address that passes the handshake", async () => {
    const apps = `${platformWaba}/subscribed_apps`;
    await bench.graph("DELETE", apps);
    expect((await bench.graph("GET", apps)).body).toEqual({ data: [] });
    const override = { override_callback_uri: `${bench.app.url}/elsewhere`, verify_token: "guess" };
    const early = await bench.graph("POST", apps, override);
    expect(early.body.error).toMatchObject({ code: 100, message: expect.stringContaining("must be subscribed") });
    const number = { webhook_configuration: { ...override, verify_token: "verify-me" } };
    expect((await bench.graph("POST", demo, number)).body.error.code).toBe(100);
    await bench.graph("POST", apps);
    expect((await bench.graph("POST", apps, override)).body.error.code).toBe(2200);
    expect((await bench.graph("POST", apps, { ...override, verify_token: "verify-me" })).body).toEqual({
      success: true,
    });
    expect((await bench.graph("GET", apps)).body).toMatchObject({
      data: [
        { whatsapp_business_api_data: { name: "Concierge" }, override_callback_uri: override.override_callback_uri },
      ],
    });
    const outside = { override_callback_uri: "https://example.com/hook", verify_token: "verify-me" };
    expect((await bench.graph("POST", apps, outside)).body.error.code).toBe(100);
  });

  it("keeps numbers and tokens over a restart", async () => {
    await bench.sandbox("POST", "numbers", number);
    await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: [number.waba_id] });
    const second = await startMetaBench({ dataDir: bench.dataDir });
    try {
      const { body } = await second.graph("GET", "888?fields=verified_name", undefined, "tenant");
      expect(body).toEqual({ id: "888", verified_name: "Café" });
    } finally {
      await second.close();
    }
  });

  it("reads what an earlier version of it kept", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "meta-earlier-"));
    const world = {
      numbers: [
        {
          id: "888",
          displayPhoneNumber: "+1 555 0888",
          verifiedName: "Café",
          wabaId: "41",
          registered: true,
          pin: "123456",
        },
      ],
      wabas: [{ id: "41", name: "Café", subscribed: true }],
      tokens: [{ token: "tenant", wabaIds: ["41"] }],
    };
    await writeFile(join(dataDir, "meta-world.json"), JSON.stringify(world));
    const second = await startMetaBench({ dataDir });
    try {
      const { body } = await second.graph("GET", "888?fields=verified_name,is_on_biz_app", undefined, "tenant");
      expect(body).toEqual({ id: "888", verified_name: "Café", is_on_biz_app: false });
      expect((await second.graph("POST", "888/messages", textTo("+15550100100", "hi"), "tenant")).status).toBe(200);
    } finally {
      await second.close();
      await rm(dataDir, { recursive: true });
    }
  });

  it("answers unknown paths as Graph does", async () => {
    expect((await bench.graph("GET", "nonsense/at/all")).body.error.code).toBe(2500);
    expect((await (await fetch(`${bench.url}/nonsense`)).json()).error.code).toBe(2500);
  });
});

describe("tokens", () => {
  const app = { id: "300000000000001", secret: "sandbox-app-secret" };

  it("exchanges a signup code once and in time, and tells what the token may do", async () => {
    const made = await bench.sandbox<{ code: string }>("POST", "codes", { wabaIds: ["41", "42"], token: "signed-up" });
    const path = (code: string) => `oauth/access_token?client_id=${app.id}&client_secret=${app.secret}&code=${code}`;
    expect((await bench.graph("GET", path(made.body.code), undefined, null)).body.access_token).toBe("signed-up");
    const again = await bench.graph("GET", path(made.body.code), undefined, null);
    expect(again.body.error).toMatchObject({ code: 100, error_subcode: 36009 });
    const late = await bench.sandbox<{ code: string }>("POST", "codes", { wabaIds: ["41"], expiresInMs: 0 });
    await expect
      .poll(async () => (await bench.graph("GET", path(late.body.code), undefined, null)).body.error?.error_subcode)
      .toBe(36007);
    const debug = await bench.graph<{ data: unknown }>(
      "GET",
      "debug_token?input_token=signed-up",
      undefined,
      `${app.id}|${app.secret}`,
    );
    expect(debug.body.data).toMatchObject({
      app_id: app.id,
      is_valid: true,
      granular_scopes: [
        { scope: "whatsapp_business_management", target_ids: ["42", "41"] },
        { scope: "whatsapp_business_messaging", target_ids: ["42", "41"] },
      ],
    });
  });
});
