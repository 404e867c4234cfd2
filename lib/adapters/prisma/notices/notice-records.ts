import { balanceLevel, rearm } from "@/lib/credits/balance";
import type { DueNotice, NoticeRecords, NoticeRef } from "@/lib/notices/deliver-notices";
import { isBalanceNotice, type OwnerNotice } from "@/lib/notices/notice-mail";
import { lockBalance, markTold } from "../credits/ledger";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { claimWaiting, type WaitingRows } from "../shared/waiting-rows";

/** Each mail is one row, of a tenant that a balance has moved for, or of an order: few wait. */
const ROWS: WaitingRows = {
  table: Prisma.sql`credit_notices`,
  waits: Prisma.sql`w.state = 'pending'`,
  rank: Prisma.sql`1`,
  columns: Prisma.sql`w.id, w.kind, w.attempts`,
  call: "mail",
};

type ClaimedRow = { id: bigint; tenant_id: string; kind: OwnerNotice; attempts: number };

/** Mails to owners that wait to be sent. They are looked for across tenants: after-work and sweep serve all of them. */
export function createNoticeRecords(database: Database): NoticeRecords {
  const change = ({ tenantId, id }: NoticeRef, data: Prisma.CreditNoticeUpdateInput): Promise<void> =>
    forTenant(database, tenantId, async (tx) => {
      await tx.creditNotice.update({ where: { id: BigInt(id), tenantId }, data });
    });
  return {
    async claimNotice(now, until, except = []) {
      for (;;) {
        const [row] = await claimWaiting<ClaimedRow>(database, ROWS, { now, until, limit: 1, except });
        if (!row) return null;
        const notice = await forTenant(database, row.tenant_id, (tx) => confirmOrDrop(tx, row, now));
        if (notice) return notice;
      }
    },
    endNotice: (notice, state, now) => change(notice, { state, endedAt: now }),
    postponeNotice: (notice, nextTryAt) => change(notice, { nextTryAt }),
  };
}

/** Looks once more whether it is still true: credits may have come, and auto top-up may be on again. */
async function confirmOrDrop(tx: TenantTx, row: ClaimedRow, now: Date): Promise<DueNotice | null> {
  const { balance, threshold, told } = await lockBalance(tx, row.tenant_id);
  const ofBalance = isBalanceNotice(row.kind);
  const account = ofBalance ? null : await tx.billingAccount.findUnique({ where: { tenantId: row.tenant_id } });
  const stale = ofBalance
    ? row.kind !== balanceLevel(balance, threshold)
    : row.kind === "top_up_off" && account?.autoTopUp === true;
  if (stale) {
    await tx.creditNotice.update({
      where: { id: row.id, tenantId: row.tenant_id },
      data: { state: "dropped", endedAt: now },
    });
    if (ofBalance) await markTold(tx, row.tenant_id, told, rearm(balance, threshold, told), now);
    return null;
  }
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: row.tenant_id }, select: { name: true } });
  const { kind, attempts } = row;
  const facts = { kind, tenantName: tenant.name, balance, threshold, offReason: account?.offReason ?? null };
  return { id: String(row.id), tenantId: row.tenant_id, attempts, ...facts };
}
