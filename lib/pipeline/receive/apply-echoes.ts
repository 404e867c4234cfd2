import type { Account } from "@/lib/accounts/account";
import type { Echo } from "@/lib/channels/inbound-message";
import { type PausePorts, pauseReplies } from "../hold/pause-replies";

export type EchoRecords = {
  /**
   * Notes that somebody wrote to a customer past us, once, without a word of it. False for a message that we sent
   * ourselves.
   */
  recordEcho(account: Account, echo: Echo, now: Date): Promise<boolean>;
};

/**
 * Somebody answers on the phone: from then on the bot leaves the customer to them, also one who has not written yet. By when
 * it was written, so that a delivery that comes again, or late, changes nothing.
 */
export async function applyEchoes(
  ports: PausePorts & { records: EchoRecords },
  echoes: readonly Echo[],
  accounts: ReadonlyMap<string, Account>,
  now: Date,
): Promise<void> {
  for (const echo of echoes) {
    const account = accounts.get(echo.externalId);
    if (!account || !(await ports.records.recordEcho(account, echo, now))) continue;
    const { customer, answers, sentAt } = echo;
    if (customer === null || !answers || account.humanPauseMinutes === 0) continue;
    const until = new Date(Math.min(sentAt.getTime(), now.getTime()) + account.humanPauseMinutes * 60_000);
    const change = { customer: customer.value, until, keepsLater: true, cause: "phone", now, stamp: null } as const;
    await pauseReplies(ports, { tenantId: account.tenantId, accountId: account.id }, change);
  }
}
