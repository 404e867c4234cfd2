import { Prisma, type PrismaClient } from "../generated/client";
import type { Database } from "./database";
import { type RowsOf, type Statement, statement } from "./statement-batch";

/**
 * The ways to rows. The role that a connection logs in as may touch sign-in's tables and nothing else; each scope steps
 * into a role of its own for one transaction, and row-level security says which rows that role has
 * (`prisma/migrations/0021_row_level_security`). A query that forgets its tenant finds nothing foreign, and one that
 * forgets its scope is refused: "permission denied", not an empty page.
 *
 * `set_config(…, true)` ends with the transaction, so that a connection goes back to the pool as it came. It stands in a
 * statement of its own: inside a CTE or a sub-select the planner may run it after the rows were read.
 */
declare const scope: unique symbol;

/** A transaction that has one tenant's rows. Only `forTenant` makes one. */
export type TenantTx = Prisma.TransactionClient & { readonly [scope]: "tenant" };

/** A transaction that reads across tenants and writes nothing. Only `asPlatform` makes one. */
export type PlatformTx = Prisma.TransactionClient & { readonly [scope]: "platform" };

/** A transaction that has what a provider's signed request names. Only `asWebhook` makes one. */
export type WebhookTx = Prisma.TransactionClient & { readonly [scope]: "webhook" };

/** What next-auth keeps, before there is any tenant. */
export type SignInTables = Pick<PrismaClient, "person" | "authAccount" | "session" | "verificationToken">;

type Limits = { maxWait: number; timeout: number; isolationLevel?: Prisma.TransactionIsolationLevel };

/** Far above what any takes: a machine with much else to do is no fault of the code. */
const LIMITS: Limits = { maxWait: 10_000, timeout: 20_000 };

const transaction = <T>(
  database: Database,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
  limits = LIMITS,
): Promise<T> => (database as Database & PrismaClient).$transaction(work, limits);

/**
 * The one way to a tenant's rows. Inside it use only `tx`: another query waits for itself where the database has one
 * session. No vendor is called in it.
 */
export function forTenant<T>(
  database: Database,
  tenantId: string,
  work: (tx: TenantTx, tenantId: string) => Promise<T>,
): Promise<T> {
  return transaction(database, async (tx) => {
    await tx.$executeRaw(tenantScope(tenantId));
    return work(tx as TenantTx, tenantId);
  });
}

const tenantScope = (tenantId: string): Prisma.Sql => Prisma.sql`
  SELECT set_config('role', 'concierge_tenant', true), set_config('app.tenant', ${tenantId}, true)`;

/** `forTenant` for statements that are all known beforehand: one transaction in one round trip. */
export function batchForTenant<const Statements extends readonly Statement[]>(
  database: Database,
  tenantId: string,
  statements: Statements,
): Promise<RowsOf<Statements>> {
  return database.batches.run(statement("scope_tenant", tenantScope(tenantId)), statements);
}

/** `forTenant` for a tenant that is being made: it also has the row of the person who makes it, who has no tenant yet. */
export function forNewTenant<T>(
  database: Database,
  { tenantId, personId }: { tenantId: string; personId: string },
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  return transaction(database, async (tx) => {
    await tx.$executeRaw`
      SELECT set_config('role', 'concierge_tenant', true), set_config('app.tenant', ${tenantId}, true),
             set_config('app.person', ${personId}, true)`;
    return work(tx as TenantTx);
  });
}

/**
 * Reads across tenants: for what a provider, the clock or the operator asks, who name none. Whatever is then to be
 * changed is changed by `forTenant` of the tenant that was found.
 */
export function asPlatform<T>(database: Database, work: (tx: PlatformTx) => Promise<T>, limits?: Limits): Promise<T> {
  return transaction(
    database,
    async (tx) => {
      await tx.$executeRaw`SELECT set_config('role', 'concierge_platform', true)`;
      return work(tx as PlatformTx);
    },
    limits,
  );
}

/** What a signed request names: a channel's accounts by its own ids, and who wrote to them. */
export type Named = { channel: string; externalIds: readonly string[]; senders?: readonly string[] };

/**
 * What a provider's request may do before anybody knows whose it is: find the accounts that it names, and write and read
 * back their inbound rows, whose tenant is the account's. Without `named`: Stripe's events, which no tenant owns.
 */
export function asWebhook<T>(database: Database, named: Named | null, work: (tx: WebhookTx) => Promise<T>): Promise<T> {
  return transaction(database, async (tx) => {
    await tx.$executeRaw(webhookScope(named));
    return work(tx as WebhookTx);
  });
}

function webhookScope(named: Named | null): Prisma.Sql {
  const { channel = "", externalIds = [], senders = [] } = named ?? {};
  return Prisma.sql`
    SELECT set_config('role', 'concierge_webhook', true), set_config('app.channel', ${channel}, true),
           set_config('app.external_ids', ${[...externalIds]}::text[]::text, true),
           set_config('app.senders', ${[...senders]}::text[]::text, true)`;
}

/** `asWebhook` for statements that are all known beforehand: one transaction in one round trip. */
export function batchAsWebhook<const Statements extends readonly Statement[]>(
  database: Database,
  named: Named,
  statements: Statements,
): Promise<RowsOf<Statements>> {
  return database.batches.run(statement("scope_webhook", webhookScope(named)), statements);
}

/** Vectors of what no tenant wrote: the login role itself has them, for all. */
export const sharedVectors = (database: Database): PrismaClient["nobodysVector"] =>
  (database as Database & PrismaClient).nobodysVector;

/** The tables that the login role itself has. */
export const signInTables = (database: Database): SignInTables => database as Database & PrismaClient;
