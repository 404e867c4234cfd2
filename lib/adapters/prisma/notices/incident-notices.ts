import type { BrokenBy } from "@/lib/accounts/account";
import type { IncidentNoticeRef, IncidentNotices } from "@/lib/notices/tell-incidents";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { claimWaiting, type WaitingRows } from "../shared/waiting-rows";

/** One mail per incident; a tenant has as many open incidents as numbers. */
const ROWS: WaitingRows = {
  table: Prisma.sql`incident_notices`,
  waits: Prisma.sql`w.state = 'pending'`,
  rank: Prisma.sql`1`,
  columns: Prisma.sql`w.incident_id, w.attempts`,
  call: "mail",
};

type ClaimedRow = { incident_id: string; tenant_id: string; attempts: number };

export function createIncidentNotices(database: Database): IncidentNotices {
  const change = ({ tenantId, incidentId }: IncidentNoticeRef, data: Prisma.IncidentNoticeUpdateInput): Promise<void> =>
    forTenant(database, tenantId, async (tx) => {
      await tx.incidentNotice.update({ where: { tenantId_incidentId: { tenantId, incidentId } }, data });
    });
  return {
    async claimNotice(now, until) {
      const [row] = await claimWaiting<ClaimedRow>(database, ROWS, { now, until, limit: 1, except: [] });
      if (!row) return null;
      const { incident_id: incidentId, tenant_id: tenantId, attempts } = row;
      const { account, cause, code, mendedBy, openedAt } = await forTenant(database, tenantId, (tx) =>
        tx.incident.findFirstOrThrow({
          where: { id: incidentId, tenantId },
          include: { account: { select: { id: true, displayAddress: true } } },
        }),
      );
      return {
        ...{ incidentId, tenantId, accountId: account.id, displayAddress: account.displayAddress },
        ...{ brokenReason: `${cause}_${code ?? "unknown"}`, by: mendedBy as BrokenBy, since: openedAt, attempts },
      };
    },
    endNotice: (notice, state) => change(notice, { state }),
    postponeNotice: (notice, nextTryAt) => change(notice, { nextTryAt }),
  };
}
