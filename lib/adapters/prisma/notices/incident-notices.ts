import type { BrokenBy } from "@/lib/accounts/account";
import { TOLD_FOR_MS } from "@/lib/accounts/incidents/incident";
import type { IncidentNoticeRef, IncidentNotices } from "@/lib/notices/tell-incidents";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { asPlatform, forTenant } from "../shared/tenant-scope";
import { claimWaiting, type WaitingRows } from "../shared/waiting-rows";

/** One mail per incident; a tenant has one open incident per number, and a few warnings. */
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
  const claimNotice: IncidentNotices["claimNotice"] = async (now, until) => {
    const [row] = await claimWaiting<ClaimedRow>(database, ROWS, { now, until, limit: 1, except: [] });
    if (!row) return null;
    const { incident_id: incidentId, tenant_id: tenantId, attempts } = row;
    const ref = { incidentId, tenantId };
    const { account, cause, code, warns, detail, endsAt, mendedBy, openedAt } = await forTenant(
      database,
      tenantId,
      (tx) =>
        tx.incident.findFirstOrThrow({
          where: { id: incidentId, tenantId },
          include: { account: { select: { id: true, displayAddress: true } } },
        }),
    );
    const by = mendedBy as BrokenBy;
    const asked = { ...ref, cause, code, warns, openedAt, now };
    const same = await (by === "operator" ? findSame(database, asked) : findSiblings(database, asked));
    if (same.told) {
      await change(ref, { state: "dropped" });
      return claimNotice(now, until);
    }
    const reason = warns ? cause : `${cause}_${code ?? "unknown"}`;
    return {
      ...{ ...ref, accountId: account.id, displayAddress: account.displayAddress, others: same.others, attempts },
      ...{ reason, warns, detail, endsAt, by, since: openedAt },
    };
  };
  return {
    claimNotice,
    endNotice: (notice, state) => change(notice, { state }),
    postponeNotice: (notice, nextTryAt) => change(notice, { nextTryAt }),
  };
}

/** Whether the mail of the same thing is out, and how many other accounts have it. */
type Same = { told: boolean; others: number };
type Asked = IncidentNoticeRef & { cause: string; code: number | null; warns: boolean; openedAt: Date; now: Date };

/** What was told of several numbers of a tenant in the same moment is one thing: a WABA's. */
function findSiblings(database: Database, { tenantId, incidentId, cause, warns, openedAt }: Asked): Promise<Same> {
  const same = { tenantId, id: { not: incidentId }, cause, code: null, warns, openedAt, healedAt: null };
  return forTenant(database, tenantId, async (tx) => ({
    told: (await tx.incident.count({ where: { ...same, notice: { state: "sent" } } })) > 0,
    others: await tx.incident.count({ where: same }),
  }));
}

/** The operator's trouble with other accounts: whether its mail is out, of late, and how many accounts have it. */
function findSame(database: Database, { incidentId, cause, code, warns, now }: Asked): Promise<Same> {
  const same = { id: { not: incidentId }, cause, code, mendedBy: "operator", warns };
  return asPlatform(database, async (tx) => {
    const since = new Date(now.getTime() - TOLD_FOR_MS);
    const lately = { OR: [{ healedAt: null }, { healedAt: { gte: since } }] };
    const told = await tx.incident.findFirst({ where: { ...same, ...lately, notice: { state: "sent" } } });
    const others = await tx.incident.count({ where: { ...same, healedAt: null, brokenAt: { not: null } } });
    return { told: told !== null, others };
  });
}
