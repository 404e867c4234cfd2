import { domainToASCII } from "node:url";

/** RFC 5321, 4.5.3.1.3: a path of 256 characters with its brackets. Blanks around it count too. */
const LONGEST = 254;

/** RFC 5322's dot-atom, in letters of any script; no quotes, brackets, comments or lists. */
const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/**
 * One mailbox in the form in which it is counted, kept and written to; null for anything else. A limit per address
 * holds only if whoever sends the mail reads the same address: what mail programs read in two ways is refused.
 */
export function normalizeEmail(given: unknown): string | null {
  // First of all: normalizing takes time that grows with the square of the length.
  if (typeof given !== "string" || given.length > LONGEST) return null;
  const [local = "", domain = "", ...more] = given.trim().normalize("NFKC").toLowerCase().split("@");
  if (more.length > 0 || !LOCAL.test(local) || /[\s%:/?#\\[\]]/.test(domain)) return null;
  const ascii = domainToASCII(domain);
  const address = `${local}@${ascii}`;
  return DOMAIN.test(ascii) && address.length <= LONGEST ? address : null;
}
