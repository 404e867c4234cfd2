import type { InboundMessage } from "../channels/inbound-message";

type SentText = Pick<InboundMessage, "providerMessageId" | "text" | "sentAt">;

/**
 * One turn's texts as one, joined by newline in order of sent time; equal times (the provider counts whole seconds)
 * keep the order in which they came, so that a quick burst reads as it was written. Null if no message has words.
 */
export function joinTexts(messages: readonly SentText[]): string | null {
  const texts = messages
    .toSorted((a, b) => a.sentAt.getTime() - b.sentAt.getTime())
    .flatMap(({ text }) => (text === null ? [] : [text]));
  return texts.length === 0 ? null : texts.join("\n");
}
