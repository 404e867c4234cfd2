import type { Signup, SignupState } from "@/lib/accounts/connection/whatsapp/signup/signup";
import type { SignupRecords } from "@/lib/accounts/connection/whatsapp/signup/signup.port";
import type { IdSource } from "@/lib/core/ids";
import { BATCH, type OldLogRecords } from "@/lib/pipeline/log/delete-old-log";
import { Prisma, type WhatsappSignup } from "../../generated/client";
import { writeAudit } from "../../shared/audit-row";
import type { Database } from "../../shared/database";
import { asPlatform, forTenant } from "../../shared/tenant-scope";

/** Where each owner stands in Meta's signup. */
export function createSignupRecords(database: Database, ids: IdSource): SignupRecords {
  return {
    begin: (stamp, signup) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        // Tokens that no account came of speak for somebody's numbers: none is kept longer than it is of use.
        if (signup.sealedToken !== null) {
          await tx.whatsappSignup.deleteMany({ where: { tenantId, accessToken: { not: null } } });
        }
        const { id, startedAt: createdAt } = signup;
        const row = await tx.whatsappSignup.create({ data: { tenantId, id, createdAt, ...columnsOf(signup) } });
        await writeAudit(tx, ids, stamp, id, { signup: signup.state.kind });
        return read(row);
      }),

    find: (tenantId, id) =>
      forTenant(database, tenantId, async (tx) => {
        const row = await tx.whatsappSignup.findFirst({ where: { tenantId, id } });
        return row && read(row);
      }),

    current: (tenantId) =>
      forTenant(database, tenantId, async (tx) => {
        const orderBy = [{ createdAt: "desc" as const }, { id: "desc" as const }];
        const row = await tx.whatsappSignup.findFirst({ where: { tenantId }, orderBy });
        return row && read(row);
      }),

    save: (tenantId, signup) =>
      forTenant(database, tenantId, async (tx) => {
        const { id, version } = signup;
        const data = { ...columnsOf(signup), version: { increment: 1 } };
        const { count } = await tx.whatsappSignup.updateMany({ where: { tenantId, id, version }, data });
        return count === 0 ? null : { ...signup, version: version + 1 };
      }),
  };
}

/** For how long a signup is kept: one that has come to nothing still holds a token, which speaks for somebody's number. */
const KEPT_DAYS = { withToken: 7, any: 30 } as const;

const OLD = (now: Date) => Prisma.sql`
  FROM whatsapp_signups WHERE (created_at < ${daysBefore(now, KEPT_DAYS.any)}
    OR access_token IS NOT NULL AND created_at < ${daysBefore(now, KEPT_DAYS.withToken)})`;

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000);

/** What is deleted of signups, on the terms of the log: it is no part of it, and goes after a time of its own. */
export function createOldSignups(database: Database): OldLogRecords {
  return {
    findOldLogs: async (now, limit) => {
      const rows = await asPlatform(
        database,
        (tx) => tx.$queryRaw<{ tenant_id: string }[]>`
          SELECT tenant_id ${OLD(now)} GROUP BY tenant_id ORDER BY min(created_at) LIMIT ${limit}`,
      );
      return rows.map((row) => row.tenant_id);
    },
    deleteOldBatch: (tenantId, now) =>
      forTenant(database, tenantId, async (tx) => {
        // One that is gone on with at this moment is left for later.
        const rows = await tx.$executeRaw`
          DELETE FROM whatsapp_signups WHERE tenant_id = ${tenantId} AND id IN (
            SELECT id ${OLD(now)} AND tenant_id = ${tenantId} LIMIT ${BATCH.rows} FOR UPDATE SKIP LOCKED)`;
        return { rows, more: rows === BATCH.rows };
      }),
  };
}

function columnsOf({ accountId, state, hints, chosen, sealedToken, nameInReview }: Omit<Signup, "version">) {
  return {
    accountId,
    state,
    hintedWabaId: hints.wabaId,
    hintedNumberId: hints.numberId,
    wabaId: chosen?.wabaId ?? null,
    numberId: chosen?.numberId ?? null,
    accessToken: sealedToken,
    nameInReview,
  };
}

function read(row: WhatsappSignup): Signup {
  const {
    id,
    accountId,
    version,
    createdAt,
    hintedWabaId,
    hintedNumberId,
    wabaId,
    numberId,
    accessToken,
    nameInReview,
  } = row;
  return {
    id,
    accountId,
    version,
    startedAt: createdAt,
    hints: { wabaId: hintedWabaId, numberId: hintedNumberId },
    chosen: wabaId !== null && numberId !== null ? { wabaId, numberId } : null,
    sealedToken: accessToken,
    nameInReview,
    state: row.state as SignupState,
  };
}
