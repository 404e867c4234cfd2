import type { Pause, PauseCause, PauseRecords } from "@/lib/accounts/pause";
import type { IdSource } from "@/lib/core/ids";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { readSpellings } from "./customer-addresses";

/** In the place of a customer: everybody who writes to the account. */
export const EVERYBODY = "";

export function createPauseRecords(database: Database, ids: IdSource): PauseRecords {
  return {
    setPause: ({ tenantId, accountId }, { customer, until, keepsLater, cause, now, stamp }) =>
      forTenant(database, tenantId, async (tx) => {
        // One change of an account's pauses at a time; not FOR UPDATE: messages that come in refer to the account.
        const accounts = await tx.$queryRaw<unknown[]>`
          SELECT 1 FROM accounts
          WHERE id = ${accountId} AND tenant_id = ${tenantId} AND disconnected_at IS NULL FOR NO KEY UPDATE`;
        if (accounts.length === 0) return null;
        const asked = customer === null ? null : { accountId, address: customer };
        const addresses = asked ? [...(await readSpellings(tx, tenantId, [asked]))(asked)] : [];
        const where = { tenantId, accountId, customer: { in: asked ? addresses : [EVERYBODY] } };
        const standing = await tx.pause.findFirst({
          where: { ...where, until: { gt: now } },
          orderBy: { until: "desc" },
        });
        const later = keepsLater && standing && until && standing.until > until ? standing.until : until;
        if (later === standing?.until) return { until: later, addresses };
        // Under whatever name it stood: a customer of two addresses has one pause. What is over goes with it.
        await tx.pause.deleteMany({ where: { tenantId, accountId, OR: [where, { until: { lte: now } }] } });
        if (later !== null && later > now) {
          const row = { tenantId, accountId, customer: customer ?? EVERYBODY, until: later, cause, createdAt: now };
          await tx.pause.create({ data: row });
        }
        if (stamp) await writeAudit(tx, ids, stamp, accountId, { until: later?.toISOString() ?? null });
        return { until: later !== null && later > now ? later : null, addresses };
      }),

    listPauses: ({ tenantId, accountId }, now) =>
      forTenant(database, tenantId, async (tx) => {
        const rows = await tx.pause.findMany({
          where: { tenantId, accountId, until: { gt: now }, account: { disconnectedAt: null } },
          orderBy: [{ createdAt: "desc" }, { customer: "asc" }],
        });
        const pauses = rows.map(
          ({ customer, until, cause, createdAt }): Pause => ({
            ...{ customer: customer === EVERYBODY ? null : customer, until, since: createdAt },
            cause: cause as PauseCause,
          }),
        );
        return [...pauses.filter((one) => one.customer === null), ...pauses.filter((one) => one.customer !== null)];
      }),

    countHandedOver: (tenantId, now) =>
      forTenant(database, tenantId, async (tx) => {
        const cause = "hand_over" satisfies PauseCause;
        const rows = await tx.pause.groupBy({
          by: ["accountId"],
          where: { tenantId, cause, until: { gt: now } },
          _count: true,
        });
        return new Map(rows.map(({ accountId, _count }) => [accountId, _count]));
      }),

    listRestingAccounts: (tenantId, now) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, customer: EVERYBODY, until: { gt: now } };
        const rows = await tx.pause.findMany({ where, select: { accountId: true, until: true } });
        return new Map(rows.map(({ accountId, until }) => [accountId, until]));
      }),
  };
}
