import type { Database, Transaction } from "./database";

const LIMITS = { maxWait: 10_000, timeout: 20_000 } as const;

/**
 * The one way to a tenant's rows: a transaction whose every query names the tenant. Inside it use only `tx`: another
 * query waits for itself where the database has one session. No vendor is called in it.
 */
export function forTenant<T>(
  database: Database,
  tenantId: string,
  work: (tx: Transaction, tenantId: string) => Promise<T>,
): Promise<T> {
  return database.$transaction((tx) => work(tx, tenantId), LIMITS);
}
