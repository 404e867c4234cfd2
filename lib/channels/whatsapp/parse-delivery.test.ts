import { describe, expect, it } from "vitest";
import {
  change,
  contact,
  delivery,
  envelope,
  foreignFields,
  type JsonRecord,
  message,
  messageShapes,
  NUMBER_ID,
  SENT_AT,
  senderShapes,
  status,
  textMessage,
  USER_ID,
} from "@/lib/testing/fixtures/whatsapp-deliveries";
import { parseDelivery } from "./parse-delivery";

const receivedAt = new Date("2026-11-20T10:00:00Z");
const parse = (body: unknown) => parseDelivery(body, receivedAt);
const NOTHING = {
  channel: "whatsapp",
  messages: [],
  statuses: [],
  echoes: [],
  displayAddresses: new Map(),
  skipped: [],
};
const texts = (body: unknown) => parse(body).messages.map(({ text }) => text);

describe("messages", () => {
  it("reads a text whole", () => {
    expect(parse(delivery([textMessage({ id: "wamid.A", body: "hi\u0000 there" })]))).toEqual({
      channel: "whatsapp",
      messages: [
        {
          channel: "whatsapp",
          externalId: NUMBER_ID,
          providerMessageId: "wamid.A",
          sender: { kind: "phone", value: "16505551234" },
          senderAlias: null,
          thread: null,
          senderName: "Ada Lovelace",
          kind: "text",
          text: "hi there",
          unseen: null,
          asks: false,
          sentAt: new Date(Number(SENT_AT) * 1000),
          unanswered: null,
          change: null,
        },
      ],
      statuses: [],
      echoes: [],
      displayAddresses: new Map([[NUMBER_ID, "15550783881"]]),
      skipped: [],
    });
  });

  it.each(messageShapes)("reads the words of: $name", ({ message, kind, text, unanswered }) => {
    const parsed = parse(delivery([message]));
    expect(parsed.skipped).toEqual([]);
    expect(parsed.messages).toMatchObject([{ kind, text, unanswered }]);
  });

  it.each(senderShapes)("knows the sender by: $name", ({ body, sender, alias = null }) => {
    const [message] = parse(body).messages;
    expect(message?.sender?.value ?? null).toBe(sender);
    expect(message?.senderAlias?.value ?? null).toBe(alias);
    expect(message?.unanswered).toBe(sender === null ? "sender_unknown" : null);
  });

  it("takes no new address from what the system reports", () => {
    const report = { system: { body: "changed", type: "user_changed_number", wa_id: "16505550000" } };
    const from = { from: "16505551234", from_user_id: USER_ID };
    expect(parse(delivery([message("system", report, from)])).messages).toMatchObject([{ senderAlias: null }]);
  });

  it("answers no group", () => {
    expect(parse(delivery([textMessage({ group_id: "G1" })])).messages).toMatchObject([
      { unanswered: "not_answerable" },
    ]);
    expect(parse(delivery([textMessage({ group_id: "" })])).messages).toMatchObject([{ unanswered: null }]);
  });

  it("takes a message without a type as unknown, and keeps no type that it doesn't know", () => {
    const bodies = delivery([textMessage({ type: undefined }), textMessage({ type: "x".repeat(50) })]);
    expect(parse(bodies).messages).toMatchObject([
      { kind: "unknown", unanswered: "not_answerable" },
      { kind: "unknown", unanswered: null },
    ]);
  });

  it("finds no words under a type that every object inherits", () => {
    expect(parse(delivery([textMessage({ type: "constructor" })])).messages).toMatchObject([
      { kind: "unknown", text: null },
    ]);
  });

  it("cuts a text at 16,000 characters, and takes a blank one for none", () => {
    const bodies = ["x".repeat(16_001), "👍".repeat(16_001), " \n\u200b"].map((body) => textMessage({ body }));
    expect(texts(delivery(bodies))).toEqual(["x".repeat(16_000), "👍".repeat(16_000), null]);
  });

  it("takes no file's name for words, where the caption is blank either", () => {
    const document = { type: "document", document: { caption: " ", filename: "price list.pdf" } };
    expect(texts(delivery([textMessage(document)]))).toEqual([null]);
  });

  it.each([
    ["text", null, false],
    ["image", "a photo", false],
    ["document without caption", "a document", false],
    ["audio", "a voice note", false],
    ["voice", "a voice note", false],
    ["location", "a place", false],
    ["flow reply", "a form that was filled in", false],
    ["call permission", "a message that can't be read", false],
    ["type of tomorrow", "a message that can't be read", false],
    ["button reply", null, true],
    ["button reply without a title", "a tap on a button", true],
    ["button without a text", "a tap on a button", true],
    ["list reply without a title", "a choice from a list", true],
    ["payment", "a payment", true],
    ["order", "an order of 1 item", true],
    ["order without a note", "an order of 2 items", true],
  ])("says of %s that it holds %j, and whether it wants an answer: %s", (name, unseen, asks) => {
    const shape = messageShapes.find((one) => one.name === name);
    expect(parse(delivery([shape?.message ?? null])).messages).toMatchObject([{ unseen, asks }]);
  });

  it.each([
    [[], "an order"],
    [
      [{ quantity: "3" }, { quantity: -1 }, { quantity: 1e300 }, { quantity: { toString: null } }],
      "an order of 6 items",
    ],
    ["none", "an order of 1 item"],
  ])("counts the items of an order: %j is %s", (product_items, unseen) => {
    const order = { type: "order", order: { product_items } };
    expect(parse(delivery([textMessage(order)])).messages).toMatchObject([{ unseen }]);
  });

  it("reads what an edit or a revoke says of an earlier message", () => {
    const change = (type: string, content: JsonRecord, more: JsonRecord = {}) =>
      parse(delivery([message(type, { [type]: content, ...more })])).messages[0]?.change;
    const edited = { original_message_id: "wamid.OLD", message: { type: "text", text: { body: "at 5" } } };
    const content = { kind: "text", text: "at 5", unseen: null, asks: false };
    expect(change("edit", edited)).toEqual({ originalId: "wamid.OLD", content });
    expect(change("revoke", { original_message_id: "wamid.OLD" })).toEqual({ originalId: "wamid.OLD", content: null });
    expect(change("edit", { ...edited, message: { type: "unsupported" } })).toBeNull();
    expect(change("edit", { original_message_id: "wamid.OLD" })).toBeNull();
    expect(change("revoke", {})).toBeNull();
    expect(change("revoke", { original_message_id: "wamid.OLD" }, { group_id: "G1" })).toBeNull();
    expect(change("text", { ...edited, body: "hello" })).toBeNull();
  });

  it("skips an id that can't be kept, and says where", () => {
    const messages = [
      textMessage({ id: "" }),
      textMessage({ id: undefined }),
      null,
      textMessage({ body: "kept" }),
      textMessage({ id: "x".repeat(513) }),
    ];
    const parsed = parse(delivery(messages));
    expect(parsed.messages).toMatchObject([{ text: "kept" }]);
    expect(parsed.skipped).toEqual([
      { path: "entry[0].changes[0].value.messages[0]", why: "no usable id" },
      { path: "entry[0].changes[0].value.messages[1]", why: "no usable id" },
      { path: "entry[0].changes[0].value.messages[2]", why: "not an object" },
      { path: "entry[0].changes[0].value.messages[4]", why: "no usable id" },
    ]);
  });
});

describe("deliveries", () => {
  it("walks every entry, change and message, each with its own number", () => {
    const one = change({ messages: [textMessage({ body: "1" }), textMessage({ body: "2" })], contacts: [contact()] });
    const two = change({ numberId: "222", messages: [textMessage({ body: "3" })], contacts: [contact()] });
    const body = {
      entry: [{ changes: [one, two] }, { changes: [change({ messages: [textMessage({ body: "4" })] })] }],
    };
    expect(parse(body).messages.map(({ externalId, text }) => [externalId, text])).toEqual([
      [NUMBER_ID, "1"],
      [NUMBER_ID, "2"],
      ["222", "3"],
      [NUMBER_ID, "4"],
    ]);
  });

  it("keeps the first of equal ids, per number", () => {
    const messages = [textMessage({ id: "A", body: "first" }), textMessage({ id: "A", body: "again" })];
    const parsed = parse(envelope([change({ messages }), change({ messages }), change({ numberId: "222", messages })]));
    expect(parsed.messages.map(({ externalId, text }) => [externalId, text])).toEqual([
      [NUMBER_ID, "first"],
      ["222", "first"],
    ]);
    expect(parsed.skipped).toEqual([]);
  });

  it("takes objects where lists should be, and a number id without quotes", () => {
    const one = change({
      numberId: Number(NUMBER_ID),
      messages: textMessage({ body: "hi" }),
      statuses: status(),
      contacts: contact(),
    });
    const parsed = parse({ entry: { changes: one } });
    expect(parsed).toMatchObject({
      messages: [{ externalId: NUMBER_ID, text: "hi" }],
      statuses: [{ state: "delivered" }],
      skipped: [],
    });
  });

  it.each(foreignFields)("leaves the field %s alone", (field) => {
    const body = delivery([textMessage()], { field, statuses: [status()] });
    expect(parse(body)).toEqual(NOTHING);
  });

  it.each([
    [null, "body", "not an object"],
    [[], "body", "not an object"],
    [{ entry: 5 }, "entry", "not an object"],
    [{ entry: [{ changes: ["x"] }] }, "entry[0].changes[0]", "no field"],
    [{ entry: [{ changes: [{ field: "messages" }] }] }, "entry[0].changes[0].value", "not an object"],
    [delivery([textMessage()], { numberId: null }), "entry[0].changes[0].value.messages[0]", "no phone_number_id"],
  ])("says what can't be read in %j", (body, path, why) => {
    expect(parse(body)).toEqual({ ...NOTHING, skipped: [{ path, why }] });
  });

  it.each([{}, { entry: null }, { entry: [{}] }, { entry: [{ changes: null }] }, delivery([])])(
    "finds nothing in %j",
    (body) => {
      expect(parse(body)).toEqual(NOTHING);
    },
  );

  it("names the errors that Meta reports in place of messages", () => {
    const errors = [{ code: 131035, title: "Message lost" }, "no code"];
    expect(parse(envelope([change({ extra: { errors } })])).skipped).toEqual([
      { path: "entry[0].changes[0].value.errors[0]", why: "Meta reports error 131035" },
      { path: "entry[0].changes[0].value.errors[1]", why: "Meta reports error without a code" },
    ]);
  });

  it("tells paths and reasons of what it skipped, never content", () => {
    const secret = textMessage({ id: "", body: "my secret" });
    expect(JSON.stringify(parse(delivery([secret])).skipped)).not.toContain("secret");
  });
});
