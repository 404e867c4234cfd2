import type { BrokenBy } from "@/lib/accounts/account";
import { type BrokenCause, brokenCause, brokenCode } from "@/lib/channels/broken-causes";
import type { Clock } from "@/lib/core/clock";
import type { Logger } from "@/lib/core/log";
import type { SendMail } from "@/lib/core/send-mail.port";
import { CLAIM_MS, sendWaiting } from "./deliver-notices";

/** Which incident's mail, of which tenant. */
export type IncidentNoticeRef = { incidentId: string; tenantId: string };

export type DueIncidentNotice = IncidentNoticeRef & {
  accountId: string;
  displayAddress: string;
  brokenReason: string;
  by: BrokenBy;
  since: Date;
  /** How often its mail was tried, this time included; from 1. */
  attempts: number;
};

export type IncidentNotices = {
  /** Takes a mail that is due and keeps it from others until `until`; null when none is. Tenants take turns. */
  claimNotice(now: Date, until: Date): Promise<DueIncidentNotice | null>;
  endNotice(notice: IncidentNoticeRef, state: "sent" | "failed"): Promise<void>;
  postponeNotice(notice: IncidentNoticeRef, nextTryAt: Date): Promise<void>;
};

export type TellPorts = {
  notices: IncidentNotices;
  findOwners: (tenantId: string) => Promise<string[]>;
  /** Who mends what is about the platform's own token; without an address the log alone tells. */
  operatorEmail: string | undefined;
  sendMail: SendMail;
  appUrl: string;
  clock: Clock;
  log: Logger;
};

const PER_ROUND = 20;

/** Mails what broke to whoever can mend it, once per incident. A mail that was taken for nobody is tried again later. */
export async function tellIncidents(ports: TellPorts): Promise<void> {
  for (let told = 0; told < PER_ROUND; told += 1) {
    const now = ports.clock.now();
    const notice = await ports.notices.claimNotice(now, new Date(now.getTime() + CLAIM_MS));
    if (!notice) return;
    await tellOne(ports, notice);
  }
}

async function tellOne(ports: TellPorts, notice: DueIncidentNotice): Promise<void> {
  const { notices, operatorEmail } = ports;
  const { incidentId, tenantId, attempts } = notice;
  const operator = operatorEmail === undefined ? [] : [operatorEmail];
  await sendWaiting(ports, {
    attempts,
    findReaders: async () => (notice.by === "operator" ? operator : ports.findOwners(tenantId)),
    write: () => writeIncidentMail(notice, ports.appUrl),
    end: (state) => notices.endNotice(notice, state),
    postpone: (nextTryAt) => notices.postponeNotice(notice, nextTryAt),
    events: { notSent: "incident.not_told", nobody: "incident.nobody_to_tell" },
    what: { tenantId, incident: incidentId, attempts },
  });
}

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
  other: "Meta refuses to send from this number. Open WhatsApp Manager to see why.",
};

/** The mail of one incident. */
export function writeIncidentMail(
  {
    accountId,
    displayAddress,
    brokenReason,
    by,
    since,
  }: Omit<DueIncidentNotice, "tenantId" | "incidentId" | "attempts">,
  appUrl: string,
): { subject: string; text: string; html: string } {
  // Meta wrote the number: a line break in a subject would begin another header.
  const phone = displayAddress.replace(/[^\d+() -]/g, "");
  const code = brokenCode(brokenReason);
  const paragraphs = [
    `Replies from ${phone} are not getting through.`,
    WORDS[brokenCause(brokenReason, by)],
    `Since ${since.toISOString().slice(0, 16).replace("T", " ")} UTC${code === null ? "" : `; Meta’s code: ${code}`}.`,
    "We look again by ourselves and go on as soon as it works. This is the only mail about it.",
    by === "operator" ? `Account: ${accountId}` : `The number’s page: ${appUrl}/admin/whatsapp/${accountId}`,
  ];
  return {
    subject: `${phone}: replies are not getting through`,
    text: paragraphs.join("\n\n"),
    html: paragraphs.map((line) => `<p>${line}</p>`).join("\n"),
  };
}
