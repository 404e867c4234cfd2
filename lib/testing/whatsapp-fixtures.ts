import type { Json } from "./mutate-json";

export type JsonRecord = { [key: string]: Json };

export const NUMBER_ID = "106540352242922";
const CUSTOMER = "16505551234";
export const USER_ID = "US.13491208655302741918";
/** 14 November 2023, 22:13:20 UTC, in unix seconds, as Meta writes it. */
export const SENT_AT = "1700000000";

let made = 0;
/** A provider message id that no other fixture has. */
function newWamid(): string {
  made += 1;
  return `wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQz${String(made).padStart(8, "0")}A==`;
}

/** One message; `overrides` replace its common fields, and a field given as undefined is left out. */
export function message(
  type: string,
  content: JsonRecord,
  overrides: { [key: string]: Json | undefined } = {},
): JsonRecord {
  const fields = { from: CUSTOMER, id: newWamid(), timestamp: SENT_AT, type, ...content, ...overrides };
  const kept: JsonRecord = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) kept[key] = value;
  return kept;
}

type TextOptions = { [key: string]: Json | undefined; body?: string };
/** A plain text: `textMessage({ body: "hello", from: "…", id: "…" })`. */
export function textMessage({ body = "are you open on sunday?", ...overrides }: TextOptions = {}): JsonRecord {
  return message("text", { text: { body } }, overrides);
}

type StatusOptions = { [key: string]: Json | undefined; status?: string };
/** One status of a message that we sent. */
export function status({ status: state = "delivered", ...overrides }: StatusOptions = {}): JsonRecord {
  const { type: _type, from: _from, ...fields } = message("status", {}, overrides);
  return { recipient_id: CUSTOMER, ...fields, status: state };
}

export function contact(overrides: JsonRecord = {}): JsonRecord {
  return { profile: { name: "Ada Lovelace" }, wa_id: CUSTOMER, ...overrides };
}

type ChangeOptions = {
  numberId?: Json;
  contacts?: Json;
  messages?: Json;
  statuses?: Json;
  field?: Json;
  extra?: JsonRecord;
};
/** One change. Lists that are not given are absent, as in Meta's bodies. */
export function change({
  numberId = NUMBER_ID,
  field = "messages",
  extra = {},
  ...lists
}: ChangeOptions = {}): JsonRecord {
  const metadata = { display_phone_number: "15550783881", phone_number_id: numberId };
  return { value: { messaging_product: "whatsapp", metadata, ...lists, ...extra }, field };
}

/** One body with one entry. */
export function envelope(changes: Json): JsonRecord {
  return { object: "whatsapp_business_account", entry: [{ id: "102290129340398", time: 1_700_000_001, changes }] };
}

/** A body that brings these messages to one number, with one contact unless told otherwise. */
export function delivery(messages: Json, options: Omit<ChangeOptions, "messages"> = {}): JsonRecord {
  return envelope([change({ contacts: [contact()], ...options, messages })]);
}

/** A body that brings these statuses. */
export function statusDelivery(statuses: Json, options: Omit<ChangeOptions, "statuses"> = {}): JsonRecord {
  return envelope([change({ ...options, statuses })]);
}

const media = {
  id: "1003383421387256",
  mime_type: "image/jpeg",
  sha256: "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=",
};
const system = (type: string, content: JsonRecord) => message("system", { system: { type, ...content } });
const interactive = (type: string, content: JsonRecord) =>
  message("interactive", { interactive: { type, [type]: content } });
const unsupported = [{ code: 131051, title: "Message type unknown", error_data: { details: "Not supported." } }];

export type MessageShape = {
  name: string;
  message: JsonRecord;
  kind: string;
  text: string | null;
  unanswered: "not_answerable" | null;
};
const shape = (name: string, text: string | null, content: JsonRecord): MessageShape => ({
  name,
  message: content,
  kind: String(content.type),
  text,
  unanswered: null,
});
const silent = (name: string, content: JsonRecord): MessageShape => ({
  ...shape(name, null, content),
  unanswered: "not_answerable",
});

/** Every message type of the Cloud API, with the words that must be read from it. */
export const messageShapes: readonly MessageShape[] = [
  shape("text", "are you open on sunday?", textMessage()),
  shape("reply", "yes", textMessage({ body: "yes", context: { from: "15550783881", id: "wamid.OUT" } })),
  shape(
    "ad",
    "Is this available?",
    textMessage({
      body: "Is this available?",
      referral: {
        source_type: "ad",
        source_id: "120",
        source_url: "https://fb.me/x",
        headline: "Cuts",
        ctwa_clid: "Aff",
      },
    }),
  ),
  shape("image", "my hair now", message("image", { image: { ...media, caption: "my hair now" } })),
  shape("image without caption", null, message("image", { image: media })),
  shape("video", "like this", message("video", { video: { ...media, mime_type: "video/mp4", caption: "like this" } })),
  shape(
    "document",
    "my invoice",
    message("document", { document: { ...media, filename: "a.pdf", caption: "my invoice" } }),
  ),
  shape("document without caption", null, message("document", { document: { ...media, filename: "a.pdf" } })),
  shape("audio", null, message("audio", { audio: { ...media, mime_type: "audio/ogg; codecs=opus", voice: true } })),
  shape("voice", null, message("voice", { voice: media })),
  shape("sticker", null, message("sticker", { sticker: { ...media, mime_type: "image/webp", animated: false } })),
  shape(
    "location",
    null,
    message("location", { location: { latitude: 37.44, longitude: -122.16, name: "Main Square" } }),
  ),
  shape("location pin", null, message("location", { location: { latitude: 37.44, longitude: -122.16 } })),
  shape(
    "contacts",
    null,
    message("contacts", { contacts: [{ name: { formatted_name: "Bob" }, phones: [{ phone: "+1 650" }] }] }),
  ),
  shape("button reply", "Book now", interactive("button_reply", { id: "b1", title: "Book now" })),
  shape("list reply", "Haircut", interactive("list_reply", { id: "l1", title: "Haircut", description: "45 minutes" })),
  shape(
    "flow reply",
    null,
    interactive("nfm_reply", { name: "flow", body: "Sent", response_json: '{"flow_token":"t"}' }),
  ),
  shape("call permission", null, interactive("call_permission_reply", { response: "accept", is_permanent: false })),
  shape("button", "Yes please", message("button", { button: { text: "Yes please", payload: "YES" } })),
  shape(
    "order",
    "as a gift",
    message("order", { order: { catalog_id: "1", text: "as a gift", product_items: [{ quantity: 1 }] } }),
  ),
  shape("order without a note", null, message("order", { order: { product_items: [{ quantity: 2 }] } })),
  shape("payment", null, interactive("payment_method", { payment_status: "completed" })),
  shape("button reply without a title", null, interactive("button_reply", { id: "b1" })),
  shape("list reply without a title", null, interactive("list_reply", { id: "l1" })),
  shape("button without a text", null, message("button", { button: { payload: "YES" } })),
  { ...shape("type of tomorrow", null, message("hologram", { hologram: { id: "1" } })), kind: "unknown" },
  silent("reaction", message("reaction", { reaction: { message_id: "wamid.OUT", emoji: "👍" } })),
  silent("reaction removed", message("reaction", { reaction: { message_id: "wamid.OUT" } })),
  silent("number changed", system("user_changed_number", { body: "A changed from 1 to 2", wa_id: "16505559999" })),
  silent("identity changed", system("customer_identity_changed", { identity: "sF6xzRi5", previous_user_id: USER_ID })),
  silent("request_welcome", message("request_welcome", {})),
  silent("edit", message("edit", { edit: { original_message_id: "wamid.OLD", message: { type: "text" } } })),
  silent("revoke", message("revoke", { revoke: { original_message_id: "wamid.OLD" } })),
  silent("unsupported", message("unsupported", { errors: unsupported, unsupported: { type: "poll" } })),
  silent("unknown", message("unknown", { errors: unsupported })),
];

/** People who are known in other ways than by number, and people who are not known at all. */
export const senderShapes: readonly { name: string; body: JsonRecord; sender: string | null }[] = [
  { name: "number", body: delivery([textMessage()]), sender: CUSTOMER },
  { name: "number with plus", body: delivery([textMessage({ from: `+${CUSTOMER}` })]), sender: CUSTOMER },
  { name: "number and user id", body: delivery([textMessage({ from_user_id: USER_ID })]), sender: CUSTOMER },
  {
    name: "user id only",
    body: delivery([textMessage({ from: undefined, from_user_id: USER_ID })], {
      contacts: [contact({ user_id: USER_ID })],
    }),
    sender: USER_ID,
  },
  { name: "user id, empty from", body: delivery([textMessage({ from: "", from_user_id: USER_ID })]), sender: USER_ID },
  { name: "user id in from", body: delivery([textMessage({ from: USER_ID })]), sender: USER_ID },
  {
    name: "parent user id",
    body: delivery([textMessage({ from: "US.ENT.11815799212886844830" })]),
    sender: "US.ENT.11815799212886844830",
  },
  { name: "number in contacts only", body: delivery([textMessage({ from: undefined })]), sender: CUSTOMER },
  {
    name: "user id in contacts only",
    body: delivery([textMessage({ from: "" })], { contacts: [{ profile: { username: "ada" }, user_id: USER_ID }] }),
    sender: USER_ID,
  },
  { name: "nobody", body: delivery([textMessage({ from: undefined })], { contacts: [] }), sender: null },
];

/** The fields that carry `messages[]` or `statuses[]` and yet no message of a customer to us. */
export const foreignFields = ["history", "standby", "smb_message_echoes", "calls", "smb_app_state_sync"] as const;

/** Whole bodies as they come from Meta, to be sent, parsed and mutated. */
export const knownShapes: readonly { name: string; body: JsonRecord }[] = [
  ...messageShapes.map(({ name, message: content }) => ({ name: `message: ${name}`, body: delivery([content]) })),
  ...senderShapes.map(({ name, body }) => ({ name: `sender: ${name}`, body })),
  ...foreignFields.map((field) => ({
    name: `field: ${field}`,
    body: delivery([textMessage()], { field, statuses: [status()] }),
  })),
  ...["sent", "delivered", "read", "played", "deleted"].map((state) => ({
    name: `status: ${state}`,
    body: statusDelivery([
      status({
        status: state,
        biz_opaque_callback_data: "0b9f7c1e-2f7e-4f0e-9c1e-3a3f1f7c9d11:1",
        pricing: { billable: true, pricing_model: "PMP", type: "regular", category: "service" },
      }),
    ]),
  })),
  {
    name: "status: failed",
    body: statusDelivery([status({ status: "failed", errors: [{ code: 131026, title: "Message undeliverable" }] })]),
  },
  { name: "group message", body: delivery([textMessage({ group_id: "HBgLMTY0NjcwNDM1OTU=" })]) },
  {
    name: "batch",
    body: delivery([textMessage({ body: "are you" }), textMessage({ body: "open" })], { statuses: [status()] }),
  },
  { name: "value errors", body: envelope([change({ extra: { errors: [{ code: 131035, title: "Message lost" }] } })]) },
  {
    name: "entry as an object, numeric timestamp",
    body: {
      object: "whatsapp_business_account",
      entry: { id: "102290129340398", changes: [change({ messages: [textMessage({ timestamp: Number(SENT_AT) })] })] },
    },
  },
  { name: "no entry", body: { object: "whatsapp_business_account", entry: [] } },
];
