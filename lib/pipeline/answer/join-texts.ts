import type { InboundMessage } from "@/lib/channels/inbound-message";

type SentText = Pick<InboundMessage, "providerMessageId" | "text" | "sentAt">;

/**
 * One turn's texts in order of sent time; equal times (the provider counts whole seconds) keep the order in which they
 * came, so that a quick burst reads as it was written. Empty if no message has words.
 */
export function orderTexts(messages: readonly SentText[]): string[] {
  return messages
    .toSorted((a, b) => a.sentAt.getTime() - b.sentAt.getTime())
    .flatMap(({ text }) => (text === null ? [] : [text]));
}

/** The same as one text, joined by newline; null if no message has words. */
export function joinTexts(messages: readonly SentText[]): string | null {
  const texts = orderTexts(messages);
  return texts.length === 0 ? null : texts.join("\n");
}
