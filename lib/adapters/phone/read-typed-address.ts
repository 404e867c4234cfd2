import { parseIncompletePhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { LEFT_ALONE_LIMITS, type ReadTypedAddress } from "@/lib/accounts/left-alone";
import { readAddress } from "@/lib/channels/whatsapp/read-sender";

/** What comes along, unseen, with a number that is copied from a contact or a chat. */
const UNSEEN_MARKS = /\p{Cf}/gu;
const PHONE = /^(?:tel:)?(?:[+＋]|\()?[\p{Nd}\s()./\p{Pd}]+$/iu;

/** By Google's table of the world's numbering plans; the length is judged, for new ranges open all the time. */
export const readTypedAddress: ReadTypedAddress = (typed, ownPhone) => {
  if (typed.length > LEFT_ALONE_LIMITS.typedUnits) return null;
  const text = typed.replace(UNSEEN_MARKS, "").trim();
  const address = readAddress(text);
  if (address?.kind === "user_id") return address.value;
  if (!PHONE.test(text)) return null;

  const number = parseIncompletePhoneNumber(text);
  if (number.startsWith("+")) return readNumber(number);
  const own = parsePhoneNumberFromString(ownPhone);
  const country = own?.isPossible() ? own.countryCallingCode : undefined;
  if (number.startsWith("00")) return readNumber(`+${number.slice(2)}`);
  if (number.startsWith("011") && country === "1") return readNumber(`+${number.slice(3)}`);
  // Where both readings are possible, digits that begin with the shop's own country have it already.
  const whole = number.startsWith("0") ? null : readNumber(`+${number}`);
  if (country === undefined || (whole !== null && number.startsWith(country))) return whole;
  return readNumber(number, country) ?? whole;
};

function readNumber(number: string, defaultCallingCode?: string): string | null {
  const options = { extract: false, ...(defaultCallingCode === undefined ? {} : { defaultCallingCode }) };
  const parsed = parsePhoneNumberFromString(number, options);
  return parsed?.isPossible() ? parsed.number.slice(1) : null;
}
