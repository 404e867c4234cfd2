import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../shared/database";
import { readDriverError } from "../shared/driver-error";
import { asPlatform } from "../shared/tenant-scope";

/** What a connection is told before the migration that makes the role it acts as. */
const NO_ROLE = /^role "concierge_app" does not exist$/;

/** Whether the database has every migration that this build was shipped with. Throws when it can't be reached. */
export async function isMigrated(database: Database): Promise<boolean> {
  const names = await readNames(database).catch((error: unknown) => {
    if (NO_ROLE.test(readDriverError(error)?.message ?? "")) return null;
    throw error;
  });
  if (names === null) return false;
  const shipped = await readdir(join(process.cwd(), "prisma/migrations"), { withFileTypes: true });
  return shipped.every((entry) => !entry.isDirectory() || names.has(entry.name));
}

async function readNames(database: Database): Promise<ReadonlySet<string>> {
  const finished = await asPlatform(
    database,
    (tx) => tx.$queryRaw<{ migration_name: string }[]>`
      SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Set(finished.map((row) => row.migration_name));
}
