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

type ResumePorts = PausePorts & { records: Pick<PauseRecords, "listRestingAccounts"> };

/**
 * Ends the pause of a whole account. The buffer first, where it is one that the tenant's own records have: if it can't be
 * reached nothing has ended, the page goes on showing the pause, and it may be ended again. The other way round its fence
 * would refuse until the pause's time though no page says so.
 */
export async function resumeAccount(
  ports: ResumePorts,
  ref: AccountRef,
  change: Pick<PauseChange, "cause" | "now" | "stamp">,
): Promise<{ until: Date | null } | null> {
  const resting = await ports.records.listRestingAccounts(ref.tenantId, change.now);
  if (resting.has(ref.accountId)) await ports.buffer.pauseAccount(ref.accountId, null, change.now.getTime());
  return pauseReplies(ports, ref, { ...change, customer: null, until: null, keepsLater: false });
}
