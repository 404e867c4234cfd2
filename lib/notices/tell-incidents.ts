import type { Clock } from "@/lib/core/clock";
import type { Logger } from "@/lib/core/log";
import type { SendMail } from "@/lib/core/send-mail.port";
import { CLAIM_MS, sendWaiting } from "./deliver-notices";
import { type IncidentFacts, writeIncidentMail } from "./incident-mail";

/** Which incident's mail, of which tenant. */
export type IncidentNoticeRef = { incidentId: string; tenantId: string };

export type DueIncidentNotice = IncidentNoticeRef &
  IncidentFacts & {
    /** How many more accounts the same is true of, of all tenants where the operator mends it; one mail tells of all. */
    others: number;
    /** How often its mail was tried, this time included; from 1. */
    attempts: number;
  };

export type IncidentNotices = {
  /**
   * Takes a mail that is due and keeps it from others until `until`; null when none is. Tenants take turns. What was
   * told already for another account is dropped on the way: a WABA's trouble is one, and so is the platform's.
   */
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
    write: () => writeIncidentMail(notice, ports.appUrl, notice.others),
    end: (state) => notices.endNotice(notice, state),
    postpone: (nextTryAt) => notices.postponeNotice(notice, nextTryAt),
    events: { notSent: "incident.not_told", nobody: "incident.nobody_to_tell" },
    what: { tenantId, incident: incidentId, attempts },
  });
}
