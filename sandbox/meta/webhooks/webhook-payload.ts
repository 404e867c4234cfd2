/**
 * Webhook bodies in Meta's shape (DOC/webhooks/reference/messages and …/status) and in Meta's spelling:
 * non-ASCII as \uXXXX in lower case and `/` as `\/`, which is also what Meta signs.
 * One value per number and kind; one entry per WABA. Not imitated: fields other than `messages`.
 */

export interface Contact {
  profile: { name: string; username?: string };
  wa_id?: string;
  user_id?: string;
}

/** One news item about one number: a customer message or a status. */
export interface Update {
  wabaId: string;
  numberId: string;
  displayPhoneNumber: string;
  item: { kind: "message"; contact: Contact; message: object } | { kind: "status"; status: object };
}

interface Value {
  messaging_product: "whatsapp";
  metadata: { display_phone_number: string; phone_number_id: string };
  contacts?: Contact[];
  messages?: object[];
  statuses?: object[];
}

/** Joins updates to one body: messages of one number share one value, statuses another. */
export function webhookPayload(updates: readonly Update[]): object {
  const entries = new Map<string, Map<string, Value>>();
  for (const update of updates) {
    const values = entries.get(update.wabaId) ?? new Map<string, Value>();
    entries.set(update.wabaId, values);
    const key = `${update.numberId}/${update.item.kind}`;
    const value = values.get(key) ?? emptyValue(update);
    values.set(key, value);
    addItem(value, update.item);
  }
  return {
    object: "whatsapp_business_account",
    entry: [...entries].map(([id, values]) => ({
      id,
      changes: [...values.values()].map((value) => ({ value, field: "messages" })),
    })),
  };
}

function emptyValue({ displayPhoneNumber, numberId }: Update): Value {
  // Meta writes the display number of the metadata in digits, unlike the number's own field.
  const display_phone_number = displayPhoneNumber.replace(/\D/g, "");
  return { messaging_product: "whatsapp", metadata: { display_phone_number, phone_number_id: numberId } };
}

function addItem(value: Value, item: Update["item"]): void {
  if (item.kind === "status") {
    value.statuses ??= [];
    value.statuses.push(item.status);
    return;
  }
  value.messages ??= [];
  value.messages.push(item.message);
  const identity = item.contact.wa_id ?? item.contact.user_id;
  const known = value.contacts?.some(({ wa_id, user_id }) => (wa_id ?? user_id) === identity) ?? false;
  if (!known) value.contacts = [...(value.contacts ?? []), item.contact];
}

/** The exact bytes that travel and are signed. */
export function webhookBytes(payload: object): Buffer {
  const escaped = JSON.stringify(payload)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return Buffer.from(escaped, "latin1");
}
