import type { Clock } from "@/lib/core/clock";
import { describeError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import { createWorkPool } from "@/lib/core/work-pool";
import { type CreditSource, type NoticeFacts, writeNoticeMail } from "./notice-mail";

export type OutgoingMail = { to: string; subject: string; text: string; html: string };

/** Hands one mail to the mail server. Throws UpstreamError when it was not taken. */
export type SendMail = (mail: OutgoingMail) => Promise<void>;

export type DueNotice = NoticeFacts & {
  id: string;
  tenantId: string;
  /** How often its mail was tried, this time included; from 1. */
  attempts: number;
};

export type NoticeRecords = {
  /**
   * Takes a notice that is due and keeps it from others until `until`; null when none is due. One
   * that is no longer true (the credit came back, or credits were bought) is dropped on the way and not returned.
   * Tenants take turns; those of `except` have none.
   */
  claimNotice(now: Date, until: Date, except?: readonly string[]): Promise<DueNotice | null>;
  endNotice(id: string, state: "sent" | "failed", now: Date): Promise<void>;
  postponeNotice(id: string, nextTryAt: Date): Promise<void>;
};

export type NoticePorts = {
  notices: NoticeRecords;
  /** The addresses of the tenant's owners. */
  findOwners: (tenantId: string) => Promise<string[]>;
  sendMail: SendMail;
  source: CreditSource;
  clock: Clock;
  log: Logger;
};

const CLAIM_MS = 120_000;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;
/** With the back-off above about three days; by then the news is old, and every admin page shows it anyway. */
const MAX_ATTEMPTS = 20;

/** Mails under way at once: a mail server that is slow for one address must not keep the others waiting. */
const AT_ONCE = 4;

const NOT_SENT = "notice.not_sent";

/** Sends what is due, at most `limit` notices. Never throws for a mail: it is tried again later, 20 times in all. */
export async function deliverNotices(ports: NoticePorts, limit: number): Promise<{ sent: number; failed: number }> {
  const report = { sent: 0, failed: 0 };
  const ring = createWorkPool({
    atOnce: Math.min(AT_ONCE, limit),
    perTenant: 1,
    perRing: limit,
    restMs: 0,
    now: () => ports.clock.now().getTime(),
    claim: async (except) => {
      const now = ports.clock.now();
      const notice = await ports.notices.claimNotice(now, new Date(now.getTime() + CLAIM_MS), except);
      return notice && { notice, tenants: [notice.tenantId] };
    },
    work: async ({ notice }) => {
      if (await deliverOne(ports, notice)) report.sent += 1;
      else report.failed += 1;
      return [];
    },
  });
  await ring();
  return report;
}

async function deliverOne(ports: NoticePorts, notice: DueNotice): Promise<boolean> {
  const { id, tenantId, attempts, kind } = notice;
  const what = { tenantId, kind, attempts };
  try {
    const owners = await ports.findOwners(tenantId);
    if (owners.length > 0) {
      const mail = writeNoticeMail(notice, ports.source);
      // One address that is refused must not bring the mail to the others again and again.
      const sent = await Promise.allSettled(owners.map((to) => ports.sendMail({ to, ...mail })));
      const failed = sent.find((one) => one.status === "rejected");
      if (failed) ports.log.warn(NOT_SENT, { ...what, error: describeError(failed.reason) });
      if (sent.some((one) => one.status === "fulfilled")) {
        await ports.notices.endNotice(id, "sent", ports.clock.now());
        return true;
      }
    } else ports.log.warn("notice.nobody_to_tell", what);
  } catch (error) {
    ports.log.warn(NOT_SENT, { ...what, error: describeError(error) });
  }
  const now = ports.clock.now();
  if (attempts >= MAX_ATTEMPTS) await ports.notices.endNotice(id, "failed", now);
  else {
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1));
    await ports.notices.postponeNotice(id, new Date(now.getTime() + delayMs));
  }
  return false;
}
