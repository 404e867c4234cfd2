import type { IdSource } from "@/lib/core/ids";
import { BATCH, type DeletedBatch, type OldLogRecords } from "@/lib/pipeline/log/delete-old-log";
import {
  checkRetention,
  DEFAULT_RETENTION_DAYS,
  deletedBefore,
  type RetentionStore,
} from "@/lib/pipeline/log/retention";
import { GRANT_ACTION } from "../credits/grant-credits";
import { Prisma } from "../generated/client";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { asPlatform, forTenant, type TenantTx } from "../shared/tenant-scope";

/** So many digits at its end are the same in all spellings of a number (`lib/accounts/phone-spellings.ts`). */
const SPELLED_ALIKE = 8;

/**
 * What is old of a tenant's log. Never the ledger, and nothing that still waits: no turn that is open or whose credit is
 * reserved, no message that waits for a turn, no incident or mail that has not ended.
 */
const OLD = {
  /** By when they were closed: what the ledger has of a turn was reserved before that. The first condition is the index's. */
  turns: (tenantId: Prisma.Sql, before: Prisma.Sql) => Prisma.sql`
    FROM turns WHERE tenant_id = ${tenantId} AND released_at < ${before} AND closed_at < ${before}
      AND credit IS DISTINCT FROM 'reserved'`,
  /** Those that never had a turn: a turn's own go with it. */
  messages: (tenantId: Prisma.Sql, before: Prisma.Sql) => Prisma.sql`
    FROM messages WHERE tenant_id = ${tenantId} AND created_at < ${before} AND turn_id IS NULL
      AND NOT (direction = 'inbound' AND reason IS NULL)`,
  /** Their mails go with them. */
  incidents: (tenantId: Prisma.Sql, before: Prisma.Sql) => Prisma.sql`
    FROM incidents WHERE tenant_id = ${tenantId} AND healed_at < ${before}`,
  /** Of customers with two; not while one is on the list of those who are never answered, in whichever spelling. */
  customer_addresses: (tenantId: Prisma.Sql, before: Prisma.Sql) => Prisma.sql`
    FROM customer_addresses k WHERE tenant_id = ${tenantId} AND seen_at < ${before} AND NOT EXISTS (
      SELECT FROM customer_addresses o JOIN left_alone l ON l.tenant_id = o.tenant_id AND l.account_id = o.account_id
        AND right(l.address, ${SPELLED_ALIKE}::int) = right(o.address, ${SPELLED_ALIKE}::int)
      WHERE o.tenant_id = k.tenant_id AND o.account_id = k.account_id AND o.customer = k.customer)`,
  credit_notices: (tenantId: Prisma.Sql, before: Prisma.Sql) => Prisma.sql`
    FROM credit_notices WHERE tenant_id = ${tenantId} AND ended_at < ${before}`,
  /** Why credits were granted is told here alone, and belongs to the ledger. */
  audit_log: (tenantId: Prisma.Sql, before: Prisma.Sql) => Prisma.sql`
    FROM audit_log WHERE tenant_id = ${tenantId} AND at < ${before} AND action <> ${GRANT_ACTION}`,
} as const;

/** Turns and addresses have a way of their own. */
const PLAIN = ["messages", "incidents", "credit_notices", "audit_log"] as const satisfies (keyof typeof OLD)[];

/** How long a tenant's log is kept, and the end of what is older. */
export function createOldLogRecords(database: Database, ids: IdSource): OldLogRecords & RetentionStore {
  return {
    async findOldLogs(now, limit) {
      const before = Prisma.sql`due.before`;
      const old = Object.values(OLD).map((rows) => Prisma.sql`EXISTS (SELECT ${rows(Prisma.sql`t.id`, before)})`);
      const rows = await asPlatform(
        database,
        (tx) => tx.$queryRaw<{ id: string }[]>`
        SELECT t.id FROM tenants t
        CROSS JOIN LATERAL (
          SELECT ${now}::timestamptz - coalesce(t.retention_days, ${DEFAULT_RETENTION_DAYS}::int) * interval '24 hours' AS before
        ) due
        WHERE ${Prisma.join(old, " OR ")}
        ORDER BY due.before - t.log_deleted_before DESC NULLS FIRST LIMIT ${limit}`,
      );
      return rows.map(({ id }) => id);
    },

    deleteOldBatch: (tenantId, now) =>
      forTenant(database, tenantId, async (tx) => {
        // Before the tenant is locked: a save locks its account first, and the tenant after it.
        await keepMessageTimes(tx, tenantId, deletedBefore(now, await readOwnDays(tx, tenantId)));
        // Locked, so that whoever keeps the log longer from now on is not too late by a batch; and for one worker at a time.
        const [tenant] = await tx.$queryRaw<{ retention_days: number | null }[]>`
          SELECT retention_days FROM tenants WHERE id = ${tenantId} FOR NO KEY UPDATE SKIP LOCKED`;
        if (!tenant) return { rows: 0, more: false };
        const before = deletedBefore(now, tenant.retention_days);
        await tx.$executeRaw`
          UPDATE tenants SET log_deleted_before = GREATEST(log_deleted_before, ${before}) WHERE id = ${tenantId}`;
        const turns = await deleteOldTurns(tx, tenantId, before);
        // What is old of the other tables is looked for among what the turns leave.
        if (turns.more) return turns;
        return addUp([
          ...[turns, await deleteOldAddresses(tx, tenantId, before)],
          ...(await deletePlain(tx, tenantId, before)),
        ]);
      }),

    readRetention: (tenantId) => forTenant(database, tenantId, (tx) => readDays(tx, tenantId)),

    setRetention: (stamp, days, seenDays) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        checkRetention(days);
        await tx.$queryRaw`SELECT 1 FROM tenants WHERE id = ${tenantId} FOR NO KEY UPDATE`;
        const inForce = await readDays(tx, tenantId);
        if (inForce !== seenDays) return { kind: "stale", days: inForce };
        await tx.tenant.update({ where: { id: tenantId }, data: { retentionDays: days } });
        await writeAudit(tx, ids, stamp, tenantId, { days, before: inForce });
        return { kind: "saved", days };
      }),
  };
}

async function readOwnDays(tx: TenantTx, tenantId: string): Promise<number | null> {
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { retentionDays: true } });
  return tenant?.retentionDays ?? null;
}

async function readDays(tx: TenantTx, tenantId: string): Promise<number> {
  return (await readOwnDays(tx, tenantId)) ?? DEFAULT_RETENTION_DAYS;
}

/** Turns with their messages. A turn is locked before its messages, as everywhere; one that is locked is left for later. */
async function deleteOldTurns(tx: TenantTx, tenantId: string, before: Date): Promise<DeletedBatch> {
  const old = await tx.$queryRaw<{ id: string }[]>`
    SELECT id ${OLD.turns(Prisma.sql`${tenantId}`, Prisma.sql`${before}`)}
    ORDER BY released_at LIMIT ${BATCH.turns} FOR UPDATE SKIP LOCKED`;
  if (old.length === 0) return { rows: 0, more: false };
  const turnIds = old.map(({ id }) => id);
  const messages = await tx.$executeRaw`
    DELETE FROM messages WHERE tenant_id = ${tenantId} AND id IN (
      SELECT id FROM messages WHERE tenant_id = ${tenantId} AND turn_id = ANY(${turnIds}::text[]) LIMIT ${BATCH.rows})`;
  const turns = await tx.$executeRaw`
    DELETE FROM turns WHERE tenant_id = ${tenantId} AND id = ANY(${turnIds}::text[])
      AND NOT EXISTS (SELECT FROM messages m WHERE m.tenant_id = ${tenantId} AND m.turn_id = turns.id)`;
  return { rows: messages + turns, more: old.length === BATCH.turns || turns < old.length };
}

/** What a message is noting as seen in this moment is left. */
async function deleteOldAddresses(tx: TenantTx, tenantId: string, before: Date): Promise<DeletedBatch> {
  const rows = await tx.$executeRaw`
    DELETE FROM customer_addresses WHERE tenant_id = ${tenantId} AND (account_id, address) IN (
      SELECT account_id, address ${OLD.customer_addresses(Prisma.sql`${tenantId}`, Prisma.sql`${before}`)}
      LIMIT ${BATCH.rows} FOR UPDATE OF k SKIP LOCKED)`;
  return { rows, more: rows === BATCH.rows };
}

async function deletePlain(tx: TenantTx, tenantId: string, before: Date): Promise<DeletedBatch[]> {
  const batches: DeletedBatch[] = [];
  for (const table of PLAIN) {
    const name = Prisma.raw(table);
    const rows = await tx.$executeRaw`
      DELETE FROM ${name} WHERE tenant_id = ${tenantId} AND id IN (
        SELECT id ${OLD[table](Prisma.sql`${tenantId}`, Prisma.sql`${before}`)}
        LIMIT ${BATCH.rows})`;
    batches.push({ rows, more: rows === BATCH.rows });
  }
  return batches;
}

const addUp = (batches: readonly DeletedBatch[]): DeletedBatch => ({
  rows: batches.reduce((sum, { rows }) => sum + rows, 0),
  more: batches.some(({ more }) => more),
});

/**
 * Writes down when the accounts had their first message, and their last if that goes too, before the rows that say so are
 * gone: a number that was once connected well must not look as if nobody had ever written to it. By CASE, for behind row-level
 * security COALESCE keeps the planner from the index.
 */
async function keepMessageTimes(tx: TenantTx, tenantId: string, before: Date): Promise<void> {
  // In order: two workers who update them as they come would wait for each other.
  await tx.$queryRaw`SELECT 1 FROM accounts WHERE tenant_id = ${tenantId} ORDER BY id FOR NO KEY UPDATE`;
  await tx.$executeRaw`
    UPDATE accounts a SET
      first_message_at = coalesce(a.first_message_at, seen.first_at),
      last_message_at = CASE WHEN seen.last_at < ${before} THEN seen.last_at ELSE a.last_message_at END
    FROM (
      SELECT own.id,
        (SELECT created_at FROM messages WHERE tenant_id = ${tenantId} AND account_id = own.id
           AND recipient_id = CASE WHEN own.external_id IS NULL THEN own.former_external_id ELSE own.external_id END ORDER BY created_at LIMIT 1) AS first_at,
        (SELECT created_at FROM messages WHERE tenant_id = ${tenantId} AND account_id = own.id
           AND recipient_id = CASE WHEN own.external_id IS NULL THEN own.former_external_id ELSE own.external_id END ORDER BY created_at DESC LIMIT 1) AS last_at
      FROM accounts own WHERE own.tenant_id = ${tenantId}) seen
    WHERE a.id = seen.id AND a.tenant_id = ${tenantId} AND seen.first_at < ${before}
      AND (a.first_message_at IS NULL OR seen.last_at < ${before} AND a.last_message_at IS DISTINCT FROM seen.last_at)`;
}
