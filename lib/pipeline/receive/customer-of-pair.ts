import type { SenderAddress } from "@/lib/channels/inbound-message";

/** An address of an account's customer, with what is known of it before a message named it beside another. */
export type NamedAddress = SenderAddress & {
  /** The address under which its customer's conversation is known; null while it is known alone. */
  customer: string | null;
  /** Since when an earlier message from it waits for its answer; null when none does. */
  waitingSince: Date | null;
};

/**
 * The address under which the conversation of a customer goes on whom a message names by two. What is known stands, the
 * phone number's before the user id's: a number that has passed to another person has another id from then on. Else a
 * conversation that waits keeps its name: all of a burst is answered at once, and what comes later after it.
 */
export function customerOfPair(sender: NamedAddress, alias: NamedAddress): string {
  const [phone, userId] = sender.kind === "phone" ? [sender, alias] : [alias, sender];
  const known = phone.customer ?? userId.customer;
  if (known !== null) return known;
  const [waiting] = [sender, alias]
    .flatMap(({ value, waitingSince }) => (waitingSince === null ? [] : [{ value, since: waitingSince.getTime() }]))
    .toSorted((one, other) => one.since - other.since);
  return waiting?.value ?? sender.value;
}
