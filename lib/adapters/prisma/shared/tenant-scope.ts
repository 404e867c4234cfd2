import type { Prisma, PrismaClient } from "../generated/client";
import type { Database } from "./database";

declare const scope: unique symbol;

/** A transaction whose every query names the tenant. Only `forTenant` makes one. */
export type TenantTx = Prisma.TransactionClient & { readonly [scope]: "tenant" };

/** A transaction that looks across tenants. Only `inPlatform` makes one. */
export type PlatformTx = Prisma.TransactionClient & { readonly [scope]: "platform" };

/** The database across tenants. Who may have it is listed, with the reason, in this file's test. */
export type PlatformDb = PrismaClient & { readonly [scope]: "platform" };

/** Far above what any takes: a machine with much else to do is no fault of the code. */
const LIMITS = { maxWait: 10_000, timeout: 20_000 } as const;

/**
 * The one way to a tenant's rows: a transaction whose every query names the tenant. Inside it use only `tx`: another
 * query waits for itself where the database has one session. No vendor is called in it.
 */
export function forTenant<T>(
  database: Database,
  tenantId: string,
  work: (tx: TenantTx, tenantId: string) => Promise<T>,
): Promise<T> {
  return (database as PrismaClient).$transaction((tx) => work(tx as TenantTx, tenantId), LIMITS);
}

/** The way past tenants: for what a provider or the clock asks, which name none, and for the operator. */
export const platformOf = (database: Database): PlatformDb => database as PlatformDb;

/** One transaction across tenants. */
export function inPlatform<T>(
  platform: PlatformDb,
  work: (tx: PlatformTx) => Promise<T>,
  limits: { maxWait: number; timeout: number; isolationLevel?: Prisma.TransactionIsolationLevel } = LIMITS,
): Promise<T> {
  return platform.$transaction((tx) => work(tx as PlatformTx), limits);
}
