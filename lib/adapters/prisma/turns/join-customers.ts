import type { SenderAddress } from "@/lib/channels/inbound-message";
import type { InboundEntry } from "@/lib/pipeline/receive/apply-changes";
import { customerOfPair, type NamedAddress } from "@/lib/pipeline/receive/customer-of-pair";
import { Prisma } from "../generated/client";
import type { WebhookTx } from "../shared/tenant-scope";

/** What a recorded message's row says of who wrote it. */
export type RecordedAddress = {
  account_id: string;
  inbound_id: string;
  sender_id: string;
  customer: string;
  /** The message names two addresses that are not known as one customer's. */
  apart: boolean;
  /** Its addresses were seen long ago. */
  stale: boolean | null;
};

const DAY_MS = 86_400_000;
/** No turn is worked on for longer after its first release. */
const TURN_LIFE_MS = 900_000;
export const dayBefore = (now: Date): Date => new Date(now.getTime() - DAY_MS);

const keyOf = (accountId: string, id: string): string => `${accountId} ${id}`;

/**
 * What makes a message of one address and another that names it beside a second see each other, also when they come at
 * the same moment: whoever joins addresses of an account does so alone, after all who add messages from one address have
 * ended. Messages that name both, which is most, take no lock before they have something to join; a delivery that has
 * messages of either kind can't take the weaker lock first, since two of them would wait for each other.
 */
export function lockForAddresses(entries: readonly InboundEntry[]): { name: "free" | LockKind; sql: Prisma.Sql } {
  const alone = entries.some(({ message }) => message.sender !== null && message.senderAlias === null);
  if (!alone) return { name: "free", sql: Prisma.sql`true` };
  const name = entries.some(({ message }) => message.senderAlias !== null) ? "alone" : "shared";
  return { name, sql: Prisma.sql`(SELECT count(*) >= 0 FROM (${takeLocks(entries, name)}) held)` };
}

type LockKind = "alone" | "shared";

/** In the order of the accounts: whoever needs several waits for nobody who waits for him. */
function takeLocks(entries: readonly InboundEntry[], how: LockKind): Prisma.Sql {
  const accountIds = [...new Set(entries.map(({ account }) => account.id))];
  const lock = how === "alone" ? Prisma.sql`pg_advisory_xact_lock` : Prisma.sql`pg_advisory_xact_lock_shared`;
  return Prisma.sql`
    SELECT ${lock}(hashtextextended('customer addresses of ' || account_id, 0))
    FROM (SELECT unnest(${accountIds}::text[]) AS account_id ORDER BY account_id) ordered`;
}

/**
 * Makes what messages name by two addresses one customer, and answers the rows with the customer that each has then.
 * `added`: what this delivery has added itself. Costs nothing where all is known and was seen of late.
 */
export async function joinCustomers<Row extends RecordedAddress>(
  tx: WebhookTx,
  entries: readonly InboundEntry[],
  rows: readonly Row[],
  added: readonly { inbound_id: string }[],
  now: Date,
): Promise<Row[]> {
  const of = (which: readonly Row[]): InboundEntry[] => {
    const keys = new Set(which.map(({ account_id, inbound_id }) => keyOf(account_id, inbound_id)));
    return entries.filter(({ account, message }) => keys.has(keyOf(account.id, message.providerMessageId)));
  };
  const apart = of(rows.filter((row) => row.apart));
  const stale = of(rows.filter((row) => row.stale));
  // Not both: whoever locks rows twice in one transaction may wait for somebody who waits for him. The next message does it.
  if (apart.length === 0 && stale.length > 0) await noteSeen(tx, stale, now);
  const joined = apart.length > 0 ? await joinAddresses(tx, apart, added, now) : new Map<string, string>();
  return rows.map((row) => ({ ...row, customer: joined.get(keyOf(row.account_id, row.sender_id)) ?? row.customer }));
}

async function joinAddresses(
  tx: WebhookTx,
  entries: readonly InboundEntry[],
  added: readonly { inbound_id: string }[],
  now: Date,
): Promise<Map<string, string>> {
  // A statement of its own: the next one has to see what was written by whoever held the lock.
  await tx.$executeRaw`SELECT count(*) FROM (${takeLocks(entries, "alone")}) held`;
  const known = await readAddresses(tx, entries, added, now);
  const joined = new Map<string, { accountId: string; address: string; customer: string }>();
  for (const { account, message } of entries) {
    const { sender, senderAlias } = message;
    if (!sender || !senderAlias) continue;
    const named = (address: SenderAddress): NamedAddress => {
      const key = keyOf(account.id, address.value);
      const { customer = null, since = null } = known.get(key) ?? {};
      return { ...address, customer: joined.get(key)?.customer ?? customer, waitingSince: since };
    };
    const customer = customerOfPair(named(sender), named(senderAlias));
    for (const { value: address } of [sender, senderAlias]) {
      joined.set(keyOf(account.id, address), { accountId: account.id, address, customer });
    }
  }
  const rows = [...joined.values()];
  await tx.$executeRaw`
    INSERT INTO customer_addresses (tenant_id, account_id, address, customer, seen_at)
    SELECT a.tenant_id, a.id, new.address, new.customer, ${now}
    FROM unnest(
      ${rows.map(({ accountId }) => accountId)}::text[], ${rows.map(({ address }) => address)}::text[],
      ${rows.map(({ customer }) => customer)}::text[]
    ) AS new (account_id, address, customer)
    JOIN accounts a ON a.id = new.account_id
    ORDER BY a.tenant_id, a.id, new.address
    ON CONFLICT (tenant_id, account_id, address)
      DO UPDATE SET customer = EXCLUDED.customer, seen_at = GREATEST(customer_addresses.seen_at, EXCLUDED.seen_at)`;
  return new Map([...joined].map(([key, { customer }]) => [key, customer]));
}

/** Joins to `asked` what is known of an address of its account, by the key. */
export const knownAs = (address: Prisma.Sql, name: "k" | "s" | "o"): Prisma.Sql => Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT customer, seen_at FROM customer_addresses
    WHERE tenant_id = asked.tenant_id AND account_id = asked.account_id AND address = ${address} LIMIT 1
  ) ${Prisma.raw(name)} ON true`;

type Known = { account_id: string; address: string; customer: string | null; since: Date | null };

/** What is known of each address that the entries name, and since when an earlier message from it waits for its answer. */
async function readAddresses(
  tx: WebhookTx,
  entries: readonly InboundEntry[],
  added: readonly { inbound_id: string }[],
  now: Date,
): Promise<Map<string, Known>> {
  const { accountIds, addresses } = addressColumns(entries);
  const rows = await tx.$queryRaw<Known[]>`
    WITH asked AS MATERIALIZED (
      SELECT DISTINCT a.tenant_id, a.id AS account_id, named.address
      FROM unnest(${accountIds}::text[], ${addresses}::text[]) AS named (account_id, address)
      JOIN accounts a ON a.id = named.account_id
    ), answered AS MATERIALIZED (
      SELECT m.account_id, m.sender_id, min(m.created_at) AS since
      FROM turns t
      JOIN messages m ON m.tenant_id = t.tenant_id AND m.turn_id = t.id AND m.direction = 'inbound'
      WHERE t.closed_at IS NULL AND t.released_at >= ${new Date(now.getTime() - TURN_LIFE_MS)}
        AND t.account_id IN (SELECT account_id FROM asked)
      GROUP BY m.account_id, m.sender_id
    )
    SELECT asked.account_id, asked.address, k.customer, LEAST(unbound.since, answered.since) AS since
    FROM asked
    ${knownAs(Prisma.sql`asked.address`, "k")}
    CROSS JOIN LATERAL (
      SELECT min(m.created_at) AS since FROM messages m
      WHERE m.tenant_id = asked.tenant_id AND m.account_id = asked.account_id AND m.sender_id = asked.address
        AND m.direction = 'inbound' AND m.turn_id IS NULL AND m.reason IS NULL
        -- Hashed once, so that a delivery of thousands costs no thousands of thousands.
        AND m.inbound_id NOT IN (SELECT unnest(${added.map(({ inbound_id }) => inbound_id)}::text[]))) unbound
    LEFT JOIN answered ON answered.account_id = asked.account_id AND answered.sender_id = asked.address`;
  return new Map(rows.map((row) => [keyOf(row.account_id, row.address), row]));
}

/**
 * The customer was seen, by whichever address: none of them is forgotten before the others. In the order of the keys, so
 * that two who note the same don't wait for each other.
 */
async function noteSeen(tx: WebhookTx, entries: readonly InboundEntry[], now: Date): Promise<void> {
  const { accountIds, addresses } = addressColumns(entries);
  await tx.$executeRaw`
    WITH asked AS MATERIALIZED (
      SELECT a.tenant_id, a.id AS account_id, named.address
      FROM unnest(${accountIds}::text[], ${addresses}::text[]) AS named (account_id, address)
      JOIN accounts a ON a.id = named.account_id
    ), seen AS MATERIALIZED (
      SELECT DISTINCT asked.tenant_id, asked.account_id, k.customer
      FROM asked ${knownAs(Prisma.sql`asked.address`, "k")} WHERE k.customer IS NOT NULL
    )
    INSERT INTO customer_addresses (tenant_id, account_id, address, customer, seen_at)
    SELECT seen.tenant_id, seen.account_id, own.address, seen.customer, ${now}
    FROM seen CROSS JOIN LATERAL (
      SELECT address FROM customer_addresses
      WHERE customer = seen.customer AND tenant_id = seen.tenant_id AND account_id = seen.account_id
        AND seen_at <= ${dayBefore(now)} LIMIT 100) own
    ORDER BY seen.tenant_id, seen.account_id, own.address
    ON CONFLICT (tenant_id, account_id, address)
      DO UPDATE SET seen_at = GREATEST(customer_addresses.seen_at, EXCLUDED.seen_at)`;
}

function addressColumns(entries: readonly InboundEntry[]) {
  const named = entries.flatMap(({ account, message: { sender, senderAlias } }) =>
    [sender, senderAlias].flatMap((address) => (address ? [{ accountId: account.id, address: address.value }] : [])),
  );
  return {
    accountIds: named.map(({ accountId }) => accountId),
    addresses: named.map(({ address }) => address),
  };
}
