import { readId } from "../clean-text";
import type { ParsedDelivery } from "../inbound-message";
import { dig, isJsonObject, listItems, type Reading } from "../read-json";
import { readEcho } from "./read-echo";
import { readMessage } from "./read-message";
import { readContacts } from "./read-sender";
import { readErrorCode, readStatus } from "./read-status";

const MAX_NUMBER_ID_CHARACTERS = 64;
/** As Meta writes it, with its plus sign, blanks and brackets. */
const MAX_PHONE_CHARACTERS = 40;

type Skipped = ParsedDelivery["skipped"];
/** What is read of a change, by its field: a customer's messages and statuses, or what the owner wrote on the phone. */
const FIELDS = ["messages", "smb_message_echoes"] as const;
type Field = (typeof FIELDS)[number];
type Change = { field: Field; value: unknown; path: string };

/** Every change of every entry that belongs to one of these fields. */
function changesToRead(body: unknown, skipped: Skipped): Change[] {
  if (!isJsonObject(body)) {
    skipped.push({ path: "body", why: "not an object" });
    return [];
  }
  const changes: Change[] = [];
  for (const entry of listItems(dig(body, "entry"), "entry")) {
    if (!isJsonObject(entry.item)) {
      skipped.push({ path: entry.path, why: "not an object" });
      continue;
    }
    for (const change of listItems(dig(entry.item, "changes"), `${entry.path}.changes`)) {
      const field = dig(change.item, "field");
      if (typeof field !== "string") skipped.push({ path: change.path, why: "no field" });
      // The field decides, not the presence of `messages`: history, standby and echoes carry some too, and answering
      // those would reply to old media, take a thread from its owner, or answer the business itself.
      const known = FIELDS.find((one) => one === field);
      if (known) changes.push({ field: known, value: dig(change.item, "value"), path: `${change.path}.value` });
    }
  }
  return changes;
}

/** Reads each item by itself, so that one that can't be read costs no other. */
function readEach<T>(list: unknown, path: string, skipped: Skipped, read: (item: unknown) => Reading<T>): T[] {
  const values: T[] = [];
  for (const { item, path: itemPath } of listItems(list, path)) {
    const reading = read(item);
    if (reading.ok) values.push(reading.value);
    else skipped.push({ path: itemPath, why: reading.why });
  }
  return values;
}

/**
 * Takes a signed webhook body of the Cloud API apart (DOC/webhooks/reference/messages, …/status and
 * …/smb_message_echoes): every entry, change, message and status of the field `messages`, and every echo. Never throws, whatever JSON comes. An item that can't be read is
 * named in `skipped` by its path, without content, and so is an error that Meta reports in place of a message. A message
 * id that comes twice for one number is kept once, the first. `receivedAt` stands in for times that can't be true.
 */
export function parseDelivery(body: unknown, receivedAt: Date): ParsedDelivery {
  const parsed: ParsedDelivery = {
    channel: "whatsapp",
    messages: [],
    statuses: [],
    echoes: [],
    displayAddresses: new Map(),
    skipped: [],
  };
  const seen = new Set<string>();
  for (const { field, value, path } of changesToRead(body, parsed.skipped)) {
    if (!isJsonObject(value)) {
      parsed.skipped.push({ path, why: "not an object" });
      continue;
    }
    const numberId = readId(dig(value, "metadata", "phone_number_id"), MAX_NUMBER_ID_CHARACTERS);
    const displayPhone = readId(dig(value, "metadata", "display_phone_number"), MAX_PHONE_CHARACTERS)?.replace(
      /\D/g,
      "",
    );
    const contacts = readContacts(dig(value, "contacts"));
    const withNumber = <T>(read: (numberId: string) => Reading<T>): Reading<T> =>
      numberId === null ? { ok: false, why: "no phone_number_id" } : read(numberId);

    if (field === "smb_message_echoes") {
      const echoes = readEach(dig(value, "message_echoes"), `${path}.message_echoes`, parsed.skipped, (item) =>
        withNumber((known) => readEcho(item, { numberId: known, contacts, receivedAt })),
      );
      for (const echo of echoes) parsed.echoes.push(echo);
      continue;
    }
    const messages = readEach(dig(value, "messages"), `${path}.messages`, parsed.skipped, (item) =>
      withNumber((known) => readMessage(item, { numberId: known, contacts, receivedAt })),
    );
    for (const message of messages) {
      // Cleaned ids hold no NUL, so this key is unambiguous.
      const key = `${message.externalId}\u0000${message.providerMessageId}`;
      if (seen.has(key)) continue;
      seen.add(key);
      parsed.messages.push(message);
    }
    const statuses = readEach(dig(value, "statuses"), `${path}.statuses`, parsed.skipped, (item) =>
      withNumber((known) => readStatus(item, known, receivedAt)),
    );
    for (const status of statuses) parsed.statuses.push(status);
    if (numberId !== null && displayPhone && messages.length + statuses.length > 0) {
      parsed.displayAddresses.set(numberId, displayPhone);
    }
    // 131035, for one: a message that Meta could not bring in time, and brings no more (DOC/no-storage).
    for (const error of listItems(dig(value, "errors"), `${path}.errors`)) {
      parsed.skipped.push({
        path: error.path,
        why: `Meta reports error ${readErrorCode(error.item) ?? "without a code"}`,
      });
    }
  }
  return parsed;
}
