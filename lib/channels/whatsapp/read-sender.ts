import { cleanLine, readId } from "../clean-text";
import type { SenderAddress } from "../inbound-message";
import { dig, listItems } from "../read-json";

const MAX_SENDER_NAME_CHARACTERS = 60;

/** One of `value.contacts[]`, with what could be read of it. */
export type Contact = { phone: string | null; userId: string | null; name: string };

/** Digits of a phone number without its plus, 5 to 20 of them, or null. */
function readPhone(value: unknown): string | null {
  const id = readId(value, 21);
  return id === null ? null : (/^\+?(\d{5,20})$/.exec(id)?.[1] ?? null);
}

/** `CC.<1-128 alphanumerics>` or `CC.ENT.<…>` (DOC/business-scoped-user-ids), kept to the letter, or null. */
function readUserId(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/.test(value) ? value : null;
}

/**
 * Those of one change. Found by number or user id without a search: a delivery may hold twenty thousand of each.
 * `aliases`: the other address of whoever has this one; null where contacts contradict each other.
 */
export type Contacts = {
  all: readonly Contact[];
  first: ReadonlyMap<string, number>;
  aliases: ReadonlyMap<string, string | null>;
};

export const NO_CONTACTS: Contacts = { all: [], first: new Map(), aliases: new Map() };

/** Reads `value.contacts`. An entry that can't be read keeps its place, since "the only contact" must mean just that. */
export function readContacts(value: unknown): Contacts {
  const all = listItems(value, "contacts").map(({ item }): Contact => {
    const name = dig(item, "profile", "name");
    return {
      phone: readPhone(dig(item, "wa_id")),
      userId: readUserId(dig(item, "user_id")) ?? readUserId(dig(item, "wa_id")),
      name: typeof name === "string" ? cleanLine(name, MAX_SENDER_NAME_CHARACTERS) : "",
    };
  });
  const first = new Map<string, number>();
  const aliases = new Map<string, string | null>();
  const addAlias = (id: string, other: string): void => {
    const known = aliases.get(id);
    aliases.set(id, known === undefined || known === other ? other : null);
  };
  for (const [index, { phone, userId }] of all.entries()) {
    // A number is all digits and a user id never is: one table holds both.
    for (const id of [phone, userId]) if (id !== null && !first.has(id)) first.set(id, index);
    if (phone === null || userId === null) continue;
    addAlias(phone, userId);
    addAlias(userId, phone);
  }
  return { all, first, aliases };
}

/** An address alone, as a message has it and as it is stored: a phone number's digits, or a user id. Null for all else. */
export function readAddress(value: unknown): SenderAddress | null {
  return addressOf(readPhone(value), readUserId(value));
}

function addressOf(phone: string | null, userId: string | null): SenderAddress | null {
  if (phone !== null) return { kind: "phone", value: phone };
  return userId === null ? null : { kind: "user_id", value: userId };
}

/**
 * Whom to answer: `from` if it is a number, else `from_user_id`, else a `from` that is a business-scoped user id,
 * else the only contact's `wa_id` or `user_id`; null if there is none (DOC/business-scoped-user-ids: `from` is absent
 * for people with a username, and was seen empty or holding the user id). With several contacts none is guessed:
 * their order is not that of the messages, and a guess would send one customer's answer to another.
 */
export function readSender(message: unknown, { all }: Contacts): SenderAddress | null {
  const from = dig(message, "from");
  const address = addressOf(readPhone(from), readUserId(dig(message, "from_user_id")) ?? readUserId(from));
  if (address !== null) return address;
  const [only] = all;
  return only !== undefined && all.length === 1 ? addressOf(only.phone, only.userId) : null;
}

/**
 * The sender's other address: the message's own `from_user_id` beside a number in `from`, else what the contact with
 * exactly the sender's address has beside it. Null where contacts contradict each other: whoever is taken for somebody
 * else would share one conversation with him.
 */
export function readSenderAlias(message: unknown, { aliases }: Contacts, sender: SenderAddress): SenderAddress | null {
  if (sender.kind === "phone") {
    const userId = readUserId(dig(message, "from_user_id"));
    if (userId !== null) return { kind: "user_id", value: userId };
  }
  const other = aliases.get(sender.value) ?? null;
  if (other === null || aliases.get(other) !== sender.value) return null;
  return { kind: sender.kind === "phone" ? "user_id" : "phone", value: other };
}

/**
 * The name of the contact who wrote, found by number or user id. An only contact is taken unseen: its `wa_id` may differ
 * from `from` (Brazil, Mexico; DOC/webhooks/reference/messages). At most 60 code points; empty when unknown.
 */
export function readSenderName(message: unknown, { all, first }: Contacts): string {
  const phone = readPhone(dig(message, "from"));
  const userId = readUserId(dig(message, "from_user_id")) ?? readUserId(dig(message, "from"));
  const places = [phone, userId].flatMap((id) => (id === null ? [] : (first.get(id) ?? [])));
  const place = places.length > 0 ? Math.min(...places) : all.length === 1 ? 0 : null;
  return place === null ? "" : (all[place]?.name ?? "");
}
