/**
 * What a customer sends, as the `messages[]` and `contacts[]` items of a webhook (DOC/webhooks/reference/messages/*).
 * Text in full; of the other types one plausible example each. Anything else goes in as a raw message object.
 */

import type { Contact } from "../webhooks/webhook-payload";
import { createMessageId, userIdOf } from "../world/message-id";

/** By which addresses a webhook names a customer who has a phone number (DOC/business-scoped-user-ids). */
export const namings = ["both", "phone", "user_id"] as const;
export type Naming = (typeof namings)[number];

export interface Customer {
  /** Digits; undefined for a customer who is known by user id only. */
  phone: string | undefined;
  userId: string;
  namedBy: Naming;
  name: string;
  username?: string;
}

export interface CustomerMessage {
  id: string;
  /** What the phone shows. */
  text: string;
  contact: Contact;
  message: object;
}

/** Makes a medium of this type and says how a webhook names it. */
export type NewMedia = (mimeType: string) => { mime_type: string; sha256: string; id: string; url: string };

const captioned = (text: string) => (text ? { caption: text } : {});

/** The content of a message by type; `text` is its body, caption or title. */
const examples = {
  text: (text) => ({ text: { body: text } }),
  image: (text, media) => ({ image: { ...captioned(text), ...media("image/jpeg") } }),
  video: (text, media) => ({ video: { ...captioned(text), ...media("video/mp4") } }),
  document: (text, media) => ({
    document: { ...captioned(text), filename: "list.pdf", ...media("application/pdf") },
  }),
  audio: (_text, media) => ({ audio: { ...media("audio/ogg; codecs=opus"), voice: true } }),
  sticker: (_text, media) => ({ sticker: { ...media("image/webp"), animated: false } }),
  location: (text) => ({ location: { latitude: 52.5163, longitude: 13.3777, ...(text ? { name: text } : {}) } }),
  button: (text) => ({ button: { text, payload: text } }),
  interactive: (text) => ({ interactive: { type: "button_reply", button_reply: { id: "choice-1", title: text } } }),
  order: (text) => ({ order: { catalog_id: "500000000000001", text, product_items: [] } }),
  unsupported: () => ({
    errors: [
      {
        code: 131051,
        title: "Message type unknown",
        message: "Message type unknown",
        error_data: { details: "Message type is currently not supported." },
      },
    ],
    unsupported: { type: "poll" },
  }),
} satisfies Record<string, (text: string, media: NewMedia) => object>;

export type ExampleType = keyof typeof examples;
export const exampleTypes = Object.keys(examples) as [ExampleType, ...ExampleType[]];

/** The customer of a phone number in digits, or of a user id, or of both. */
export function customerOf(given: {
  phone?: string;
  userId?: string;
  namedBy: Naming;
  name: string;
  username?: string;
}): Customer {
  const { phone, namedBy, name, username } = given;
  const userId = given.userId ?? userIdOf(phone ?? "");
  return { phone, userId, namedBy: phone === undefined ? "user_id" : namedBy, name, username };
}

/** A message of one of the example types, now. */
export function exampleMessage(customer: Customer, type: ExampleType, text: string, media: NewMedia): CustomerMessage {
  const shown = type === "text" ? text : `[${type}]${text ? ` ${text}` : ""}`;
  return fullMessage(customer, { type, ...examples[type](text, media) }, shown);
}

/** A raw message object: sender, id and timestamp are added unless it brings its own. */
export function rawMessage(customer: Customer, raw: Readonly<Record<string, unknown>>): CustomerMessage {
  return fullMessage(customer, raw, typeof raw.type === "string" ? `[${raw.type}]` : "[message]");
}

function fullMessage(customer: Customer, content: Readonly<Record<string, unknown>>, text: string): CustomerMessage {
  const { namedBy, name, username } = customer;
  const phone = namedBy === "user_id" ? undefined : customer.phone;
  const userId = namedBy === "phone" ? undefined : customer.userId;
  const id = typeof content.id === "string" ? content.id : createMessageId(phone ?? customer.userId, "in");
  return {
    id,
    text,
    contact: {
      profile: { name, ...(username === undefined ? {} : { username }) },
      ...(phone === undefined ? {} : { wa_id: phone }),
      ...(userId === undefined ? {} : { user_id: userId }),
    },
    message: {
      ...(phone === undefined ? {} : { from: phone }),
      ...(userId === undefined ? {} : { from_user_id: userId }),
      id,
      timestamp: String(Math.floor(Date.now() / 1000)),
      ...content,
    },
  };
}
