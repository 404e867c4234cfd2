import type { Clock } from "@/lib/core/clock";
import { describeError } from "@/lib/core/errors";
import type { LogFields, Logger } from "@/lib/core/log";
import type { Mail, SendMail } from "@/lib/core/send-mail.port";
import { createWorkPool } from "@/lib/core/work-pool";
import { type CreditSource, type NoticeFacts, writeNoticeMail } from "./notice-mail";

/** A mail that waits: to whom it goes, what it says, and where it is noted what became of it. */
export type WaitingMail = {
  /** How often it was tried, this time included; from 1. */
  attempts: number;
  findReaders(): Promise<readonly string[]>;
  write(): Omit<Mail, "to">;
  end(state: "sent" | "failed"): Promise<void>;
  postpone(nextTryAt: Date): Promise<void>;
  /** The log's words: what went wrong, and what it is about. */
  events: { notSent: string; nobody: string };
  what: LogFields;
};

/** How long a mail is kept from others that was taken to be sent. */
export const CLAIM_MS = 120_000;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;
/** With the back-off above about three days; by then the news is old, and the admin's pages show it anyway. */
const MAX_ATTEMPTS = 20;

/** Sends one mail to all who are to have it; when none of them got it, it is tried again later, 20 times in all. */
export async function sendWaiting(
  { sendMail, clock, log }: { sendMail: SendMail; clock: Clock; log: Logger },
  { attempts, findReaders, write, end, postpone, events, what }: WaitingMail,
): Promise<boolean> {
  try {
    const readers = await findReaders();
    const mail = write();
    // One address that is refused must not bring the mail to the others again and again.
    const sent = await Promise.allSettled(readers.map((to) => sendMail({ to, ...mail })));
    const failed = sent.find((one) => one.status === "rejected");
    if (failed) log.warn(events.notSent, { ...what, error: describeError(failed.reason) });
    if (sent.some((one) => one.status === "fulfilled")) {
      await end("sent");
      return true;
    }
    if (readers.length === 0) log.warn(events.nobody, what);
  } catch (error) {
    log.warn(events.notSent, { ...what, error: describeError(error) });
  }
  if (attempts >= MAX_ATTEMPTS) await end("failed");
  else {
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1));
    await postpone(new Date(clock.now().getTime() + delayMs));
  }
  return false;
}

/** Which mail of which tenant. */
export type NoticeRef = { id: string; tenantId: string };

export type DueNotice = NoticeFacts &
  NoticeRef & {
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
  endNotice(notice: NoticeRef, state: "sent" | "failed", now: Date): Promise<void>;
  postponeNotice(notice: NoticeRef, nextTryAt: Date): Promise<void>;
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

/** Mails under way at once: a mail server that is slow for one address must not keep the others waiting. */
const AT_ONCE = 4;

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

function deliverOne(ports: NoticePorts, notice: DueNotice): Promise<boolean> {
  const { notices, clock } = ports;
  const { tenantId, attempts, kind } = notice;
  return sendWaiting(ports, {
    attempts,
    findReaders: () => ports.findOwners(tenantId),
    write: () => writeNoticeMail(notice, ports.source),
    end: (state) => notices.endNotice(notice, state, clock.now()),
    postpone: (nextTryAt) => notices.postponeNotice(notice, nextTryAt),
    events: { notSent: "notice.not_sent", nobody: "notice.nobody_to_tell" },
    what: { tenantId, kind, attempts },
  });
}

/** How many mails one after-work or one sweep sends at most; the rest comes with the next. */
const BATCH = 20;

export type NoticeCourier = {
  /** Notes that there is a mail to send; costs nothing. */
  ring(): void;
  /** Sends what was rung for. Never throws: what went wrong is logged, and the sweep comes by again. */
  answer(): Promise<void>;
  /** Sends what is due, rung for or not. */
  round(): Promise<number>;
};

/** Keeps the mail out of the answer's way: the pipeline only rings, after-work and sweep carry. */
export function createNoticeCourier(ports: NoticePorts): NoticeCourier {
  let rung = false;
  return {
    ring() {
      rung = true;
    },
    async answer() {
      if (!rung) return;
      rung = false;
      try {
        await deliverNotices(ports, BATCH);
      } catch (error) {
        ports.log.error("notices.failed", { error: describeError(error) });
      }
    },
    async round() {
      return (await deliverNotices(ports, BATCH)).sent;
    },
  };
}
