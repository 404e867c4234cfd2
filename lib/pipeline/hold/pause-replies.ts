import type { AccountRef } from "@/lib/accounts/account";
import type { PauseChange, PauseRecords } from "@/lib/accounts/pause";
import type { ConversationNames, ReplyBuffer } from "./reply-buffer.port";

export type PausePorts = {
  records: Pick<PauseRecords, "setPause">;
  buffer: Pick<ReplyBuffer, "pauseConversations" | "pauseAccount">;
  conversationNames: ConversationNames;
};

/**
 * Lets the bot rest for a customer or a whole account, or go on. The records first, which every turn reads that is opened
 * from then on; then the buffer, whose fence refuses those that were opened before. Once this has returned no turn of
 * theirs passes the fence; a call to the provider that was already on its way may still arrive. Where the buffer can't be
 * reached it throws, and may be repeated. Answers until when it is paused, or null for an account that there is not.
 */
export async function pauseReplies(
  ports: PausePorts,
  ref: AccountRef,
  change: PauseChange,
): Promise<{ until: Date | null } | null> {
  const written = await ports.records.setPause(ref, change);
  if (written === null) return null;
  const { until, addresses } = written;
  const untilMs = until?.getTime() ?? null;
  if (change.customer === null) await ports.buffer.pauseAccount(ref.accountId, untilMs, change.now.getTime());
  else {
    const names = addresses.flatMap((address) => ports.conversationNames(ref.accountId, address, null));
    await ports.buffer.pauseConversations([...new Set(names)], untilMs);
  }
  return { until };
}
