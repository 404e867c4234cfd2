import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { IdSource } from "@/lib/core/ids";
import type { Prisma } from "../generated/client";
import type { TenantTx } from "./tenant-scope";

/** Writes who did what, in the transaction of the change itself: neither is there without the other. */
export async function writeAudit(
  tx: TenantTx,
  ids: IdSource,
  { tenantId, personId, action, at }: AuditStamp,
  targetId: string,
  details: Prisma.InputJsonObject = {},
): Promise<void> {
  await tx.auditEntry.create({ data: { id: ids.newId(), tenantId, personId, action, targetId, details, at } });
}
