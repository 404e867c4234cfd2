import type { AccountBinding, AccountRef } from "@/lib/accounts/account";
import type { InboundMessage } from "@/lib/channels/inbound-message";
import type { BodyCipher } from "@/lib/core/text-cipher.port";
import type { BufferedChange, ConversationNames, ReplyBuffer } from "../hold/reply-buffer.port";
import { sealMessage } from "../hold/sealed-message";

export type InboundEntry = { account: AccountBinding; message: InboundMessage };

export type ChangeRecords = {
  /** Gives messages that no turn holds yet a reason: no turn takes them any more. */
  refuseInbound(
    messages: readonly (AccountRef & { messageId: string })[],
    reason: "withdrawn" | "reply_limit",
  ): Promise<void>;
};

type ChangePorts = {
  buffer: Pick<ReplyBuffer, "change">;
  records: ChangeRecords;
  cipher: BodyCipher;
  conversationNames: ConversationNames;
};

/** A customer's change of an earlier message, and that message as it is now. */
export type OriginalChange = { account: AccountBinding; original: InboundMessage; withdrawn: boolean };

/** One that was recorded, with the address under which its customer's conversation is known. */
type RecordedChange = OriginalChange & { customer: string };

/** Nobody edits what he took back: a revoke stands against every edit, also one of the same second. */
const FINAL = Number.MAX_SAFE_INTEGER;

/**
 * The changes in a delivery, each as the message that it speaks of. Recorded like any other, it is there before its
 * original should the change come first: an edit is then answered as that message, a revoked one gets no turn.
 */
export function changesOf(entries: readonly InboundEntry[]): OriginalChange[] {
  return entries.flatMap(({ account, message }) => {
    if (!message.change) return [];
    const { originalId, content } = message.change;
    const original: InboundMessage = {
      ...message,
      ...(content ?? {}),
      providerMessageId: originalId,
      change: null,
      unanswered: content === null ? "withdrawn" : message.sender === null ? "sender_unknown" : null,
    };
    return { account, original, withdrawn: content === null };
  });
}

/** Brings recorded changes to the turns that wait. May be repeated with the same effect. Returns how many came in time. */
export async function applyChanges(ports: ChangePorts, changes: readonly RecordedChange[]): Promise<number> {
  const sealed = changes.flatMap((change) => sealChange(ports, change));
  const ends = await ports.buffer.change(sealed.map(({ buffered }) => buffered));
  // Recorded, and on their way into the buffer: no turn takes a revoked one any more. If one just has, it is told now.
  const absent = sealed.filter((_change, index) => ends[index] === "absent");
  const revoked = absent.filter(({ change }) => change.withdrawn);
  const rows = revoked.map(({ change: { account, original } }) => ({
    tenantId: account.tenantId,
    accountId: account.id,
    messageId: original.providerMessageId,
  }));
  await ports.records.refuseInbound(rows, "withdrawn");
  const late = await ports.buffer.change(absent.map(({ buffered }) => buffered));
  return [...ends, ...late].filter((end) => end === "changed").length;
}

type SealedChange = { change: RecordedChange; buffered: BufferedChange };

/** None for a change whose sender is not known: its message has no turn. */
function sealChange(ports: ChangePorts, change: RecordedChange): SealedChange[] {
  const { account, original, withdrawn, customer } = change;
  const { sender, thread, providerMessageId: messageId } = original;
  if (!sender) return [];
  const [conversation] = ports.conversationNames(account.id, customer, thread);
  const how = withdrawn ? { withdrawn: true as const } : { edited: true as const };
  const sealed = sealMessage(ports.cipher, account.id, { ...original, sender }, how);
  const message = { messageId, sealed, bytes: sealed.length };
  const at = withdrawn ? FINAL : original.sentAt.getTime();
  return [{ change, buffered: { conversation, message, at } }];
}
