import type { HandOverRecords } from "@/lib/pipeline/hold/hand-over";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";

export function createHandOverRecords(database: Database): HandOverRecords {
  return {
    findHandOver: ({ tenantId, turnId }) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, turnId, paused: false, askedAt: { not: null } };
        const row = await tx.handOver.findFirst({ where });
        if (row === null || row.askedAt === null) return null;
        const { accountId, customer, askedAt, pauseMinutes, notify } = row;
        return { tenantId, turnId, accountId, customer, askedAt, pauseMinutes, notify };
      }),
    notePaused: ({ tenantId, turnId }) =>
      forTenant(database, tenantId, async (tx) => {
        const { count } = await tx.handOver.deleteMany({ where: { tenantId, turnId, notify: false } });
        if (count === 0) await tx.handOver.updateMany({ where: { tenantId, turnId }, data: { paused: true } });
      }),
  };
}
