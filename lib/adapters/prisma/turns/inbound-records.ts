import type { UnansweredReason } from "@/lib/channels/inbound-message";
import type { IdSource } from "@/lib/core/ids";
import type { InboundEntry } from "@/lib/pipeline/receive/apply-changes";
import type { InboundRecords, RecordedInbound } from "@/lib/pipeline/receive/ingest-delivery";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { type PlatformDb, platformOf } from "../shared/tenant-scope";

/** SQLSTATE classes that speak of the row's own content: data exception, constraint, limit exceeded. */
const CONTENT_CLASSES = ["22", "23", "54"];

type Row = { account_id: string; inbound_id: string; turn_id: string | null; reason: UnansweredReason | null };

export function createInboundRecords(
  database: Database,
  ids: IdSource,
): Pick<InboundRecords, "recordInbound" | "refuseInbound"> {
  const asPlatform = platformOf(database);
  return {
    async recordInbound(entries, now) {
      try {
        return await insertAll(asPlatform, ids, entries, now);
      } catch (error) {
        if (!isContentError(error)) throw error;
        if (entries.length === 1) return [{ kind: "refused" }];
        const answers: RecordedInbound[] = [];
        for (const entry of entries) answers.push(...(await this.recordInbound([entry], now)));
        return answers;
      }
    },

    async refuseInbound(messages, reason) {
      if (messages.length === 0) return;
      await asPlatform.$executeRaw`
        UPDATE messages m SET reason = ${reason}
        FROM unnest(
          ${messages.map(({ accountId }) => accountId)}::text[],
          ${messages.map(({ messageId }) => messageId)}::text[]
        ) AS named (account_id, inbound_id)
        WHERE m.account_id = named.account_id AND m.inbound_id = named.inbound_id
          AND m.direction = 'in' AND m.turn_id IS NULL AND m.reason IS NULL`;
    },
  };
}

/**
 * One insert for the delivery; rows that exist are left alone, and all are read back with the turn that holds them. The
 * insert looks across tenants whether the sender is an account of its channel that is connected here, by the index `own_addresses`.
 */
async function insertAll(
  platform: PlatformDb,
  ids: IdSource,
  entries: readonly InboundEntry[],
  now: Date,
): Promise<RecordedInbound[]> {
  const column = <T>(read: (entry: InboundEntry) => T): T[] => entries.map(read);
  const accountIds = column(({ account }) => account.id);
  const inboundIds = column(({ message }) => message.providerMessageId);
  await platform.$executeRaw`
    INSERT INTO messages (id, tenant_id, account_id, channel, direction, sender_id, thread_id, recipient_id, kind,
                          inbound_id, reason, sent_at, created_at)
    SELECT id, tenant_id, account_id, channel, 'in', sender_id, thread_id, recipient_id, kind, inbound_id,
           COALESCE(reason, (SELECT 'not_answerable' FROM accounts own
             WHERE own.channel = new.channel AND own.sender_address = sender_id
               AND own.external_id IS NOT NULL LIMIT 1)),
           to_timestamp(sent_ms / 1000.0), ${now}
    FROM unnest(
      ${column(() => ids.newId())}::text[],
      ${column(({ account }) => account.tenantId)}::text[],
      ${accountIds}::text[],
      ${column(({ message }) => message.channel)}::text[],
      ${column(({ message }) => message.sender?.value ?? null)}::text[],
      ${column(({ message }) => message.thread)}::text[],
      ${column(({ account }) => account.externalId)}::text[],
      ${column(({ message }) => message.kind)}::text[],
      ${inboundIds}::text[],
      ${column(({ message }) => message.unanswered)}::text[],
      ${column(({ message }) => message.sentAt.getTime())}::float8[]
    ) AS new (id, tenant_id, account_id, channel, sender_id, thread_id, recipient_id, kind, inbound_id, reason, sent_ms)
    ON CONFLICT (account_id, inbound_id) DO NOTHING`;
  const rows = await platform.$queryRaw<Row[]>`
    SELECT m.account_id, m.inbound_id, m.turn_id, m.reason
    FROM messages m
    JOIN unnest(${accountIds}::text[], ${inboundIds}::text[]) AS asked (account_id, inbound_id)
      ON m.account_id = asked.account_id AND m.inbound_id = asked.inbound_id`;
  const stored = new Map(rows.map((row) => [`${row.account_id} ${row.inbound_id}`, row]));
  return entries.map(({ account, message }) => {
    const row = stored.get(`${account.id} ${message.providerMessageId}`);
    return row ? { kind: "recorded", turnId: row.turn_id, reason: row.reason } : { kind: "refused" };
  });
}

function isContentError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && CONTENT_CLASSES.includes(state.slice(0, 2));
}

/** Raw queries fail with P2010; the database's own code is in the driver adapter's cause. */
function sqlState(error: unknown): string | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const meta = error.meta as { code?: string; driverAdapterError?: { cause?: { originalCode?: string } } } | undefined;
  return meta?.driverAdapterError?.cause?.originalCode ?? meta?.code ?? null;
}
