import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/client";
import { createStatementBatches, type StatementBatches, type StatementNames } from "./statement-batch";

/**
 * The database as records are given it: nothing can be asked of it by itself. The scopes in `tenant-scope.ts` are the ways
 * in, so that a query that forgets whose rows it wants does not compile.
 */
export type Database = Pick<PrismaClient, "$connect" | "$disconnect"> & { readonly batches: StatementBatches };

/** Small: a slow database should be felt as waiting here, not as hundreds of connections there. */
const CONNECTIONS = 10;

/**
 * Connects lazily. Every connection steps down at its start: whoever `DATABASE_URL` logs in as, a superuser or the owner of
 * the tables too, acts as `concierge_app`, which row-level security binds. `TimeZone=UTC`: without it the driver reads
 * `now()` shifted by the server's zone.
 */
export function connectDatabase(databaseUrl: string, names: StatementNames = "named"): Database {
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    options: "-c TimeZone=UTC -c role=concierge_app",
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  const client = new PrismaClient({ adapter, log: [], errorFormat: "minimal" });
  const batches = createStatementBatches(databaseUrl, names);
  const disconnect = client.$disconnect.bind(client);
  return Object.assign(client, {
    batches,
    $disconnect: async () => {
      await Promise.all([disconnect(), batches.end()]);
    },
  });
}
