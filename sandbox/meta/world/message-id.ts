/**
 * Message ids in the look of Meta's (`wamid.` + base64, DOC/webhooks/reference/messages): the bytes hold the
 * customer's address and a random part, so an id is personal data, is longer than 32 characters and ends in `=` at times.
 */
import { createHash, randomBytes } from "node:crypto";

/** A new id. `customer` is the phone number in digits, or a business-scoped user id. */
export function createMessageId(customer: string, direction: "in" | "out"): string {
  const address = Buffer.from(customer, "latin1");
  const unique = randomBytes(direction === "in" ? 10 : 9)
    .toString("hex")
    .toUpperCase();
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, address.length & 0xff]),
    address,
    Buffer.from([0x15, 0x02, 0x00, direction === "in" ? 0x12 : 0x11, 0x18, unique.length]),
    Buffer.from(unique, "latin1"),
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString("base64")}`;
}

/**
 * The business-scoped user id of a phone number: `US.` + digits, always the same for one number
 * (DOC/business-scoped-user-ids/: webhooks carry one beside the phone number since April 2026).
 */
export function userIdOf(phoneDigits: string): string {
  const digest = createHash("sha256").update(`sandbox-portfolio:${phoneDigits}`).digest();
  return `US.${digest.readBigUInt64BE(0).toString().padStart(20, "1")}`;
}
