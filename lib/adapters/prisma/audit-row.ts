import type { AuditStamp } from "../../accounts/audit-stamp";
import type { IdSource } from "../../core/ids";
import type { Transaction } from "./database";
import type { Prisma } from "./generated/client";

/** Writes who did what, in the transaction of the change itself: neither is there without the other. */
export async function writeAudit(
  tx: Transaction,
  ids: IdSource,
  { tenantId, personId, action, at }: AuditStamp,
  targetId: string,
  details: Prisma.InputJsonObject = {},
): Promise<void> {
  await tx.auditEntry.create({ data: { id: ids.newId(), tenantId, personId, action, targetId, details, at } });
}
