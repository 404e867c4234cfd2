import type { UnansweredReason } from "@/lib/channels/inbound-message";
import { createGroup } from "@/lib/core/group-calls";
import type { IdSource } from "@/lib/core/ids";
import type { InboundEntry } from "@/lib/pipeline/receive/apply-changes";
import type { InboundRecords, RecordedInbound } from "@/lib/pipeline/receive/ingest-delivery";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { isDeadlock, readDriverError } from "../shared/driver-error";
import { type Statement, statement } from "../shared/statement-batch";
import { asWebhook, batchAsWebhook, forTenant } from "../shared/tenant-scope";
import { dayBefore, joinCustomers, knownAs, lockForAddresses, type RecordedAddress } from "./join-customers";

/** SQLSTATE classes that speak of the row's own content: data exception, constraint, limit exceeded. */
const CONTENT_CLASSES = ["22", "23", "54"];

type Row = RecordedAddress & { turn_id: string | null; reason: UnansweredReason | null; wait_seconds: number };

/** What comes in while so many inserts are on their way goes with the next one; a delivery may hold a thousand messages. */
const LANES = 2;
const MOST_IN_ONE = 100;

export function createInboundRecords(
  database: Database,
  ids: IdSource,
): Pick<InboundRecords, "recordInbound" | "refuseInbound"> {
  const record = createGroup({
    lanes: LANES,
    max: MOST_IN_ONE,
    ownerOf: ({ entry }) => entry.account.tenantId,
    isContentError,
    refused: (): RecordedInbound => ({ kind: "refused" }),
    async work(items: { entry: InboundEntry; now: Date }[]) {
      const entries = items.map(({ entry }) => entry);
      const now = new Date(Math.max(...items.map((item) => item.now.getTime())));
      try {
        return await insertAll(database, ids, entries, now);
      } catch (error) {
        // A delivery that comes again in another composition takes the same locks in another order: one of them gives way.
        if (isDeadlock(error)) return insertAll(database, ids, entries, now);
        throw error;
      }
    },
  });
  return {
    recordInbound: (entries, now) => Promise.all(entries.map((entry) => record({ entry, now }))),
    async refuseInbound(messages, reason) {
      for (const tenantId of new Set(messages.map((message) => message.tenantId))) {
        const own = messages.filter((message) => message.tenantId === tenantId);
        await forTenant(
          database,
          tenantId,
          (tx) => tx.$executeRaw`
            UPDATE messages m SET reason = ${reason}
            FROM unnest(
              ${own.map(({ accountId }) => accountId)}::text[],
              ${own.map(({ messageId }) => messageId)}::text[]
            ) AS named (account_id, inbound_id)
            WHERE m.tenant_id = ${tenantId} AND m.account_id = named.account_id AND m.inbound_id = named.inbound_id
              AND m.direction = 'inbound' AND m.turn_id IS NULL AND m.reason IS NULL`,
        );
      }
    },
  };
}

/** What stands for a sender whom the provider did not name. */
const UNKNOWN = "unknown";

/**
 * One insert for many messages, of whatever deliveries; rows that exist are left alone, and all are read back with the turn
 * that holds them. Each row's tenant is that of the account which the delivery names, as the database has it. The insert
 * looks whether a sender is itself an account of the channel that is connected here, by the index `own_addresses`.
 */
async function insertAll(
  database: Database,
  ids: IdSource,
  entries: readonly InboundEntry[],
  now: Date,
): Promise<RecordedInbound[]> {
  const rows: Row[] = [];
  for (const channel of new Set(entries.map(({ message }) => message.channel))) {
    const own = entries.filter(({ message }) => message.channel === channel);
    const externalIds = [...new Set(own.map(({ account }) => account.externalId))];
    const named = { channel, externalIds, senders: own.map(senderOf) };
    const [added, found] = await batchAsWebhook(database, named, [
      insertRows(ids, channel, own, now),
      readRows(channel, own, now),
    ]);
    const isSettled = !found.some(({ apart, stale }) => apart || stale);
    rows.push(
      ...(isSettled ? found : await asWebhook(database, named, (tx) => joinCustomers(tx, own, found, added, now))),
    );
  }
  const stored = new Map(rows.map((row) => [`${row.account_id} ${row.inbound_id}`, row]));
  return entries.map(({ account, message }) => {
    const row = stored.get(`${account.id} ${message.providerMessageId}`);
    if (!row) return { kind: "unbound" };
    const { turn_id: turnId, reason, customer, wait_seconds: waitSeconds } = row;
    return { kind: "recorded", turnId, reason, customer, waitSeconds };
  });
}

const senderOf = ({ message }: InboundEntry): string => message.sender?.value ?? UNKNOWN;

/** Adds what is new, under the lock that `lockForAddresses` tells of, and answers its ids. */
function insertRows(
  ids: IdSource,
  channel: string,
  entries: readonly InboundEntry[],
  now: Date,
): Statement<{ inbound_id: string }> {
  const column = <T>(read: (entry: InboundEntry) => T): T[] => entries.map(read);
  const lock = lockForAddresses(entries);
  return statement(
    `insert_inbound_${lock.name}`,
    Prisma.sql`
    INSERT INTO messages (id, tenant_id, account_id, channel, direction, sender_id, thread_id, recipient_id, kind,
                          inbound_id, reason, sent_at, created_at)
    SELECT new.id, a.tenant_id, a.id, a.channel, 'inbound', new.sender_id, new.thread_id, a.external_id, new.kind,
           new.inbound_id,
           COALESCE(new.reason, (SELECT 'not_answerable' FROM accounts own
             WHERE own.channel = a.channel AND own.sender_address = new.sender_id
               AND own.external_id IS NOT NULL LIMIT 1)),
           to_timestamp(new.sent_ms / 1000.0), ${now}::timestamptz
    FROM unnest(
      ${column(() => ids.newId())}::text[],
      ${column(({ account }) => account.id)}::text[],
      ${column(({ account }) => account.externalId)}::text[],
      ${column(senderOf)}::text[],
      ${column(({ message }) => message.thread)}::text[],
      ${column(({ message }) => message.kind)}::text[],
      ${column(({ message }) => message.providerMessageId)}::text[],
      ${column(({ message }) => message.unanswered)}::text[],
      ${column(({ message }) => message.sentAt.getTime())}::float8[]
    ) AS new (id, account_id, external_id, sender_id, thread_id, kind, inbound_id, reason, sent_ms)
    JOIN accounts a ON a.id = new.account_id AND a.channel = ${channel} AND a.external_id = new.external_id
    WHERE ${lock.sql}
    ON CONFLICT (tenant_id, account_id, inbound_id) DO NOTHING
    RETURNING inbound_id`,
  );
}

/**
 * The rows of the entries, with what is known of their customers: both addresses, where a message names two. Each is looked
 * up by its key: LATERAL with a limit keeps the planner from what it prefers behind row-level security, which is to go
 * through all messages of an account for one of them.
 */
function readRows(channel: string, entries: readonly InboundEntry[], now: Date): Statement<Row> {
  return statement(
    "read_inbound",
    Prisma.sql`
    WITH asked AS MATERIALIZED (
      SELECT a.tenant_id, a.id AS account_id, a.wait_seconds, named.inbound_id, named.sender_id, named.alias
      FROM unnest(
        ${entries.map(({ account }) => account.id)}::text[],
        ${entries.map(({ account }) => account.externalId)}::text[],
        ${entries.map(({ message }) => message.providerMessageId)}::text[],
        ${entries.map(senderOf)}::text[],
        ${entries.map(({ message }) => message.senderAlias?.value ?? null)}::text[]
      ) AS named (account_id, external_id, inbound_id, sender_id, alias)
      JOIN accounts a ON a.id = named.account_id AND a.channel = ${channel} AND a.external_id = named.external_id)
    SELECT asked.wait_seconds, m.account_id, m.inbound_id, m.turn_id, m.reason, m.sender_id, COALESCE(k.customer, m.sender_id) AS customer,
           asked.alias IS NOT NULL AND (s.customer = o.customer) IS NOT TRUE AS apart,
           LEAST(k.seen_at, s.seen_at, o.seen_at) <= ${dayBefore(now)}::timestamptz AS stale
    FROM asked
    CROSS JOIN LATERAL (
      SELECT account_id, inbound_id, turn_id, reason, sender_id FROM messages
      WHERE tenant_id = asked.tenant_id AND account_id = asked.account_id AND inbound_id = asked.inbound_id LIMIT 1) m
    ${knownAs(Prisma.sql`m.sender_id`, "k")}
    ${knownAs(Prisma.sql`CASE WHEN asked.alias IS NOT NULL THEN asked.sender_id END`, "s")}
    ${knownAs(Prisma.sql`asked.alias`, "o")}`,
  );
}

function isContentError(error: unknown): boolean {
  const state = readDriverError(error)?.state ?? "";
  return CONTENT_CLASSES.includes(state.slice(0, 2));
}
