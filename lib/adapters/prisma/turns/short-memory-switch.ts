import type { IdSource } from "@/lib/core/ids";
import type { ShortMemorySwitch } from "@/lib/pipeline/hold/short-memory.port";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";

export function createShortMemorySwitch(database: Database, ids: IdSource): ShortMemorySwitch {
  return {
    readSwitch: (tenantId) =>
      forTenant(database, tenantId, async (tx) => {
        const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { shortMemory: true } });
        return tenant?.shortMemory ?? false;
      }),
    setSwitch: (stamp, on) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        await tx.tenant.update({ where: { id: tenantId }, data: { shortMemory: on } });
        await writeAudit(tx, ids, stamp, tenantId, { on });
        const accounts = await tx.account.findMany({ where: { tenantId }, select: { id: true } });
        return accounts.map(({ id }) => id);
      }),
  };
}
