import type { IdSource } from "@/lib/core/ids";
import { FREE_CREDITS } from "@/lib/credits/credit-entry";
import type { TenantTx } from "../shared/tenant-scope";
import { appendEntry, lockBalance, type WrittenEntry } from "./ledger";

/** How a grant is called in the audit log, where its entry is kept as long as the ledger's. */
export const GRANT_ACTION = "credits.grant";

export type Grant = { tenantId: string; amount: number; reference: string; reason: string; now: Date };

/**
 * Credits without a price. `reason` stands in the audit log only, beside the entry's reference. Repeating a reference
 * changes nothing and logs nothing.
 */
export async function grantCredits(tx: TenantTx, ids: IdSource, grant: Grant): Promise<WrittenEntry> {
  const { tenantId, amount, reference, reason, now } = grant;
  const written = await appendEntry(tx, { kind: "grant", tenantId, amount, reference, reason: null, now });
  if (written.kind === "written") {
    await tx.auditEntry.create({
      data: {
        id: ids.newId(),
        tenantId,
        personId: null,
        action: GRANT_ACTION,
        targetId: reference,
        details: { amount, reason, balance: written.balance },
        at: now,
      },
    });
  }
  return written;
}

/** 10 credits for a new tenant, once. Call it in the transaction that makes the tenant. Returns what was granted. */
export async function grantSignUpCredits(tx: TenantTx, ids: IdSource, tenantId: string, now: Date): Promise<number> {
  const written = await grantCredits(tx, ids, { ...FREE_CREDITS.signUp, tenantId, now });
  return written.kind === "written" ? FREE_CREDITS.signUp.amount : 0;
}

/**
 * 90 credits when an account goes live: once a tenant, and once an external id of its channel among all tenants. Call it
 * in the transaction that makes the account live. Returns what was granted, 90 or 0.
 */
export async function grantLiveCredits(
  tx: TenantTx,
  ids: IdSource,
  tenantId: string,
  { channel, externalId }: { channel: string; externalId: string },
  now: Date,
): Promise<number> {
  const { amount, reference } = FREE_CREDITS.firstNumber;
  // Under the lock, so that a tenant's second account does not use up its own claim for a gift that was had already.
  await lockBalance(tx, tenantId);
  const had = await tx.creditEntry.count({ where: { tenantId, kind: "grant", reference } });
  if (had > 0) return 0;
  const { count } = await tx.freeCreditAccount.createMany({
    data: [{ channel, externalId, tenantId, createdAt: now }],
    skipDuplicates: true,
  });
  if (count === 0) return 0;
  const written = await grantCredits(tx, ids, { ...FREE_CREDITS.firstNumber, tenantId, now });
  return written.kind === "written" ? amount : 0;
}

/** Why grants were given, by their references: the audit log's words. */
export async function readGrantReasons(
  tx: TenantTx,
  tenantId: string,
  references: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (references.length === 0) return new Map();
  const rows = await tx.auditEntry.findMany({
    where: { tenantId, action: GRANT_ACTION, targetId: { in: [...references] } },
    select: { targetId: true, details: true },
  });
  return new Map(
    rows.flatMap(({ targetId, details }) => {
      const reason = details !== null && typeof details === "object" && "reason" in details ? details.reason : null;
      return targetId !== null && typeof reason === "string" ? [[targetId, reason] as const] : [];
    }),
  );
}
