/**
 * What a small shop's customers talk about: words that mean nearly the same stand on one line. A word is known by its
 * beginning, so that "book" also knows "booking" and "booked".
 */
const TOPICS: readonly (readonly string[])[] = [
  [
    "book",
    "reserv",
    "appointment",
    "reschedul",
    "availab",
    "slot",
    "schedul",
    "squeeze me in",
    "fit me in",
    "come by for",
  ],
  ["cancel", "call off", "can't make it", "cannot make it", "won't make it"],
  ["open", "hour", "clos", "when do you", "till when", "until when"],
  ["price", "cost", "how much", "charge", "expensive", "cheap", "quote", "rate"],
  ["address", "locat", "where are you", "direction", "find you", "map", "get to you"],
  ["pay", "card", "cash", "invoice", "receipt"],
  ["refund", "money back", "reimburse"],
  ["complain", "unhappy", "disappoint", "terrible", "awful", "rude", "ruined", "worst"],
  ["thank", "cheers", "appreciate", "grateful"],
  ["hello", "good morning", "good evening", "hey there"],
  ["human", "real person", "manager", "speak to someone", "talk to someone", "agent"],
  ["deliver", "ship", "courier", "track", "parcel", "order status"],
  ["job", "hiring", "vacanc", "apply", "career"],
  ["park", "garage", "car lot"],
  ["gift", "voucher", "present for"],
  ["product", "shampoo", "sell", "stock", "buy"],
  ["discount", "coupon", "offer", "deal", "promo"],
  ["allerg", "sensitive", "reaction", "vegan", "ingredient"],
  ["wifi", "internet", "password"],
  ["dog", "pet", "cat"],
];

/** Things that are talked about in any of the above; they colour a text, and don't make its meaning. */
const DETAILS: readonly (readonly string[])[] = [
  ["hair", "cut", "trim", "colour", "color", "balayage", "highlight", "stylist", "blow dry", "fringe"],
  ["nail", "manicure", "pedicure"],
  [
    "today",
    "tomorrow",
    "tonight",
    "weekend",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
  ],
  ["morning", "afternoon", "evening", "noon", "o'clock"],
];

export type TextMeaning = { topics: number[]; details: number[]; words: string[] };

/** Which topics and details a text touches, and its own words. */
export function readMeaning(text: string): TextMeaning {
  const plain = ` ${text
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .replace(/[^\p{L}\p{N}']+/gu, " ")
    .trim()} `;
  const touched = (groups: readonly (readonly string[])[]): number[] =>
    groups.flatMap((stems, index) => (stems.some((stem) => plain.includes(` ${stem}`)) ? [index] : []));
  return { topics: touched(TOPICS), details: touched(DETAILS), words: plain.trim().split(" ").filter(Boolean) };
}
