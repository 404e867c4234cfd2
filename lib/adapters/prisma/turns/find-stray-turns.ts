import type { InboundRecords } from "@/lib/pipeline/receive/ingest-delivery";
import type { ReconcileRecords, UnboundMessage } from "@/lib/pipeline/reconcile/reconcile-turns";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { asPlatform } from "../shared/tenant-scope";
import { inTurns } from "../shared/waiting-rows";

type PlatformReaders = Pick<InboundRecords, "findAccountsByAddress"> &
  Pick<ReconcileRecords, "findUnboundMessages" | "findUnclosedTurns" | "findOpenHandOvers" | "findOpenReserves">;

/** What a delivery asks that names an address of ours, and what the sweep looks for in the rows of all. */
export function createPlatformReaders(database: Database): PlatformReaders {
  return {
    findAccountsByAddress: (channel, addresses) =>
      asPlatform(
        database,
        (tx) => tx.$queryRaw<{ tenantId: string; accountId: string }[]>`
          SELECT tenant_id AS "tenantId", id AS "accountId" FROM accounts
          WHERE channel = ${channel} AND sender_address = ANY (${[...addresses]}::text[]) AND external_id IS NOT NULL`,
      ),

    async findUnboundMessages(before, limit) {
      const waiting = Prisma.sql`
        SELECT m.id, m.tenant_id, m.account_id AS "accountId", m.inbound_id AS "messageId",
          coalesce(k.customer, m.sender_id) AS customer,
          ARRAY(SELECT m.sender_id UNION SELECT o.address FROM customer_addresses o
            WHERE o.tenant_id = k.tenant_id AND o.account_id = k.account_id AND o.customer = k.customer) AS addresses,
          m.thread_id AS thread, m.created_at AS since
        FROM messages m LEFT JOIN customer_addresses k
          ON k.tenant_id = m.tenant_id AND k.account_id = m.account_id AND k.address = m.sender_id
        WHERE m.direction = 'inbound' AND m.turn_id IS NULL AND m.reason IS NULL AND m.created_at < ${before}
          AND m.inbound_id IS NOT NULL`;
      const rows = await inTurns<Omit<UnboundMessage, "tenantId" | "createdAt"> & Queued>(database, waiting, limit);
      return rows.map(({ tenant_id, since, id, accountId, messageId, customer, addresses, thread }) => ({
        ...{ id, accountId, messageId, customer, addresses, thread },
        tenantId: tenant_id,
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
    async findOpenHandOvers(before, limit) {
      const waiting = Prisma.sql`
        SELECT turn_id AS id, tenant_id, asked_at AS since FROM hand_overs WHERE asked_at < ${before} AND NOT paused`;
      const rows = await inTurns<{ id: string } & Queued>(database, waiting, limit);
      return rows.map(({ id, tenant_id }) => ({ turnId: id, tenantId: tenant_id }));
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
