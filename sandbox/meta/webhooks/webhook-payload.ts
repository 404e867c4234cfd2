/**
 * Webhook bodies in Meta's shape (WA/webhooks/reference/messages and …/status, …/smb_message_echoes, and the account's
 * fields) and in Meta's spelling: non-ASCII as \uXXXX in lower case and `/` as `\/`, which is also what Meta signs.
 * Items about one number and of one kind share a value; one entry per WABA. News of accounts travels alone.
 */

export interface Contact {
  profile?: { name: string; username?: string };
  wa_id?: string;
  user_id?: string;
}

/** One news item about one number: a customer message, a status, or what the owner wrote on the phone. */
export interface NumberUpdate {
  wabaId: string;
  numberId: string;
  displayPhoneNumber: string;
  item:
    | { kind: "message"; contact: Contact; message: object }
    | { kind: "status"; contact?: Contact; status: object }
    | { kind: "echo"; contact?: Contact; echo: object };
}

/** A change of any field, in an entry of its own; `time` in Unix seconds, which Meta writes as text at times. */
export interface FieldUpdate {
  entryId: string;
  field: string;
  value: object;
  time?: number | string;
}

export type Update = NumberUpdate | FieldUpdate;

interface Value {
  messaging_product: "whatsapp";
  metadata: { display_phone_number: string; phone_number_id: string };
  contacts?: Contact[];
  messages?: object[];
  statuses?: object[];
  message_echoes?: object[];
}

type Change = { value: object; field: string };

/** Joins updates to one body: messages of one number share one value, statuses another, echoes a third. */
export function webhookPayload(updates: readonly Update[]): object {
  const entries = new Map<string, Map<string, Change & { value: Value }>>();
  const alone: { id: string; time?: number | string; changes: Change[] }[] = [];
  for (const update of updates) {
    if ("entryId" in update) {
      const { entryId, field, value, time = Math.floor(Date.now() / 1000) } = update;
      alone.push({ id: entryId, time, changes: [{ value, field }] });
      continue;
    }
    const changes = entries.get(update.wabaId) ?? new Map<string, Change & { value: Value }>();
    entries.set(update.wabaId, changes);
    const key = `${update.numberId}/${update.item.kind}`;
    const field = update.item.kind === "echo" ? "smb_message_echoes" : "messages";
    const change = changes.get(key) ?? { value: emptyValue(update), field };
    changes.set(key, change);
    addItem(change.value, update.item);
  }
  const together = [...entries].map(([id, changes]) => ({ id, changes: [...changes.values()] }));
  return { object: "whatsapp_business_account", entry: [...together, ...alone] };
}

/** Meta writes display numbers in digits here, unlike the number's own field. */
export const digitsOf = (displayPhoneNumber: string): string => displayPhoneNumber.replace(/\D/g, "");

/** The head of each value about a number. */
export function valueHead({ displayPhoneNumber, numberId }: Pick<NumberUpdate, "displayPhoneNumber" | "numberId">) {
  const metadata = { display_phone_number: digitsOf(displayPhoneNumber), phone_number_id: numberId };
  return { messaging_product: "whatsapp" as const, metadata };
}

const emptyValue = (update: NumberUpdate): Value => valueHead(update);

function addItem(value: Value, item: NumberUpdate["item"]): void {
  if (item.kind === "status") {
    value.statuses ??= [];
    value.statuses.push(item.status);
  } else if (item.kind === "echo") {
    value.message_echoes ??= [];
    value.message_echoes.push(item.echo);
  } else {
    value.messages ??= [];
    value.messages.push(item.message);
  }
  const { contact } = item;
  if (!contact) return;
  const identity = contact.wa_id ?? contact.user_id;
  const known = value.contacts?.some(({ wa_id, user_id }) => (wa_id ?? user_id) === identity) ?? false;
  if (!known) value.contacts = [...(value.contacts ?? []), contact];
}

/** The exact bytes that travel and are signed. */
export function webhookBytes(payload: object): Buffer {
  const escaped = JSON.stringify(payload)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return Buffer.from(escaped, "latin1");
}
