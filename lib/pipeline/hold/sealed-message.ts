import type { InboundMessage, SenderAddress } from "@/lib/channels/inbound-message";
import type { BodyCipher } from "@/lib/core/text-cipher.port";
import type { HandOverOrder } from "../turn";
import type { SaidText, SealedText } from "./short-memory.port";

/** What a turn needs of a message, and nothing more. Exists in memory and under the seal only. */
export type MessageBody = Pick<InboundMessage, "senderName" | "text" | "unseen" | "asks"> & {
  sender: SenderAddress;
  /** In ms since 1970. */
  sentAt: number;
  /** The customer gave it other words; `sentAt` is when. */
  edited?: true;
  /** The customer took it back: there are no words in here any more. */
  withdrawn?: true;
};

const context = (accountId: string, messageId: string): string[] => ["message", accountId, messageId];

export function sealMessage(
  cipher: BodyCipher,
  accountId: string,
  message: InboundMessage & { sender: SenderAddress },
  change: Pick<MessageBody, "edited" | "withdrawn"> = {},
): string {
  const body: MessageBody = {
    sender: message.sender,
    senderName: message.senderName,
    text: message.text,
    unseen: message.unseen,
    asks: message.asks,
    sentAt: message.sentAt.getTime(),
    ...change,
  };
  return cipher.seal(JSON.stringify(body), context(accountId, message.providerMessageId));
}

/**
 * Null when the seal does not open: its key is gone, or it was made for another message. What was sealed before `unseen`
 * and `asks` were kept has neither.
 */
export function openMessage(
  cipher: BodyCipher,
  accountId: string,
  messageId: string,
  sealed: string,
): MessageBody | null {
  const text = cipher.open(sealed, context(accountId, messageId));
  if (text === null) return null;
  const body = JSON.parse(text) as Partial<MessageBody> & Omit<MessageBody, "unseen" | "asks">;
  return { unseen: null, asks: false, ...body };
}

const memoryContext = (conversation: string): string[] => ["memory", conversation];

export function sealRemembered(cipher: BodyCipher, conversation: string, said: SaidText): SealedText {
  return { sealed: cipher.seal(JSON.stringify(said), memoryContext(conversation)), at: said.at };
}

/** Null when the seal does not open. */
export function openRemembered(cipher: BodyCipher, conversation: string, sealed: string): SaidText | null {
  const text = cipher.open(sealed, memoryContext(conversation));
  return text === null ? null : (JSON.parse(text) as SaidText);
}

const draftContext = (turnId: string): string[] => ["draft", turnId];
/** Of a draft that brings its hand-over along: whoever sends it later knows it from nowhere else. */
const orderContext = (turnId: string): string[] => ["draft", turnId, "hand_over"];

export type KeptDraft = { text: string; handOver: HandOverOrder | null };

export function sealDraft(
  cipher: BodyCipher,
  turnId: string,
  text: string,
  handOver: HandOverOrder | null = null,
): string {
  if (handOver === null) return cipher.seal(text, draftContext(turnId));
  return cipher.seal(JSON.stringify({ text, handOver } satisfies KeptDraft), orderContext(turnId));
}

/** Null when the seal does not open. */
export function openDraft(cipher: BodyCipher, turnId: string, sealed: string): KeptDraft | null {
  const text = cipher.open(sealed, draftContext(turnId));
  if (text !== null) return { text, handOver: null };
  const kept = cipher.open(sealed, orderContext(turnId));
  return kept === null ? null : (JSON.parse(kept) as KeptDraft);
}
