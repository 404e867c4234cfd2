import type { SendFailureGroup } from "./send-failure-group";

/** The channels that Concierge answers on; `docs/architecture.md` lists what one consists of. */
export const CHANNELS = ["whatsapp"] as const;
export type Channel = (typeof CHANNELS)[number];

export const isChannel = (name: string): name is Channel => (CHANNELS as readonly string[]).includes(name);

/** Who wrote. WhatsApp knows a person by phone number, or only by an id scoped to the business. */
export type SenderAddress = { kind: "phone"; value: string } | { kind: "user_id"; value: string };

/**
 * What kinds of message are told apart and kept. Closed: what a provider calls anything else is `unknown`, so that no
 * text of a stranger's choosing is stored as a kind.
 */
export const MESSAGE_KINDS = [
  "text",
  "image",
  "video",
  "audio",
  "voice",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "button",
  "order",
  "reaction",
  "system",
  "request_welcome",
  "edit",
  "revoke",
  "unsupported",
  "unknown",
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** Why a message opens no turn. */
export type UnansweredReason = "not_answerable" | "sender_unknown" | "withdrawn" | "reply_limit";

/** What a customer did to an earlier message: gave it other content, or took it back (`content` null). */
export type MessageChange = {
  originalId: string;
  content: Pick<InboundMessage, "kind" | "text" | "unseen" | "asks"> | null;
};

/** One customer message in the channel-neutral shape. Text lives here and in encrypted form only. */
export type InboundMessage = {
  channel: Channel;
  /** The channel's id of the account that was written to (WhatsApp: `phone_number_id`). */
  externalId: string;
  providerMessageId: string;
  sender: SenderAddress | null;
  /** The same person's other address, where the provider names both in one message; else null. */
  senderAlias: SenderAddress | null;
  /** Which of the customer's conversations it belongs to, on a channel that tells several apart; else null. */
  thread: string | null;
  /** At most 60 characters, without control characters; empty when unknown. */
  senderName: string;
  kind: MessageKind;
  /** What the customer wrote or chose: a body, a caption, a title, a note. Null where there are no such words. */
  text: string | null;
  /** What came that can't be read as words, in words of ours (`a photo`); null when the text is all there is. */
  unseen: string | null;
  /** Whether it wants an answer even without words: an order, a payment, a tap on a button or in a list. */
  asks: boolean;
  sentAt: Date;
  unanswered: UnansweredReason | null;
  /** Of an edit or a revoke; null for everything else. */
  change: MessageChange | null;
};

export type DeliveryState = "sent" | "delivered" | "read" | "failed";

/** What the channel says became of a message that we sent. */
export type DeliveryStatus = {
  channel: Channel;
  externalId: string;
  providerMessageId: string;
  state: DeliveryState;
  at: Date;
  /** What we attached when sending: `<turn id>:<attempt>`. */
  callbackData: string | null;
  errorCode: number | null;
  /** What the code of a `failed` status means; null for any other. */
  failure: SendFailureGroup | null;
  /** The provider's price category, e.g. `service`, with its model and type; null when it sent none. */
  pricing: { model: string | null; type: string | null; category: string | null; billable: boolean | null } | null;
};

/** What somebody wrote to a customer past us, on the phone that has the same number. Never its words. */
export type Echo = {
  channel: Channel;
  externalId: string;
  providerMessageId: string;
  /** Null where the provider did not say to whom. */
  customer: SenderAddress | null;
  kind: MessageKind;
  /** False for what only changes an earlier message, or reacts to one. */
  answers: boolean;
  sentAt: Date;
};

/** A provider delivery taken apart. `skipped` names the items that could not be read, without their content. */
export type ParsedDelivery = {
  channel: Channel;
  messages: InboundMessage[];
  statuses: DeliveryStatus[];
  echoes: Echo[];
  /** The addresses, as senders have them, that the delivery says belong to its external ids. */
  displayAddresses: Map<string, string>;
  skipped: { path: string; why: string }[];
};
