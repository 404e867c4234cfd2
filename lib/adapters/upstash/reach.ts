import { UpstreamError } from "@/lib/core/errors";

export const conversationKey = (conversation: string): string => `conversation:${conversation}`;

/** Until when an account rests. */
export const pauseKey = (accountId: string): string => `pause:${accountId}`;

/** Throws UpstreamError for whatever the SDK throws: it quotes the whole command, and with it sealed texts. */
export async function reach<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new UpstreamError("redis", operation, true, cause instanceof Error ? cause.name : "failed");
  }
}
