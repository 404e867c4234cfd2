import { describe, expect, it } from "vitest";
import { parseDelivery } from "./parse-delivery";

const NOW = new Date("2026-11-20T12:00:00Z");
const SENT = Math.floor(NOW.getTime() / 1_000) - 60;
const NUMBER = "200000000000001";
const USER_ID = "US.13491208655300000001";

const delivery = (items: unknown, value: object = {}, field = "smb_message_echoes") => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "1",
      changes: [{ field, value: { metadata: { phone_number_id: NUMBER }, message_echoes: items, ...value } }],
    },
  ],
});
const item = (change: object = {}) => ({
  ...{ from: "15550100001", to: "15551230631", id: "wamid.E", timestamp: String(SENT), type: "text" },
  ...{ text: { body: "I take over. Tuesday at 3?" }, ...change },
});
const read = (items: unknown, value?: object) => parseDelivery(delivery(items, value), NOW);

describe("what the owner wrote on the phone", () => {
  it("is read with its customer and time, without a word of it", () => {
    const parsed = read([item()]);
    expect(parsed.echoes).toEqual([
      {
        ...{ channel: "whatsapp", externalId: NUMBER, providerMessageId: "wamid.E", kind: "text", answers: true },
        ...{ customer: { kind: "phone", value: "15551230631" }, sentAt: new Date(SENT * 1_000) },
      },
    ]);
    expect([parsed.messages, parsed.statuses, parsed.skipped]).toEqual([[], [], []]);
    expect(JSON.stringify(parsed)).not.toContain("Tuesday");
  });

  it.each([
    ["a number with a plus", { to: "+15551230631" }, {}, { kind: "phone", value: "15551230631" }],
    ["a user id in to", { to: USER_ID }, {}, { kind: "user_id", value: USER_ID }],
    ["a user id beside it", { to: undefined, to_user_id: USER_ID }, {}, { kind: "user_id", value: USER_ID }],
    ["the only contact", { to: "" }, { contacts: [{ user_id: USER_ID }] }, { kind: "user_id", value: USER_ID }],
    [
      "nobody of several contacts",
      { to: "" },
      { contacts: [{ wa_id: "15551230631" }, { wa_id: "15551230632" }] },
      null,
    ],
    ["nobody", { to: {} }, {}, null],
  ])("went to %s", (_whom, change, value, customer) => {
    expect(read([item(change)], value).echoes).toMatchObject([{ customer }]);
  });

  it.each(["edit", "revoke", "reaction"])("is no answer where it is of the type %s", (type) => {
    expect(read([item({ type })]).echoes).toMatchObject([{ answers: false }]);
  });

  it("costs no neighbour where it can't be read, and is nothing in another field", () => {
    const parsed = read([null, item({ id: "" }), item(), "text"]);
    expect(parsed.echoes).toHaveLength(1);
    expect(parsed.skipped.map(({ path }) => path)).toEqual(
      [0, 1, 3].map((at) => `entry[0].changes[0].value.message_echoes[${at}]`),
    );
    expect(parseDelivery(delivery([item()], {}, "history"), NOW).echoes).toEqual([]);
  });
});
