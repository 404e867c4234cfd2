import type { Mail } from "@/lib/core/send-mail.port";

/** What the mail about a hand-over says. */
export type HandOverFacts = {
  accountId: string;
  /** As its owner calls the account. */
  accountName: string;
  /** As messages have it: a phone number in digits, or an id of the channel's. */
  customer: string;
  cause: "rule" | "asked" | "ai" | "guard";
  /** Of the rule that answered; null where none did, or it is gone. */
  ruleLabel: string | null;
  askedAt: Date;
  /** Until when the bot rests for this customer, unless it was ended by hand since; null: it goes on. */
  restsUntil: Date | null;
  /** Of the business (IANA); null where nobody said. */
  timeZone: string | null;
  /** Whether the owner wants the whole number in the mail. */
  wholeNumber: boolean;
  wantsWords: boolean;
};

const CAUSES = {
  rule: (label: string | null) => (label === null ? "One of your rules says so." : `Your rule “${label}” says so.`),
  asked: () => "They asked for a person.",
  ai: (label: string | null) => `The AI could not help any further${label === null ? "" : ` (rule “${label}”)`}.`,
  guard: (label: string | null) =>
    `The AI’s answer${label === null ? "" : ` to rule “${label}”`} broke a rule twice, so it was not sent.`,
} satisfies Record<HandOverFacts["cause"], (label: string | null) => string>;

/**
 * The mail to the owner when a customer is theirs to answer. `words`: what the customer wrote; null where it is not wanted
 * or not there any more, which the mail then says.
 */
export function writeHandOverMail(facts: HandOverFacts, appUrl: string, words: string | null): Omit<Mail, "to"> {
  const { accountId, accountName, customer, cause, ruleLabel, askedAt, restsUntil, wholeNumber, wantsWords } = facts;
  const isPhone = /^\d{5,20}$/.test(customer);
  const shown = wholeNumber ? wholeOf(customer, isPhone) : maskedOf(customer);
  const isWordless = words === null || words.trim() === "";
  const said = isWordless ? [] : ["They wrote:", words];
  const page = `${appUrl}/admin/whatsapp/${accountId}#by-hand`;
  const paragraphs = [
    `A customer of ${accountName} wants a person: ${shown}.`,
    CAUSES[cause](ruleLabel),
    ...said,
    ...(wantsWords && isWordless ? ["What they wrote is not kept any more: you find it on your phone."] : []),
    `At ${timeWords(askedAt, facts.timeZone)}. ${
      restsUntil === null
        ? "Concierge goes on answering this customer."
        : `Concierge leaves this customer to you until ${timeWords(restsUntil, facts.timeZone)}.`
    }`,
    ...(wholeNumber && isPhone ? [`Answer on WhatsApp: https://wa.me/${customer}`] : []),
    restsUntil === null ? `The number’s page: ${page}` : `Let Concierge answer again: ${page}`,
    "This is the only mail about it.",
  ];
  return {
    // A line break in a subject would begin another header.
    subject: `${accountName}: a customer wants a person (${shown})`.replace(/\s+/g, " "),
    text: paragraphs.join("\n\n"),
    html: paragraphs.map((line) => `<p>${escapeHtml(line).replaceAll("\n", "<br>")}</p>`).join("\n"),
  };
}

const wholeOf = (customer: string, isPhone: boolean): string => (isPhone ? `+${customer}` : customer);

/** What tells two customers apart, and names neither. */
const maskedOf = (customer: string): string => `…${customer.slice(-3)}`;

/** In the time of the business, or in UTC, which is then said. A zone that is none counts as unknown. */
function timeWords(at: Date, timeZone: string | null): string {
  const format = (zone: string) =>
    new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(at);
  try {
    if (timeZone !== null) return `${format(timeZone)} (${timeZone})`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return `${format("UTC")} UTC`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);
