import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/lib/adapters/prisma/generated/client";
import { connectDatabase, type Database } from "@/lib/adapters/prisma/shared/database";

/**
 * The database as the product has it, and beside it its tables as their owner has them, whom no scope binds: to make a
 * test's rows and to look at what became of them.
 */
export type TestDatabase = Database & { readonly tables: PrismaClient };

export function openTestDatabase(databaseUrl: string): TestDatabase {
  const database = connectDatabase(databaseUrl);
  const adapter = new PrismaPg({ connectionString: databaseUrl, options: "-c TimeZone=UTC", max: 4 });
  const tables = new PrismaClient({ adapter, log: [], errorFormat: "minimal" });
  const disconnect = database.$disconnect.bind(database);
  return Object.assign(database, {
    tables,
    $disconnect: async () => {
      await Promise.all([disconnect(), tables.$disconnect()]);
    },
  });
}
