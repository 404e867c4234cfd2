import type { DueNotice, NoticeRecords } from "../../credits/deliver-notices";
import { balanceLevel, type NoticeKind, rearm } from "../../credits/low-balance";
import { lockBalance, markTold } from "./credit-records";
import type { Database, Transaction } from "./database";
import { forTenant } from "./tenant-scope";

type ClaimedRow = { id: bigint; tenant_id: string; kind: NoticeKind; attempts: number };

/** Mails to owners that wait to be sent. They are looked for across tenants: after-work and sweep serve all of them. */
export function createNoticeRecords(asPlatform: Database): NoticeRecords {
  return {
    async claimNotice(now, until) {
      for (;;) {
        const [row] = await asPlatform.$queryRaw<ClaimedRow[]>`
          UPDATE credit_notices SET attempts = attempts + 1, next_try_at = ${until}
          WHERE id = (
            SELECT id FROM credit_notices WHERE state = 'pending' AND next_try_at <= ${now}
            ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING id, tenant_id, kind, attempts`;
        if (!row) return null;
        const notice = await forTenant(asPlatform, row.tenant_id, (tx) => confirmOrDrop(tx, row, now));
        if (notice) return notice;
      }
    },
    async endNotice(id, state, now) {
      await asPlatform.creditNotice.update({ where: { id: BigInt(id) }, data: { state, endedAt: now } });
    },
    async postponeNotice(id, nextTryAt) {
      await asPlatform.creditNotice.update({ where: { id: BigInt(id) }, data: { nextTryAt } });
    },
  };
}

/** Looks at the balance once more: the credit may have come back, and then the owner has not been told anything. */
async function confirmOrDrop(tx: Transaction, row: ClaimedRow, now: Date): Promise<DueNotice | null> {
  const { balance, threshold, told } = await lockBalance(tx, row.tenant_id);
  if (row.kind !== balanceLevel(balance, threshold)) {
    await tx.creditNotice.update({ where: { id: row.id }, data: { state: "dropped", endedAt: now } });
    await markTold(tx, row.tenant_id, told, rearm(balance, threshold, told), now);
    return null;
  }
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: row.tenant_id }, select: { name: true } });
  const { kind, attempts } = row;
  return { id: String(row.id), tenantId: row.tenant_id, kind, attempts, tenantName: tenant.name, balance, threshold };
}
