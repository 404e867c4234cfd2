import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "../generated/client";

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** Small: a slow database should be felt as waiting here, not as hundreds of connections there. */
const CONNECTIONS = 10;

/** Connects lazily. `-c TimeZone=UTC`: without it the driver reads `now()` shifted by the server's zone. */
export function connectDatabase(databaseUrl: string): Database {
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    options: "-c TimeZone=UTC",
    max: CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  });
  return new PrismaClient({ adapter, log: [], errorFormat: "minimal" });
}
