import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetaBench, platformWaba, startMetaBench } from "./test-server/meta-test-server";
import { demoNumber } from "./world/meta-world";

const app = { id: "300000000000001", secret: "sandbox-app-secret" };
let bench: MetaBench;

beforeEach(async () => {
  bench = await startMetaBench();
});
afterEach(() => bench.close());

interface Played {
  messages: { type: string; event: string; version: string; data: Record<string, unknown> }[];
  response: { authResponse: { code: string } | null; status: string };
  code: string;
  token: string;
  waba_id: string;
  business_id: string;
  phone_number_ids: [string, ...string[]];
}

const play = async (scenario: string, more: object = {}) =>
  (await bench.sandbox<Played>("POST", "signup", { scenario, ...more })).body;
const exchange = (code: string, more: Record<string, string> = {}) => {
  const query = new URLSearchParams({ client_id: app.id, client_secret: app.secret, code, ...more });
  return bench.graph("GET", `oauth/access_token?${query}`, undefined, null);
};
const signUp = async (scenario: string, more: object = {}) => {
  const played = await play(scenario, more);
  const token = String((await exchange(played.code)).body.access_token);
  const [number] = played.phone_number_ids;
  return { ...played, token, number };
};
const debug = async (token: string) => {
  const answer = await bench.graph<{ data: Record<string, unknown> }>(
    "GET",
    `debug_token?input_token=${token}`,
    undefined,
    `${app.id}|${app.secret}`,
  );
  return answer.body.data;
};
const registerWith = (number: string, pin: string, token: string) =>
  bench.graph("POST", `${number}/register`, { messaging_product: "whatsapp", pin }, token);

describe("a signup", () => {
  it("ends with the event, a code, and a token that reads what was granted and nothing else", async () => {
    const { messages, response, token, waba_id, business_id, number, code } = await signUp("new_number", {
      name: "Café Nord",
      display_phone_number: "+49 30 123",
    });
    expect(response).toEqual({ authResponse: { userID: null, expiresIn: null, code }, status: "connected" });
    expect(messages).toEqual([
      {
        type: "WA_EMBEDDED_SIGNUP",
        event: "FINISH",
        version: "3",
        data: { phone_number_id: number, waba_id, business_id },
      },
    ]);
    const list = await bench.graph("GET", `${waba_id}/phone_numbers?limit=100`, undefined, token);
    expect(list.body.data).toMatchObject([
      { id: number, verified_name: "Café Nord", display_phone_number: "+49 30 123", platform_type: "NOT_APPLICABLE" },
    ]);
    expect((await bench.graph("POST", `${waba_id}/subscribed_apps`, undefined, token)).body).toEqual({ success: true });
    expect((await registerWith(number, "123456", token)).body).toEqual({ success: true });
    expect((await bench.graph("GET", platformWaba, undefined, token)).body.error.error_subcode).toBe(33);
    expect((await bench.graph("GET", number)).body.error.error_subcode).toBe(33);
  });

  it("tells the partner, from the partner's portfolio", async () => {
    const { waba_id, business_id } = await play("new_number");
    const [item] = await bench.app.items(1, ({ field }) => field === "account_update");
    expect(item?.account).toEqual({
      entryId: "600000000000000",
      time: expect.any(Number),
      value: { event: "PARTNER_ADDED", waba_info: { waba_id, owner_business_id: business_id } },
    });
  });

  it("gives a token without target_ids, and others on request", async () => {
    const usual = await debug((await signUp("new_number")).token);
    expect(usual).toMatchObject({ app_id: app.id, is_valid: true, expires_at: 0 });
    expect(usual.scopes).toContain("whatsapp_business_manage_events");
    expect(JSON.stringify(usual)).not.toContain("target_ids");
    const odd = await signUp("odd_scopes");
    expect((await debug(odd.token)).scopes).toEqual(["whatsapp_business_manage_events"]);
    expect((await bench.graph("GET", `${odd.waba_id}/phone_numbers`, undefined, odd.token)).status).toBe(200);
    const listed = await signUp("new_number", { target_ids: true });
    expect((await debug(listed.token)).granular_scopes).toContainEqual({
      scope: "whatsapp_business_messaging",
      target_ids: [listed.waba_id],
    });
  });

  it("names no number with the phone app, and Graph tells that it is in use there", async () => {
    const { messages, waba_id, number, token } = await signUp("coexistence");
    expect(messages[0]).toMatchObject({ event: "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", data: { waba_id } });
    const shown = await bench.graph("GET", `${number}?fields=is_on_biz_app,platform_type`, undefined, token);
    expect(shown.body).toEqual({ id: number, is_on_biz_app: true, platform_type: "CLOUD_API" });
    expect((await registerWith(number, "123456", token)).body.error.code).toBe(100);
    const unannounced = await play("coexistence_unannounced");
    expect(unannounced.messages[0]).toEqual({
      type: "WA_EMBEDDED_SIGNUP",
      event: "FINISH",
      version: "3",
      data: { waba_id: unannounced.waba_id, is_wa_login_user: true },
    });
  });

  it.each([
    [{ scenario: "several_numbers" }, 2],
    [{ scenario: "several_numbers", numbers: 30 }, 30],
    [{ scenario: "no_number" }, 0],
  ])("leaves %j with %i numbers and names none", async ({ scenario, ...more }, count) => {
    const { messages, waba_id, token } = await signUp(scenario, more);
    expect(messages[0]).toMatchObject({ event: "FINISH_ONLY_WABA" });
    expect(messages[0]?.data).not.toHaveProperty("phone_number_id");
    const list = await bench.graph<{ data: unknown[]; paging?: { next?: string } }>(
      "GET",
      `${waba_id}/phone_numbers?limit=25`,
      undefined,
      token,
    );
    expect(list.body.data).toHaveLength(Math.min(count, 25));
    expect(list.body.paging?.next !== undefined).toBe(count > 25);
  });

  it("has a number with a PIN, one that is registered, one whose name is in review", async () => {
    const known = await signUp("known_pin", { pin: "987654" });
    expect((await registerWith(known.number, "123456", known.token)).body.error.code).toBe(133005);
    expect((await registerWith(known.number, "987654", known.token)).body).toEqual({ success: true });
    const before = await signUp("registered_before");
    expect((await registerWith(before.number, "123456", before.token)).body).toEqual({ success: true });
    await bench.graph("POST", `${before.number}/deregister`, {}, before.token);
    expect((await registerWith(before.number, "123456", before.token)).body.error.code).toBe(133005);
    const review = await signUp("name_in_review");
    const shown = await bench.graph("GET", `${review.number}?fields=name_status`, undefined, review.token);
    expect(shown.body.name_status).toBe("PENDING_REVIEW");
  });

  it("grants the account of a number that is there already", async () => {
    const { messages, token } = await signUp("taken_number", { number_id: demoNumber.id });
    expect(messages[0]?.data).toMatchObject({ phone_number_id: demoNumber.id, waba_id: platformWaba });
    expect((await bench.graph("GET", demoNumber.id, undefined, token)).status).toBe(200);
  });

  it("gives a token that can't read the account, a refused subscription, an account that nobody pays for", async () => {
    const blind = await signUp("unreadable_account");
    expect((await debug(blind.token)).is_valid).toBe(true);
    const list = await bench.graph("GET", `${blind.waba_id}/phone_numbers`, undefined, blind.token);
    expect(list.body.error).toMatchObject({ code: 100, error_subcode: 33 });
    const refused = await signUp("subscription_refused");
    const subscribe = () => bench.graph("POST", `${refused.waba_id}/subscribed_apps`, undefined, refused.token);
    expect((await subscribe()).body.error.code).toBe(100);
    expect((await subscribe()).body).toEqual({ success: true });
    const unpaid = await signUp("no_payment");
    const shown = await bench.graph("GET", `${unpaid.waba_id}?fields=primary_funding_id`, undefined, unpaid.token);
    expect(shown.body).toEqual({ id: unpaid.waba_id });
  });

  it.each([
    ["cancelled", { current_step: "PERMISSIONS" }, { event: "CANCEL", data: { current_step: "PERMISSIONS" } }],
    ["own_portfolio", {}, { event: "CANCEL", data: { current_step: "BUSINESS_ACCOUNT_SELECTION" } }],
    [
      "error",
      { error_message: "No.", error_id: "3441042" },
      { event: "ERROR", data: { error_message: "No.", error_id: "3441042", session_id: expect.any(String) } },
    ],
  ])("stops as %s without a code", async (scenario, more, message) => {
    const played = await play(scenario, more);
    expect(played.response).toEqual({ authResponse: null, status: "unknown" });
    expect(played.messages).toMatchObject([message]);
  });

  it("posts an event of another name, with a number or without, and its version as a number", async () => {
    const wish = { event_name: "PROGRESS", as: "object", names_number: false };
    const { messages, waba_id, business_id } = await play("new_number", wish);
    expect(messages).toEqual([
      { type: "WA_EMBEDDED_SIGNUP", event: "PROGRESS", version: 3, data: { waba_id, business_id } },
    ]);
    const named = await play("coexistence", { names_number: true });
    expect(named.messages[0]?.data.phone_number_id).toBe(named.phone_number_ids[0]);
  });

  it("refuses an ending that it doesn't know", async () => {
    expect((await bench.sandbox("POST", "signup", { scenario: "miracle" })).body.error).toMatch(/^scenario: /);
  });
});

describe("the exchange", () => {
  it("takes a code once, and says whether it was used or is too old", async () => {
    const { code } = await play("new_number");
    expect(await exchange(code)).toMatchObject({ status: 200, body: { token_type: "bearer" } });
    expect((await exchange(code)).body.error).toMatchObject({
      code: 100,
      error_subcode: 36009,
      type: "OAuthException",
    });
    expect((await exchange((await play("used_code")).code)).body.error.error_subcode).toBe(36009);
    expect((await exchange((await play("expired_code")).code)).body.error.error_subcode).toBe(36007);
    expect((await exchange("nonsense")).body.error.code).toBe(100);
  });

  it("refuses a redirect_uri, another app, and another secret", async () => {
    const { code } = await play("new_number");
    expect((await exchange(code, { redirect_uri: "https://a.example" })).body.error.error_subcode).toBe(36008);
    expect((await exchange(code, { client_id: "1" })).body.error.code).toBe(101);
    expect((await exchange(code, { client_secret: "no" })).body.error.code).toBe(1);
    expect((await exchange(code)).status).toBe(200);
  });

  it("works as a POST with a form, without a version", async () => {
    const { code, token } = await play("ends_soon", { expires_in_days: 60 });
    const answer = await fetch(`${bench.url}/oauth/access_token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: app.id, client_secret: app.secret, code }),
    });
    expect(await answer.json()).toEqual({ access_token: token, token_type: "bearer", expires_in: expect.any(Number) });
    const { expires_at } = await debug(token);
    expect(Number(expires_at) - Date.now() / 1000).toBeGreaterThan(59 * 86_400);
  });

  it("gives the app its own token", async () => {
    const query = new URLSearchParams({
      client_id: app.id,
      client_secret: app.secret,
      grant_type: "client_credentials",
    });
    const answer = await bench.graph("GET", `oauth/access_token?${query}`, undefined, null);
    expect(answer.body).toEqual({ access_token: `${app.id}|${app.secret}`, token_type: "bearer" });
  });
});

describe("a token", () => {
  it("can be revoked later, with the subcode of its reason, and ends at its time", async () => {
    const { token, waba_id } = await signUp("new_number");
    await bench.sandbox("POST", "tokens/revoke", { token, subcode: 458 });
    const refused = await bench.graph("GET", waba_id, undefined, token);
    expect(refused).toMatchObject({ status: 401, body: { error: { code: 190, error_subcode: 458 } } });
    expect(await debug(token)).toMatchObject({ is_valid: false, error: { code: 190, subcode: 458 } });
    await bench.sandbox("POST", "tokens/revoke", { token, subcode: 0 });
    expect((await bench.graph("GET", waba_id, undefined, token)).status).toBe(200);
    await bench.sandbox("POST", "tokens", { token: "old", wabaIds: [waba_id], expires_at: 1_700_000_000 });
    expect((await bench.graph("GET", waba_id, undefined, "old")).body.error.error_subcode).toBe(463);
  });

  it("can be revoked with all others of its account, by a number of it", async () => {
    const { number, waba_id } = await signUp("new_number", { token: "known-before" });
    expect((await bench.graph("GET", waba_id, undefined, "known-before")).status).toBe(200);
    const revoked = await bench.sandbox("POST", "tokens/revoke", { number_id: number });
    expect(revoked.body).toEqual({ revoked: 1 });
    expect((await bench.graph("GET", waba_id, undefined, "known-before")).body.error.error_subcode).toBe(460);
    expect((await bench.sandbox("POST", "tokens/revoke", { token: "nobody's" })).status).toBe(404);
  });

  it("and what it reads outlive a restart", async () => {
    const { token, number, waba_id } = await signUp("coexistence");
    const second = await startMetaBench({ dataDir: bench.dataDir });
    try {
      const shown = await second.graph("GET", `${number}?fields=is_on_biz_app`, undefined, token);
      expect(shown.body).toEqual({ id: number, is_on_biz_app: true });
      expect((await second.graph("GET", waba_id, undefined, token)).status).toBe(200);
    } finally {
      await second.close();
    }
  });
});

describe("the popup's page", () => {
  const address = (changes: Record<string, string> = {}) => {
    const usual = {
      client_id: app.id,
      config_id: "1",
      response_type: "code",
      override_default_response_type: "true",
      origin: "http://localhost:3000",
      state: "s",
    };
    return `${bench.url}/v26.0/dialog/oauth?${new URLSearchParams({ ...usual, ...changes })}`;
  };
  const facts = async (url: string) => {
    const html = await (await fetch(url)).text();
    const data = /data-facts="([^"]*)"/.exec(html)?.[1] ?? "";
    return JSON.parse(data.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code))));
  };

  it("offers what the button asked for, or what a test has set for the next popup alone", async () => {
    const extras = JSON.stringify({ setup: {}, featureType: "whatsapp_business_app_onboarding" });
    expect(await facts(address({ extras }))).toMatchObject({ problem: null, chosen: "coexistence" });
    await bench.sandbox("POST", "signup/next", { scenario: "error", error_message: "No." });
    expect(await facts(address({ extras: "{}" }))).toMatchObject({
      chosen: "error",
      wanted: { error_message: "No.", click: false },
    });
    const after = await facts(address({ extras: "{}" }));
    expect(after.chosen).toBe("new_number");
    expect(after).not.toHaveProperty("wanted");
  });

  it.each([
    [{ client_id: "1" }, /app ID/],
    [{ config_id: "" }, /config_id/],
    [{ response_type: "token" }, /response_type/],
    [{ origin: "https://evil.example" }, /Unknown Host/],
  ])("does not open with %j", async (changes, words) => {
    expect((await facts(address(changes))).problem).toMatch(words);
  });

  it("and the SDK come from here alone, the SDK for any page", async () => {
    const sdk = await fetch(`${bench.url}/en_US/sdk.js`);
    expect(sdk.headers.get("access-control-allow-origin")).toBe("*");
    expect(sdk.headers.get("content-type")).toContain("javascript");
    for (const path of ["/en_US/sdk.js", "/page/signup.js", "/page/signup.css", "/page/stray.html"]) {
      const answer = await fetch(`${bench.url}${path}`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toMatch(/https?:\/\//);
    }
  });
});
