import { cleanLine, readId } from "../clean-text";
import type { InboundMessage, MessageChange, UnansweredReason } from "../inbound-message";
import { dig, isJsonObject, type Reading } from "../read-json";
import { readTimestamp } from "../read-timestamp";
import { readContent } from "./message-content";
import { type Contacts, readSender, readSenderAlias, readSenderName } from "./read-sender";

export const MAX_PROVIDER_ID_CHARACTERS = 512;
const MAX_TYPE_CHARACTERS = 40;

/** Types that report something instead of asking for it (DOC/webhooks/reference/messages). */
const NOT_ANSWERABLE: ReadonlySet<string> = new Set([
  "unsupported",
  "unknown",
  "request_welcome",
  "reaction",
  "system",
  "edit",
  "revoke",
]);

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** What the whole change says about each of its messages. */
export type MessageContext = { numberId: string; contacts: Contacts; receivedAt: Date };

/**
 * Reads one of `value.messages[]`. Only an item without a usable id (1 to 512 characters) is refused: whatever else is
 * missing, the message is kept and says why it gets no answer. A message without a type counts as `unknown` and gets none;
 * a type that Meta has added since is kept as `unknown` too, and answered like media without words.
 */
export function readMessage(item: unknown, context: MessageContext): Reading<InboundMessage> {
  if (!isJsonObject(item)) return { ok: false, why: "not an object" };
  const providerMessageId = readId(dig(item, "id"), MAX_PROVIDER_ID_CHARACTERS);
  if (providerMessageId === null) return { ok: false, why: "no usable id" };

  const type = dig(item, "type");
  const named = (typeof type === "string" ? cleanLine(type, MAX_TYPE_CHARACTERS) : "") || "unknown";
  const sender = readSender(item, context.contacts);
  let unanswered: UnansweredReason | null = sender === null ? "sender_unknown" : null;
  // An answer to a group would be seen by people who never wrote to this business.
  const inGroup = isSet(dig(item, "group_id"));
  if (NOT_ANSWERABLE.has(named) || inGroup) unanswered = "not_answerable";

  return {
    ok: true,
    value: {
      channel: "whatsapp",
      externalId: context.numberId,
      thread: null,
      providerMessageId,
      sender,
      // What the system reports may name an old address beside a new one.
      senderAlias: sender === null || named === "system" ? null : readSenderAlias(item, context.contacts, sender),
      senderName: readSenderName(item, context.contacts),
      ...readContent(item, named),
      sentAt: readTimestamp(dig(item, "timestamp"), context.receivedAt),
      unanswered,
      change: inGroup ? null : readChange(item, named),
    },
  };
}

/** An edit whose new content can't be read changes nothing: the old words are then the best there are. */
function readChange(item: unknown, type: string): MessageChange | null {
  if (type !== "edit" && type !== "revoke") return null;
  const originalId = readId(dig(item, type, "original_message_id"), MAX_PROVIDER_ID_CHARACTERS);
  if (originalId === null) return null;
  if (type === "revoke") return { originalId, content: null };
  const edited = dig(item, "edit", "message");
  const editedType = dig(edited, "type");
  if (typeof editedType !== "string" || NOT_ANSWERABLE.has(editedType)) return null;
  return { originalId, content: readContent(edited, editedType) };
}
