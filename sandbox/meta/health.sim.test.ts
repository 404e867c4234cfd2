import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetaBench, platformWaba, startMetaBench, textTo } from "./test-server/meta-test-server";
import { type ReceivedItem, startReceivingApp } from "./test-server/receiving-app";
import { demoNumber } from "./world/meta-world";

const waba = "41";
const number = "410001";
let bench: MetaBench;

beforeEach(async () => {
  bench = await startMetaBench();
  const names = { display_phone_number: "+49 30 1234", verified_name: "Café" };
  await bench.sandbox("POST", "numbers", { id: number, waba_id: waba, subscribed: true, ...names });
  await bench.sandbox("POST", "wabas", { id: waba, business_id: "6041" });
  await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: [waba] });
});
afterEach(() => bench.close());

/** Lets it happen and waits for its webhook. */
async function happens(news: object) {
  // Statuses of sends arrive meanwhile; they are none of its business.
  const isNews = ({ account }: ReceivedItem) => account !== undefined;
  const before = bench.app.received.flatMap(({ items }) => items).filter(isNews).length;
  const answer = await bench.sandbox("POST", "health", { number_id: number, ...news });
  expect(answer.status).toBe(202);
  const item = (await bench.app.items(before + 1, isNews)).at(-1);
  return { field: item?.field, ...item?.account };
}
const send = () => bench.graph("POST", `${number}/messages`, textTo("+15550100100", "hi"), "tenant");
const read = async (fields: string) =>
  (await bench.graph("GET", `${number}?fields=${fields}`, undefined, "tenant")).body;
const account = (event: string, more: object = {}) => happens({ field: "account_update", event, ...more });

describe("account_update", () => {
  it("PARTNER_REMOVED comes from the partner's portfolio, and the token reads nothing any more", async () => {
    expect(await account("PARTNER_REMOVED")).toEqual({
      field: "account_update",
      entryId: "600000000000000",
      time: expect.any(Number),
      value: { event: "PARTNER_REMOVED", waba_info: { waba_id: waba, owner_business_id: "6041" } },
    });
    expect((await send()).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    await account("PARTNER_ADDED");
    expect((await send()).status).toBe(200);
  });

  it("PARTNER_REMOVED has another shape for a number in the phone app", async () => {
    await bench.sandbox("POST", "numbers", { id: number, is_on_biz_app: true });
    expect(await account("PARTNER_REMOVED", { reason: "PRIMARY_INACTIVITY", initiated_by: "SYSTEM" })).toMatchObject({
      entryId: waba,
      value: {
        event: "PARTNER_REMOVED",
        phone_number: "49301234",
        disconnection_info: { reason: "PRIMARY_INACTIVITY", initiated_by: "SYSTEM" },
      },
    });
    const shapeA = await account("PARTNER_REMOVED", { shape: "A", reason: "ACCOUNT_DISCONNECTED" });
    expect(shapeA.value).toMatchObject({ waba_info: {}, disconnection_info: { reason: "ACCOUNT_DISCONNECTED" } });
  });

  it("OFFBOARDED holds sends and keeps the token, RECONNECTED lets them go; a GET decides, not their order", async () => {
    await bench.sandbox("POST", "numbers", { id: number, is_on_biz_app: true });
    expect(await account("ACCOUNT_OFFBOARDED", { time: "1764000000" })).toEqual({
      field: "account_update",
      entryId: waba,
      time: "1764000000",
      value: { event: "ACCOUNT_OFFBOARDED" },
    });
    expect(await read("is_on_biz_app")).toMatchObject({ is_on_biz_app: false });
    expect((await send()).body.error.code).toBe(133010);
    await account("ACCOUNT_RECONNECTED");
    await account("ACCOUNT_OFFBOARDED", { effect: false });
    expect(await read("is_on_biz_app")).toMatchObject({ is_on_biz_app: true });
    expect((await send()).status).toBe(200);
  });

  it("DISABLED_UPDATE bans, warns and heals by its state", async () => {
    const banned = await account("DISABLED_UPDATE", { ban_state: "DISABLE", ban_date: "December 1, 2026" });
    expect(banned).toMatchObject({
      entryId: waba,
      value: { ban_info: { waba_ban_state: "DISABLE", waba_ban_date: "December 1, 2026" } },
    });
    expect((await send()).body.error.code).toBe(131031);
    await account("DISABLED_UPDATE", { ban_state: "SCHEDULE_FOR_DISABLE" });
    expect((await send()).status).toBe(200);
    await account("DISABLED_UPDATE", { ban_state: "DISABLE" });
    await account("DISABLED_UPDATE", { ban_state: "REINSTATE" });
    expect((await send()).status).toBe(200);
  });

  it("ACCOUNT_RESTRICTION mutes only where it is about answers to customers, until its end", async () => {
    const warned = await account("ACCOUNT_RESTRICTION", { expiration: "2027-01-01T00:00:00+0000" });
    expect(warned.value).toMatchObject({
      restriction_info: [
        { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: "2027-01-01T00:00:00+0000" },
      ],
    });
    expect((await send()).status).toBe(200);
    const muting = { restriction_type: "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" };
    await account("ACCOUNT_RESTRICTION", { ...muting, expiration: 1_700_000_000 });
    expect((await send()).status).toBe(200);
    await account("ACCOUNT_RESTRICTION", muting);
    expect((await send()).body.error.code).toBe(368);
  });

  it.each([
    ["ACCOUNT_VIOLATION", { violation_info: { violation_type: "SCAM" } }],
    ["ACCOUNT_DELETED", {}],
    ["PARTNER_APP_UNINSTALLED", { waba_info: { waba_id: waba } }],
  ])("%s", async (event, value) => {
    expect((await account(event)).value).toMatchObject({ event, ...value });
    expect((await send()).status).toBe(event === "ACCOUNT_VIOLATION" ? 200 : 400);
  });
});

describe("the other fields of health", () => {
  it("account_alerts", async () => {
    expect(await happens({ field: "account_alerts", severity: "CRITICAL", type: "OBA_REJECTED" })).toMatchObject({
      entryId: waba,
      value: {
        entity_type: "WABA",
        entity_id: waba,
        alert_info: { alert_severity: "CRITICAL", alert_status: "ACTIVE", alert_type: "OBA_REJECTED" },
      },
    });
  });

  it("phone_number_quality_update tells the limit and nothing of the quality, by the display number alone", async () => {
    const { value } = await happens({ field: "phone_number_quality_update", limit: "TIER_10K" });
    expect(value).toEqual({
      display_phone_number: "49301234",
      event: "ONBOARDING",
      max_daily_conversations_per_business: "TIER_10K",
    });
    expect(await read("whatsapp_business_manager_messaging_limit,quality_rating")).toMatchObject({
      whatsapp_business_manager_messaging_limit: "TIER_10K",
      quality_rating: "GREEN",
    });
  });

  it("phone_number_name_update, and the name is in force once the number is registered again", async () => {
    await bench.sandbox("POST", "numbers", { id: number, name_status: "PENDING_REVIEW", name_in_force: false });
    const { value } = await happens({ field: "phone_number_name_update", decision: "APPROVED", name: "Café Nord" });
    expect(value).toEqual({
      display_phone_number: "49301234",
      decision: "APPROVED",
      requested_verified_name: "Café Nord",
      rejection_reason: null,
    });
    expect(await read("name_status,verified_name")).toMatchObject({
      name_status: "APPROVED",
      verified_name: "Café Nord",
    });
    expect((await send()).body.error.code).toBe(131037);
    await bench.graph("POST", `${number}/register`, { messaging_product: "whatsapp", pin: "123456" }, "tenant");
    expect((await send()).status).toBe(200);
    const no = await happens({ field: "phone_number_name_update", decision: "REJECTED" });
    expect(no.value).toMatchObject({ decision: "REJECTED", rejection_reason: "NAME_NOT_CONSISTENT" });
    expect(await read("name_status")).toMatchObject({ name_status: "DECLINED" });
  });

  it("account_review_update and business_capability_update", async () => {
    expect((await happens({ field: "account_review_update", decision: "REJECTED" })).value).toEqual({
      decision: "REJECTED",
    });
    const shown = await bench.graph("GET", `${waba}?fields=account_review_status`, undefined, "tenant");
    expect(shown.body.account_review_status).toBe("REJECTED");
    expect((await happens({ field: "business_capability_update", limit: "TIER_100K" })).value).toEqual({
      max_daily_conversations_per_business: "TIER_100K",
      max_phone_numbers_per_business: 25,
    });
  });

  it("security: the PIN changes, or is reset", async () => {
    await bench.sandbox("POST", "numbers", { id: number, registered: false, pin: "111111" });
    const register = (pin: string) =>
      bench.graph("POST", `${number}/register`, { messaging_product: "whatsapp", pin }, "tenant");
    const changed = await happens({ field: "security", event: "PIN_CHANGED", pin: "222222" });
    expect(changed.value).toEqual({ display_phone_number: "49301234", event: "PIN_CHANGED" });
    expect((await register("111111")).body.error.code).toBe(133005);
    await happens({ field: "security", event: "PIN_RESET_SUCCESS" });
    expect((await register("333333")).status).toBe(200);
  });

  it("go to the app's own address, signed, whatever overrides there are", async () => {
    const other = await startReceivingApp();
    try {
      const override = { override_callback_uri: `${other.url}/hook`, verify_token: "verify-me" };
      await bench.graph("POST", number, { webhook_configuration: override }, "tenant");
      await bench.graph("POST", `${waba}/subscribed_apps`, override, "tenant");
      await account("ACCOUNT_VIOLATION");
      const webhook = bench.app.received.at(-1);
      expect(webhook?.signature).toMatch(/^sha256=[0-9a-f]{64}$/);
      await bench.sandbox("POST", "phone/echoes", { numberId: number, text: "me" });
      const [echoed] = await other.webhooks(1);
      expect(echoed?.items[0]).toMatchObject({ field: "smb_message_echoes" });
      expect(other.received).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it("of no account are refused, and any other webhook can be posted as it is", async () => {
    const nobody = await bench.sandbox("POST", "health", {
      field: "account_review_update",
      decision: "APPROVED",
      waba_id: "9",
    });
    expect(nobody.status).toBe(404);
    expect((await bench.sandbox("POST", "health", { field: "nonsense" })).status).toBe(400);
    await bench.sandbox("POST", "webhooks", { field: "flows", value: { event: "X" }, entry_id: "7" });
    const [item] = await bench.app.items(1, ({ field }) => field === "flows");
    expect(item?.account).toMatchObject({ entryId: "7", value: { event: "X" } });
  });
});

describe("the owner on the phone", () => {
  const echo = (body: object) => bench.sandbox<{ id: string }>("POST", "phone/echoes", body);
  const echoed = async (id: string) => (await bench.app.items(1, (item) => item.echo?.id === id))[0];

  it("answers a customer: the app hears an echo, the customer sees the message", async () => {
    const { status, body } = await echo({ text: "Geöffnet bis 6", to: "+1 555 010 0101" });
    expect(status).toBe(202);
    expect(await echoed(body.id)).toEqual({
      field: "smb_message_echoes",
      numberId: demoNumber.id,
      contacts: [],
      echo: {
        from: "15550100001",
        to: "15550100101",
        id: body.id,
        timestamp: expect.stringMatching(/^\d{10}$/),
        type: "text",
        text: { body: "Geöffnet bis 6" },
      },
    });
    expect(bench.app.received[0]?.raw).toContain(`"id":"${platformWaba}"`);
    const thread = await bench.sandbox("GET", "phone/thread?from=15550100101");
    expect(thread.body.messages).toMatchObject([{ direction: "out", text: "Geöffnet bis 6", byOwner: true }]);
  });

  it("edits and takes back what was written", async () => {
    const { id } = (await echo({ text: "at six" })).body;
    const edit = (await echo({ kind: "edit", messageId: id, text: "at seven" })).body.id;
    expect((await echoed(edit))?.echo).toMatchObject({
      type: "edit",
      edit: { original_message_id: id, message: { type: "text", text: { body: "at seven" } } },
    });
    const messages = async () => (await bench.sandbox("GET", "phone/thread")).body.messages;
    expect(await messages()).toMatchObject([{ id, text: "at seven" }]);
    const revoke = (await echo({ kind: "revoke", messageId: id })).body.id;
    expect((await echoed(revoke))?.echo).toMatchObject({ type: "revoke", revoke: { original_message_id: id } });
    expect(await messages()).toMatchObject([{ id, text: "This message was deleted" }]);
    expect((await echo({ kind: "edit", messageId: "wamid.no", text: "x" })).status).toBe(404);
    expect((await echo({ kind: "revoke" })).status).toBe(400);
  });

  it("answers a customer who is known by user id only", async () => {
    const { id } = (await echo({ text: "hi", userId: "US.77" })).body;
    const item = await echoed(id);
    expect(item?.echo).toMatchObject({ to_user_id: "US.77" });
    expect(item?.echo).not.toHaveProperty("to");
  });

  it("sees a send of the API echoed under its own id, once in the thread", async () => {
    const sent = await bench.graph("POST", `${demoNumber.id}/messages`, textTo("+15550100100", "from the API"));
    const id = sent.body.messages[0]?.id ?? "";
    await echo({ text: "from the API", messageId: id });
    expect((await echoed(id))?.echo).toMatchObject({ id, text: { body: "from the API" } });
    expect((await bench.sandbox("GET", "phone/thread")).body.messages).toHaveLength(1);
  });

  it("is not heard where no app is subscribed", async () => {
    await bench.graph("DELETE", `${platformWaba}/subscribed_apps`);
    const { id } = (await echo({ text: "alone" })).body;
    await bench.graph("POST", `${platformWaba}/subscribed_apps`);
    const second = (await echo({ text: "heard" })).body.id;
    await echoed(second);
    expect(bench.app.received.flatMap(({ items }) => items.map((item) => item.echo?.id))).not.toContain(id);
  });
});
