import { migrate } from "@/prisma/migrate";
import { freshDatabase } from "@/sandbox/testing/fresh-database";
import { openTestDatabase, type TestDatabase } from "./test-database";

/** A migrated database of one test file's own, where others' work would be taken for its own. `$disconnect` ends it. */
export async function openOwnDatabase(): Promise<TestDatabase> {
  const fresh = await freshDatabase();
  await migrate(fresh.url);
  const database = openTestDatabase(fresh.url);
  const disconnect = database.$disconnect.bind(database);
  return Object.assign(database, {
    $disconnect: async () => {
      await disconnect();
      await fresh.close();
    },
  });
}
