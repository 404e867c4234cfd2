import {
  afterProbe,
  FAILURE_WINDOW_MS,
  heals,
  type IncidentFailure,
  type IncidentRecords,
  type ProbeRecords,
  type ShownBy,
  shownAfterFailure,
  TOLD_FOR_MS,
  throttledForProbe,
} from "@/lib/accounts/incidents/incident";
import type { IdSource } from "@/lib/core/ids";
import { Prisma } from "../generated/client";
import { readAccount } from "../rules/stored-config";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { claimWaiting, type WaitingRows } from "../shared/waiting-rows";

/** The mark of a broken account, taken away. */
export const MENDED = { brokenReason: null, brokenBy: null, brokenAt: null, throttledUntil: null } as const;

/** One incident is open per account at most: whoever touches one locks the account first, and no message that comes in. */
export async function lockAccount(tx: TenantTx, tenantId: string, accountId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM accounts
    WHERE id = ${accountId} AND tenant_id = ${tenantId} AND disconnected_at IS NULL FOR NO KEY UPDATE`;
  return rows.length > 0;
}

export function createIncidentRecords(database: Database, ids: IdSource): IncidentRecords {
  return {
    noteIncident: (failure) =>
      forTenant(database, failure.tenantId, async (tx) => {
        const { tenantId, accountId, cause, code, by, source, at, now } = failure;
        if (!(await lockAccount(tx, tenantId, accountId))) return { broke: false, throttledUntil: null };
        if (source === "webhook" && (await hasArrivedSince(tx, failure))) return { broke: false, throttledUntil: null };
        const incident =
          (await tx.incident.findFirst({ where: { tenantId, accountId, healedAt: null, warns: false } })) ??
          (await tx.incident.create({
            data: {
              ...{ id: ids.newId(), tenantId, accountId, cause, code, mendedBy: by },
              ...{ openedAt: at, lastFailureAt: at, nextTryAt: now },
            },
          }));
        const isQuiet = at.getTime() - incident.lastFailureAt.getTime() > FAILURE_WINDOW_MS;
        if (at > incident.lastFailureAt) incident.lastFailureAt = at;
        // What is only suspected has the cause of its latest failure, and is looked at anew when that comes after a rest:
        // by then it may be probed but rarely.
        if (incident.shownBy === null) Object.assign(incident, { cause, code, mendedBy: by });
        if (incident.shownBy === null && isQuiet) Object.assign(incident, { attempts: 0, nextTryAt: now });
        const { lastFailureAt, attempts, nextTryAt } = incident;
        const latest = { lastFailureAt, attempts, nextTryAt, cause: incident.cause, code: incident.code };
        const where = { tenantId_id: { tenantId, id: incident.id } };
        await tx.incident.update({ where, data: { ...latest, mendedBy: incident.mendedBy } });
        const customers = await failedCustomers(tx, failure);
        const shownBy = shownAfterFailure(incident.shownBy as ShownBy | null, source, customers);
        const broke = incident.shownBy === null && shownBy !== null;
        if (shownBy !== null && broke) {
          await breakNumber(tx, incident, shownBy, now);
          // What was only suspected may have been looked at rarely by now.
          await tx.incident.update({ where, data: { attempts: 0, nextTryAt: now } });
          incident.nextTryAt = now;
        }
        // A webhook alone stops nobody: what comes next may arrive.
        const stops =
          shownBy !== null && (shownBy !== "webhook" || shownAfterFailure(null, "send", customers) !== null);
        if (!stops) return { broke, throttledUntil: null };
        const throttledUntil = throttledForProbe(incident.nextTryAt, now);
        await tx.account.update({ where: { id: accountId, tenantId }, data: { throttledUntil } });
        return { broke, throttledUntil };
      }),

    healIncident: (tenantId, accountId, proof, at) =>
      forTenant(database, tenantId, async (tx) => {
        if (!(await lockAccount(tx, tenantId, accountId))) return false;
        const where = { tenantId, accountId, healedAt: null, warns: false, lastFailureAt: { lt: at } };
        const incident = await tx.incident.findFirst({ where });
        if (!incident || !heals(incident.shownBy as ShownBy | null, proof)) return false;
        await closeIncidents(tx, tenantId, accountId, at);
        await tx.account.update({ where: { id: accountId, tenantId }, data: MENDED });
        return true;
      }),
  };
}

/** Which of an account's open incidents: the one that keeps replies back unless something else is asked for. */
type OpenOnes = Pick<Prisma.IncidentWhereInput, "id" | "cause" | "warns" | "lastFailureAt" | "endsAt">;

/** Ends open incidents of an account, and what was to be told of them. Returns how many. */
export async function closeIncidents(
  tx: TenantTx,
  tenantId: string,
  accountId: string,
  at: Date,
  which: OpenOnes = { warns: false },
): Promise<number> {
  const open = { tenantId, accountId, healedAt: null, ...which };
  await tx.incidentNotice.updateMany({
    where: { tenantId, state: "pending", incident: open },
    data: { state: "dropped" },
  });
  return (await tx.incident.updateMany({ where: open, data: { healedAt: at } })).count;
}

/** Whether a reply that was sent after the failure has reached its customer: then the failure is old news. */
async function hasArrivedSince(tx: TenantTx, { tenantId, accountId, at }: IncidentFailure): Promise<boolean> {
  const state = { in: ["delivered", "read"] };
  const where = { tenantId, accountId, direction: "outbound", state, createdAt: { gt: at } };
  return (await tx.message.findFirst({ where, select: { id: true } })) !== null;
}

/** Different customers whose last try failed for the same cause, of late. */
async function failedCustomers(tx: TenantTx, { tenantId, accountId, code, now }: IncidentFailure): Promise<number> {
  const since = new Date(now.getTime() - FAILURE_WINDOW_MS);
  const [row] = await tx.$queryRaw<{ customers: number }[]>`
    SELECT count(DISTINCT coalesce(k.customer, m.recipient_id))::int AS customers
    FROM messages m LEFT JOIN customer_addresses k
      ON k.tenant_id = m.tenant_id AND k.account_id = m.account_id AND k.address = m.recipient_id
    WHERE m.tenant_id = ${tenantId} AND m.account_id = ${accountId} AND m.direction = 'outbound'
      AND m.created_at >= ${new Date(since.getTime() - FAILURE_WINDOW_MS)} AND m.state_at >= ${since}
      AND (m.state IN ('refused', 'failed') OR m.state = 'sending' AND m.error_code IS NOT NULL)
      AND m.error_code IS NOT DISTINCT FROM ${code}::int`;
  return row?.customers ?? 0;
}

export type OpenIncident = {
  id: string;
  tenantId: string;
  accountId: string;
  cause: string;
  code: number | null;
  mendedBy: string;
  openedAt: Date;
};

/** Marks the account as broken. `tellAt`: what may pass in minutes is not worth a mail before. */
export async function breakNumber(
  tx: TenantTx,
  incident: OpenIncident,
  shownBy: ShownBy,
  now: Date,
  tellAt = now,
): Promise<void> {
  const { id, tenantId, accountId, cause, code, mendedBy, openedAt } = incident;
  await tx.incident.update({
    where: { tenantId_id: { tenantId, id } },
    data: { cause, code, mendedBy, shownBy, brokenAt: now },
  });
  await tx.account.update({
    where: { id: accountId, tenantId },
    data: { brokenReason: `${cause}_${code ?? "unknown"}`, brokenBy: mendedBy, brokenAt: openedAt },
  });
  await tellOnce(tx, incident, now, tellAt);
}

/** Leaves a mail to be sent, unless the same trouble was told a short while ago. */
export async function tellOnce(
  tx: TenantTx,
  { id, tenantId, accountId, cause, code }: Omit<OpenIncident, "mendedBy" | "openedAt">,
  now: Date,
  nextTryAt = now,
): Promise<void> {
  const told = await tx.incident.count({
    where: {
      ...{ tenantId, accountId, cause, code, notice: { state: "sent" } },
      healedAt: { gte: new Date(now.getTime() - TOLD_FOR_MS) },
    },
  });
  if (told > 0) return;
  await tx.incidentNotice.createMany({ data: [{ incidentId: id, tenantId, nextTryAt }], skipDuplicates: true });
}

const ROWS: WaitingRows = {
  table: Prisma.sql`incidents`,
  waits: Prisma.sql`w.healed_at IS NULL`,
  rank: Prisma.sql`1`,
  columns: Prisma.sql`w.id, w.account_id, w.cause, w.warns, w.attempts`,
  call: "probe",
};

type ClaimedRow = {
  id: string;
  tenant_id: string;
  account_id: string;
  cause: string;
  warns: boolean;
  attempts: number;
};

export function createProbeRecords(database: Database): ProbeRecords {
  return {
    async claimProbe(now, until, except) {
      const [row] = await claimWaiting<ClaimedRow>(database, ROWS, { now, until, limit: 1, except });
      if (!row) return null;
      const { id: incidentId, tenant_id: tenantId, account_id: accountId, cause, warns, attempts: probes } = row;
      if (warns) {
        // Nobody is asked about a warning: its time is over, unless news has just given it a longer one.
        await forTenant(database, tenantId, (tx) =>
          closeIncidents(tx, tenantId, accountId, now, { id: incidentId, warns: true, endsAt: { lte: now } }),
        );
        return this.claimProbe(now, until, except);
      }
      const account = await forTenant(database, tenantId, (tx) =>
        tx.account.findFirstOrThrow({ where: { id: accountId, tenantId } }),
      );
      return { incidentId, account: readAccount(account), cause, probes };
    },

    noteProbe: ({ incidentId, account: { tenantId, id: accountId } }, result, nextTryAt, now) =>
      forTenant(database, tenantId, async (tx) => {
        await lockAccount(tx, tenantId, accountId);
        const incident = await tx.incident.findFirst({ where: { id: incidentId, tenantId, healedAt: null } });
        if (!incident) return { end: "open", turns: "as_they_are", broke: false };
        await tx.incident.update({ where: { tenantId_id: { tenantId, id: incidentId } }, data: { nextTryAt } });
        const shownBy = incident.shownBy as ShownBy | null;
        const after = afterProbe(shownBy, now.getTime() - incident.lastFailureAt.getTime(), result);
        const broke = after.end === "broken" && shownBy === null;
        if (broke) await breakNumber(tx, incident, "probe", now);
        const where = { id: accountId, tenantId };
        if (after.turns === "wait") {
          const throttledUntil = throttledForProbe(nextTryAt, now);
          await tx.account.update({ where, data: { throttledUntil } });
        }
        if (after.turns === "go") await tx.account.update({ where, data: { throttledUntil: null } });
        if (after.end === "healed") {
          await closeIncidents(tx, tenantId, accountId, now);
          if (shownBy !== null) await tx.account.update({ where, data: MENDED });
        }
        return { ...after, broke };
      }),
  };
}
