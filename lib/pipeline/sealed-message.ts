import type { InboundMessage, SenderAddress } from "../channels/inbound-message";
import type { BodyCipher } from "./pipeline-ports";

/** What a turn needs of a message, and nothing more. Exists in memory and under the seal only. */
export type MessageBody = { sender: SenderAddress; senderName: string; text: string | null; sentAt: number };

const context = (accountId: string, messageId: string): string[] => ["message", accountId, messageId];

export function sealMessage(
  cipher: BodyCipher,
  accountId: string,
  message: InboundMessage & { sender: SenderAddress },
): string {
  const body: MessageBody = {
    sender: message.sender,
    senderName: message.senderName,
    text: message.text,
    sentAt: message.sentAt.getTime(),
  };
  return cipher.seal(JSON.stringify(body), context(accountId, message.providerMessageId));
}

/** Null when the seal does not open: its key is gone, or it was made for another message. */
export function openMessage(
  cipher: BodyCipher,
  accountId: string,
  messageId: string,
  sealed: string,
): MessageBody | null {
  const text = cipher.open(sealed, context(accountId, messageId));
  return text === null ? null : (JSON.parse(text) as MessageBody);
}

const draftContext = (turnId: string): string[] => ["draft", turnId];

export function sealDraft(cipher: BodyCipher, turnId: string, text: string): string {
  return cipher.seal(text, draftContext(turnId));
}

export function openDraft(cipher: BodyCipher, turnId: string, sealed: string): string | null {
  return cipher.open(sealed, draftContext(turnId));
}
