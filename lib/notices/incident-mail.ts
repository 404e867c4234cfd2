import type { BrokenBy } from "@/lib/accounts/account";
import { readWarningCause, type Warning } from "@/lib/channels/account-news";
import { type BrokenCause, brokenCause, brokenCode } from "@/lib/channels/broken-causes";
import { META_PLACES, metaPlace } from "@/lib/channels/meta-places";

/** What a mail says of one incident. */
export type IncidentFacts = {
  accountId: string;
  displayAddress: string;
  /** As the account has it, or, of a warning, its cause. */
  reason: string;
  /** Nothing is kept back yet. */
  warns: boolean;
  /** What the channel says about it in its own words. */
  detail: string | null;
  by: BrokenBy;
  since: Date;
  endsAt: Date | null;
};

export type IncidentMail = { subject: string; text: string; html: string };

/** What is wrong and what cures it, for a mail; the number's page has its own words for the same. */
const WORDS: Readonly<Record<BrokenCause, string>> = {
  token_refused: "Meta no longer accepts this number’s access token. Make a new one and enter it on the number’s page.",
  platform_token: "Meta refuses the platform’s own access token (WHATSAPP_ACCESS_TOKEN) for this number.",
  number_gone: "Meta says that this number is not in your WhatsApp account any more. Connect it again where it is now.",
  new_number_id: "This number now has another id at Meta, so its messages no longer reach you. Connect it again.",
  locked: "Meta has locked this number for a policy reason. Open WhatsApp Manager to see why and to ask for a review.",
  display_name: "Meta has not approved this number’s display name. Change it in WhatsApp Manager.",
  payment: "Meta could not charge for this number’s messages. Open the payment settings in Meta Business Suite.",
  spam_limit: "Too many people blocked or reported this number, so Meta holds its messages back for a while.",
  registration: "Meta says that this number is not registered for sending. Register it on the number’s page.",
  access_removed: "Concierge’s access to this number was taken away at Meta. Connect the number again on its page.",
  account_deleted:
    "The WhatsApp account that this number was in has been deleted. Connect the number again where it is now.",
  banned:
    "Meta has disabled your WhatsApp account. Open Business Support Home at Meta to see why and to ask for a review.",
  muted: "Meta lets this number send no messages for now. Open WhatsApp Manager to see why and what lifts it.",
  offboarded:
    "The phone with this number was changed. On the new phone open WhatsApp Business and connect the Business Platform again (Settings, Account, Business Platform).",
  platform_account: "Meta holds back the platform’s own WhatsApp account, or has taken the app’s access to it away.",
  other: "Meta refuses to send from this number. Open WhatsApp Manager to see why.",
};

const RESTRICTIONS: Readonly<Record<string, string>> = {
  RESTRICTED_BIZ_INITIATED_MESSAGING: "you can’t begin conversations with customers.",
  RESTRICTED_ADD_PHONE_NUMBER_ACTION: "you can add no more numbers.",
};

type Told = { subject: string | null; detail: string | null; day: string | null };

const WARNINGS: Readonly<Record<Warning, (told: Told) => string>> = {
  ban_scheduled: ({ detail }) =>
    `Meta is going to disable your WhatsApp account${detail ? ` on ${detail}` : ""}. Open Business Support Home at Meta and ask for a review before.`,
  restricted: ({ subject, day }) =>
    `Meta has restricted your WhatsApp account${day ? ` until ${day}` : ""}: ${RESTRICTIONS[subject ?? ""] ?? subject}`,
  violation: ({ subject }) =>
    `Meta says that your WhatsApp account broke a rule${subject ? ` (${subject})` : ""}. Open WhatsApp Manager to see which message it was; more of them can lead to a lock.`,
  review_rejected: () => "Meta has rejected your WhatsApp account in its review. Open Business Support Home to appeal.",
  alert: ({ detail, subject }) => `Meta says: ${detail ?? subject ?? "something needs you in WhatsApp Manager."}`,
  token_ends: ({ day }) =>
    `This number’s access token ends${day ? ` on ${day}` : " soon"}. Connect the number again, or enter a new token on its page, before then.`,
};

/** The mail of one incident. `others`: how many more accounts have the same trouble, for whoever runs the installation. */
export function writeIncidentMail(facts: IncidentFacts, appUrl: string, others = 0): IncidentMail {
  const { accountId, reason, warns, by, since } = facts;
  // Meta wrote the number: a line break in a subject would begin another header.
  const phone = facts.displayAddress.replace(/[^\d+() -]/g, "");
  const code = warns ? null : brokenCode(reason);
  const cause = brokenCause(reason, by);
  const place = metaPlace(warns ? (readWarningCause(reason)?.warning ?? "alert") : cause);
  const numbers = others === 1 ? "1 more number" : `${others} more numbers`;
  const more = others === 0 ? "" : warns ? ` It is about ${numbers} too.` : ` Nor are those of ${numbers}.`;
  const paragraphs = [
    warns ? `A warning about ${phone}.${more}` : `Replies from ${phone} are not getting through.${more}`,
    warns ? warningWords(facts) : WORDS[cause],
    ...(place ? [META_PLACES[place]] : []),
    `Since ${since.toISOString().slice(0, 16).replace("T", " ")} UTC${code === null ? "" : `; Meta’s code: ${code}`}.`,
    warns
      ? "Customers are still answered. This is the only mail about it."
      : "We look again by ourselves and go on as soon as it works. This is the only mail about it.",
    by === "operator" ? `Account: ${accountId}` : `The number’s page: ${appUrl}/admin/whatsapp/${accountId}`,
  ];
  return {
    subject: warns ? `${phone}: a warning` : `${phone}: replies are not getting through`,
    text: paragraphs.join("\n\n"),
    html: paragraphs.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n"),
  };
}

function warningWords({ reason, detail, endsAt }: IncidentFacts): string {
  const { warning, subject } = readWarningCause(reason) ?? { warning: "alert" as const, subject: null };
  return WARNINGS[warning]({ subject, detail, day: endsAt?.toISOString().slice(0, 10) ?? null });
}

const escapeHtml = (text: string): string => text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
