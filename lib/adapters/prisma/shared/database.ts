import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/client";

/**
 * The database as records are given it: nothing can be asked of it by itself. `forTenant` and `platformOf` are the ways
 * in, so that a query that forgets whose rows it wants does not compile.
 */
export type Database = Pick<PrismaClient, "$connect" | "$disconnect">;

/** Small: a slow database should be felt as waiting here, not as hundreds of connections there. */
const CONNECTIONS = 10;

/** Connects lazily. `-c TimeZone=UTC`: without it the driver reads `now()` shifted by the server's zone. */
export function connectDatabase(databaseUrl: string): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    options: "-c TimeZone=UTC",
    max: CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  });
  return new PrismaClient({ adapter, log: [], errorFormat: "minimal" });
}
