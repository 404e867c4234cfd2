import { LEFT_ALONE_LIMITS, type LeftAlone, type LeftAloneAdded, type LeftAloneStore } from "@/lib/accounts/left-alone";
import { phoneSpellings } from "@/lib/accounts/phone-spellings";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { IdSource } from "@/lib/core/ids";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";

/** The log has one spelling of a number, and the list perhaps another. */
const either = (address: string) => ({ in: phoneSpellings(address) });

const SHOWN = { address: true, note: true, createdAt: true } as const;

/** The list of a disconnected account is kept, out of reach, until its number comes back: see `AccountStore.add`. */
export function createLeftAloneStore(database: Database, ids: IdSource): LeftAloneStore {
  /** Changes the list of a connected account, one change at a time, and notes that it was changed, not for whom. */
  const change = <Result>(
    stamp: AuditStamp,
    accountId: string,
    work: (tx: TenantTx, where: { tenantId: string; accountId: string }) => Promise<Change<Result>>,
  ): Promise<Result | null> =>
    forTenant(database, stamp.tenantId, async (tx, tenantId) => {
      // Not FOR UPDATE: messages that come in refer to the account, and would wait.
      const accounts = await tx.$queryRaw<unknown[]>`
        SELECT id FROM accounts
        WHERE id = ${accountId} AND tenant_id = ${tenantId} AND disconnected_at IS NULL FOR NO KEY UPDATE`;
      if (accounts.length === 0) return null;
      const { changed, result } = await work(tx, { tenantId, accountId });
      if (changed) await writeAudit(tx, ids, stamp, accountId);
      return result;
    });

  return {
    list: (tenantId, accountId) =>
      forTenant(database, tenantId, (tx) =>
        tx.leftAlone.findMany({
          where: { tenantId, accountId, account: { disconnectedAt: null } },
          orderBy: [{ createdAt: "desc" }, { address: "asc" }],
          select: SHOWN,
        }),
      ),

    add: (stamp, accountId, address, note) =>
      change<LeftAloneAdded>(stamp, accountId, async (tx, where) => {
        const entry = await tx.leftAlone.findFirst({ where: { ...where, address: either(address) }, select: SHOWN });
        if (entry) return { changed: false, result: { kind: "there", entry } };
        const most = LEFT_ALONE_LIMITS.customers;
        if ((await tx.leftAlone.count({ where })) >= most) return { changed: false, result: { kind: "full", most } };
        const data = { ...where, address, note, createdAt: stamp.at, personId: stamp.personId };
        return { changed: true, result: { kind: "added", entry: await tx.leftAlone.create({ data, select: SHOWN }) } };
      }),

    changeNote: (stamp, accountId, address, note) =>
      change<LeftAlone>(stamp, accountId, async (tx, where) => {
        const [entry] = await tx.leftAlone.updateManyAndReturn({
          where: { ...where, address: either(address) },
          data: { note },
          select: SHOWN,
        });
        return { changed: entry !== undefined, result: entry ?? null };
      }),

    remove: (stamp, accountId, address) =>
      change<LeftAlone>(stamp, accountId, async (tx, where) => {
        const entry = await tx.leftAlone.findFirst({ where: { ...where, address: either(address) }, select: SHOWN });
        await tx.leftAlone.deleteMany({ where: { ...where, address: either(address) } });
        return { changed: entry !== null, result: entry };
      }),
  };
}

type Change<Result> = { changed: boolean; result: Result | null };
