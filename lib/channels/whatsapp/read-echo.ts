import { readId } from "../clean-text";
import type { Echo } from "../inbound-message";
import { dig, isJsonObject, type Reading } from "../read-json";
import { readTimestamp } from "../read-timestamp";
import { readContent } from "./message-content";
import { MAX_PROVIDER_ID_CHARACTERS } from "./read-message";
import { type Contacts, readAddress } from "./read-sender";

/** What changes or takes back a message, or reacts to one: nobody has answered by it. */
const NO_ANSWER: ReadonlySet<string> = new Set(["edit", "revoke", "reaction"]);

/**
 * Reads one of `value.message_echoes[]` of the field `smb_message_echoes`: what the owner wrote on the phone or a linked
 * computer. `to` is documented as a phone number; a user id beside it or in its place is read too, and the only contact
 * stands in for one that is absent. Without a usable id it is refused.
 */
export function readEcho(
  item: unknown,
  { numberId, contacts, receivedAt }: { numberId: string; contacts: Contacts; receivedAt: Date },
): Reading<Echo> {
  if (!isJsonObject(item)) return { ok: false, why: "not an object" };
  const providerMessageId = readId(dig(item, "id"), MAX_PROVIDER_ID_CHARACTERS);
  if (providerMessageId === null) return { ok: false, why: "no usable id" };
  const type = dig(item, "type");
  const named = typeof type === "string" ? type : "unknown";
  const [only] = contacts.all;
  const alone = contacts.all.length === 1 ? (only?.phone ?? only?.userId) : null;
  const customer = readAddress(dig(item, "to")) ?? readAddress(dig(item, "to_user_id")) ?? readAddress(alone);
  return {
    ok: true,
    value: {
      channel: "whatsapp",
      externalId: numberId,
      providerMessageId,
      customer,
      kind: readContent(item, named).kind,
      answers: !NO_ANSWER.has(named),
      sentAt: readTimestamp(dig(item, "timestamp"), receivedAt),
    },
  };
}
