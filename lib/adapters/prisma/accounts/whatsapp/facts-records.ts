import type { AccountRef } from "@/lib/accounts/account";
import type { FactsRecords } from "@/lib/accounts/connection/whatsapp/facts/facts-records.port";
import { Prisma } from "../../generated/client";
import type { Database } from "../../shared/database";
import { forTenant, type TenantTx } from "../../shared/tenant-scope";
import { backOffWaiting, claimWaiting, type WaitingRows } from "../../shared/waiting-rows";
import { findRecord } from "../stored-account";

const ROWS: WaitingRows = {
  table: Prisma.sql`whatsapp_accounts`,
  waits: Prisma.sql`w.facts_due_at IS NOT NULL`,
  rank: Prisma.sql`1`,
  columns: Prisma.sql`w.account_id`,
  clock: { attempts: Prisma.sql`facts_attempts`, dueAt: Prisma.sql`facts_due_at` },
  call: "facts",
};

/** 5, 10, 20… minutes, and in the end as rarely as what can be read. */
const BACK_OFF = { firstSeconds: 150, longestSeconds: 6 * 3_600 };

type ClaimedRow = { tenant_id: string; account_id: string };

export function createFactsRecords(database: Database): FactsRecords {
  return {
    async claimFacts(now, until, except) {
      for (;;) {
        const [row] = await claimWaiting<ClaimedRow>(database, ROWS, { now, until, limit: 1, except });
        if (!row) return null;
        const { tenant_id: tenantId, account_id: accountId } = row;
        const record = await forTenant(database, tenantId, async (tx) => {
          const found = await findRecord(tx, tenantId, accountId);
          if (found?.view.disconnectedAt === null) return found;
          // Nothing is to be known of it any more.
          await tx.whatsappAccount.updateMany({ where: { tenantId, accountId }, data: { factsDueAt: null } });
          return null;
        });
        if (record) return { record, until };
      }
    },

    noteAnswer: ({ record: { tenantId, view }, until }, nextAt) =>
      forTenant(database, tenantId, async (tx) => {
        // Due at any other time: somebody has asked anew, and what was read may be older than their news.
        const claimed = { tenantId, accountId: view.id, factsDueAt: until };
        await tx.whatsappAccount.updateMany({ where: claimed, data: { factsDueAt: nextAt, factsAttempts: 0 } });
      }),

    postpone: ({ record: { tenantId, view }, until }, now) => {
      const these = Prisma.sql`w.account_id = ${view.id} AND w.facts_due_at = ${until}`;
      return backOffWaiting(database, ROWS, { tenantId, these, failed: true }, { now, ...BACK_OFF });
    },

    beginRegistration: ({ tenantId, accountId }, now, nextAt) =>
      forTenant(database, tenantId, async (tx) => {
        const [row] = await tx.$queryRaw<{ pin: string; pin_proven: boolean }[]>`
          UPDATE whatsapp_accounts SET register_after = ${nextAt}
          WHERE tenant_id = ${tenantId} AND account_id = ${accountId} AND register_after <= ${now}
            AND pin IS NOT NULL AND NOT on_business_app
          RETURNING pin, pin_proven`;
        return row ? { sealedPin: row.pin, proven: row.pin_proven } : null;
      }),

    postponeRegistration: ({ tenantId, accountId }, until) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, accountId, registerAfter: { not: null } };
        await tx.whatsappAccount.updateMany({ where, data: { registerAfter: until } });
      }),
  };
}

/** Lets a number be asked about now, whatever became of earlier tries: for news that only says that something has changed. */
export async function askForFacts(tx: TenantTx, { tenantId, accountId }: AccountRef, now: Date): Promise<void> {
  const where = { tenantId, accountId, account: { disconnectedAt: null } };
  await tx.whatsappAccount.updateMany({ where, data: { factsDueAt: now, factsAttempts: 0 } });
}
