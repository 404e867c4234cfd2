import type { InboundRecords } from "@/lib/pipeline/receive/ingest-delivery";
import type { ReconcileRecords, UnboundMessage } from "@/lib/pipeline/reconcile/reconcile-turns";
import { Prisma } from "../generated/client";
import { readAccountWithConfig, WITH_RULES } from "../rules/stored-config";
import type { Database } from "../shared/database";
import { asPlatform, asWebhook } from "../shared/tenant-scope";
import { inTurns } from "../shared/waiting-rows";

type PlatformReaders = Pick<InboundRecords, "findAccounts" | "findAccountsByAddress"> &
  Pick<ReconcileRecords, "findUnboundMessages" | "findUnclosedTurns" | "findOpenReserves">;

/** What a delivery asks, which names an account and no tenant, and what the sweep looks for in the rows of all. */
export function createPlatformReaders(database: Database): PlatformReaders {
  return {
    async findAccounts(channel, externalIds) {
      const rows = await asWebhook(database, { channel, externalIds }, (tx) =>
        tx.account.findMany({ where: { channel, externalId: { in: [...externalIds] } }, include: WITH_RULES }),
      );
      return rows.map(readAccountWithConfig);
    },
    findAccountsByAddress: (channel, addresses) =>
      asPlatform(
        database,
        (tx) => tx.$queryRaw<{ tenantId: string; accountId: string }[]>`
          SELECT tenant_id AS "tenantId", id AS "accountId" FROM accounts
          WHERE channel = ${channel} AND sender_address = ANY (${[...addresses]}::text[]) AND external_id IS NOT NULL`,
      ),

    async findUnboundMessages(before, limit) {
      const waiting = Prisma.sql`
        SELECT id, tenant_id, account_id AS "accountId", inbound_id AS "messageId", sender_id AS "senderId",
          thread_id AS thread, created_at AS since
        FROM messages
        WHERE direction = 'inbound' AND turn_id IS NULL AND reason IS NULL AND created_at < ${before}
          AND inbound_id IS NOT NULL`;
      const rows = await inTurns<Omit<UnboundMessage, "tenantId" | "createdAt"> & Queued>(database, waiting, limit);
      return rows.map(({ id, tenant_id, accountId, messageId, senderId, thread, since }) => ({
        id,
        tenantId: tenant_id,
        accountId,
        messageId,
        senderId,
        thread,
        createdAt: since,
      }));
    },
    async findUnclosedTurns(before, limit) {
      const waiting = Prisma.sql`
        SELECT id, tenant_id, conversation, released_at AS since FROM turns
        WHERE closed_at IS NULL AND released_at < ${before}`;
      const rows = await inTurns<{ id: string; conversation: string } & Queued>(database, waiting, limit);
      return rows.map(({ id, tenant_id, conversation }) => ({ turnId: id, tenantId: tenant_id, conversation }));
    },
    async findOpenReserves(limit) {
      const waiting = Prisma.sql`
        SELECT id, tenant_id, closed_at AS since FROM turns WHERE credit = 'reserved' AND closed_at IS NOT NULL`;
      const rows = await inTurns<{ id: string } & Queued>(database, waiting, limit);
      return rows.map(({ id, tenant_id }) => ({ turnId: id, tenantId: tenant_id }));
    },
  };
}

type Queued = { tenant_id: string; since: Date };
