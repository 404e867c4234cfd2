import { MESSAGE_KINDS, type MessageKind } from "../inbound-message";
import { dig, listItems } from "../read-json";
import { messageText } from "./message-text";

/** See `InboundMessage`. */
export type MessageContent = { kind: MessageKind; text: string | null; unseen: string | null; asks: boolean };

/** What a kind is that has content beside words. `text`, and kinds that nobody answers, have none. */
const UNSEEN: Readonly<Partial<Record<MessageKind, string>>> = {
  image: "a photo",
  video: "a video",
  audio: "an audio file",
  voice: "a voice note",
  document: "a document",
  sticker: "a sticker",
  location: "a place",
  contacts: "a contact",
  unknown: "a message that can't be read",
};

/** Takes one message's content apart (DOC/webhooks/reference/messages). `type` may be one that Meta has added since. */
export function readContent(message: unknown, type: string): MessageContent {
  const kind = MESSAGE_KINDS.find((known) => known === type) ?? "unknown";
  const text = messageText(message, kind);
  if (kind === "order") return { kind, text, unseen: describeOrder(message), asks: true };
  if (kind === "button") return { kind, text, unseen: text === null ? "a tap on a button" : null, asks: true };
  if (kind === "interactive") return { kind, text, ...readInteractive(message, text) };
  if (kind === "audio" && dig(message, "audio", "voice") === true) {
    return { kind, text, unseen: "a voice note", asks: false };
  }
  return { kind, text, unseen: UNSEEN[kind] ?? null, asks: false };
}

function readInteractive(message: unknown, text: string | null): Pick<MessageContent, "unseen" | "asks"> {
  const type = dig(message, "interactive", "type");
  if (text !== null) return { unseen: null, asks: true };
  if (type === "button_reply") return { unseen: "a tap on a button", asks: true };
  if (type === "list_reply") return { unseen: "a choice from a list", asks: true };
  if (type === "payment_method" || type === "payment") return { unseen: "a payment", asks: true };
  if (type === "nfm_reply") return { unseen: "a form that was filled in", asks: false };
  return { unseen: "a message that can't be read", asks: false };
}

function describeOrder(message: unknown): string {
  let count = 0;
  for (const { item } of listItems(dig(message, "order", "product_items"), "")) {
    const given = dig(item, "quantity");
    // Of a string or a number only: an object may bring a `toString` that can't be called.
    const quantity = typeof given === "string" ? Number(given) : given;
    count += typeof quantity === "number" && Number.isSafeInteger(quantity) && quantity > 0 ? quantity : 1;
  }
  if (count === 0) return "an order";
  return count === 1 ? "an order of 1 item" : `an order of ${count} items`;
}
