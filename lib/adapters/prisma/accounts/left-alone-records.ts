import {
  LEFT_ALONE_LIMITS,
  type LeftAlone,
  type LeftAloneAdded,
  type LeftAloneRemoved,
  type LeftAloneStore,
} from "@/lib/accounts/left-alone";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { IdSource } from "@/lib/core/ids";
import type { Prisma } from "../generated/client";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { readSpellings } from "./customer-addresses";

const NEWEST_FIRST = [{ createdAt: "desc" as const }, { address: "asc" as const }];
const SHOWN = { address: true, note: true, createdAt: true, stoppedAt: true } as const;

type OfAccount = { tenantId: string; accountId: string };

/** The log has one spelling of a number, and the list perhaps another, or another address of the same customer. */
async function anyOf(tx: TenantTx, { tenantId, accountId }: OfAccount, address: string) {
  const asked = { accountId, address };
  return { in: [...(await readSpellings(tx, tenantId, [asked]))(asked)] };
}

/**
 * Who was put on the list by two addresses before they were known as one customer's is one entry, the newer one.
 */
async function oneOfEach(tx: TenantTx, { tenantId, accountId }: OfAccount, newestFirst: readonly LeftAlone[]) {
  const asked = newestFirst.map(({ address }) => ({ accountId, address }));
  const spellings = await readSpellings(tx, tenantId, asked);
  const shown = new Set<string>();
  return newestFirst.filter(({ address }) => {
    if (shown.has(address)) return false;
    for (const one of spellings({ accountId, address })) shown.add(one);
    return true;
  });
}

/** The list of a disconnected account is kept, out of reach, until its number comes back: see `bringCustomers`. */
export function createLeftAloneStore(database: Database, ids: IdSource): LeftAloneStore {
  /** Changes the list of a connected account, one change at a time, and notes that it was changed, not for whom. */
  const change = <Result>(
    stamp: AuditStamp,
    accountId: string,
    work: (tx: TenantTx, where: OfAccount) => Promise<Change<Result>>,
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
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, accountId, account: { disconnectedAt: null } };
        const found = { orderBy: NEWEST_FIRST, select: SHOWN };
        const own = await tx.leftAlone.findMany({ where: { ...where, personId: { not: null } }, ...found });
        const take = LEFT_ALONE_LIMITS.stoppedShown;
        const stopped = await tx.leftAlone.findMany({ where: { ...where, personId: null }, ...found, take });
        const entries = [...own, ...stopped].sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
        return oneOfEach(tx, { tenantId, accountId }, entries);
      }),

    add: (stamp, accountId, address, note) =>
      change<LeftAloneAdded>(stamp, accountId, async (tx, where) => {
        const entries = { ...where, address: await anyOf(tx, where, address) };
        const entry = await findEntry(tx, { ...entries, personId: { not: null } });
        if (entry) return { changed: false, result: { kind: "there", entry } };
        const most = LEFT_ALONE_LIMITS.customers;
        const own = await tx.leftAlone.count({ where: { ...where, personId: { not: null } } });
        if (own >= most) return { changed: false, result: { kind: "full", most } };
        // Who asked for it themselves is now also left alone by the owner, whatever they ask for next.
        const mine = { note, personId: stamp.personId };
        const { count } = await tx.leftAlone.updateMany({ where: entries, data: mine });
        const stopped = count > 0 ? await findEntry(tx, entries) : null;
        if (stopped) return { changed: true, result: { kind: "added", entry: stopped } };
        const data = { ...where, address, note, createdAt: stamp.at, personId: stamp.personId };
        return { changed: true, result: { kind: "added", entry: await tx.leftAlone.create({ data, select: SHOWN }) } };
      }),

    changeNote: (stamp, accountId, address, note) =>
      change<LeftAlone>(stamp, accountId, async (tx, where) => {
        const entries = { ...where, address: await anyOf(tx, where, address) };
        const { count } = await tx.leftAlone.updateMany({ where: entries, data: { note } });
        return { changed: count > 0, result: await findEntry(tx, entries) };
      }),

    remove: (stamp, accountId, address, liftsStop) =>
      change<LeftAloneRemoved>(stamp, accountId, async (tx, where) => {
        const entries = { ...where, address: await anyOf(tx, where, address) };
        const before = await findEntry(tx, entries);
        if (before === null) return { changed: false, result: null };
        const own = await takeOffOwn(tx, entries);
        if (liftsStop) await tx.leftAlone.deleteMany({ where: entries });
        const left = await findEntry(tx, entries);
        if (left === null) return { changed: true, result: { kind: "removed", entry: before } };
        if (own === 0) return { changed: false, result: { kind: "stopped", entry: before } };
        return { changed: true, result: { kind: "kept", entry: before, left } };
      }),
  };
}

/** The one of a customer's entries that the list shows. */
const findEntry = (tx: TenantTx, where: Prisma.LeftAloneWhereInput): Promise<LeftAlone | null> =>
  tx.leftAlone.findFirst({ where, orderBy: NEWEST_FIRST, select: SHOWN });

/** The owner's part of a customer's entries: where the customer asked for it as well, that stays. Answers how many it was. */
async function takeOffOwn(tx: TenantTx, entries: Prisma.LeftAloneWhereInput): Promise<number> {
  const own = { ...entries, personId: { not: null } };
  const { count } = await tx.leftAlone.deleteMany({ where: { ...own, stoppedAt: null } });
  const kept = await tx.leftAlone.updateMany({ where: own, data: { personId: null, note: null } });
  return count + kept.count;
}

type Change<Result> = { changed: boolean; result: Result | null };
