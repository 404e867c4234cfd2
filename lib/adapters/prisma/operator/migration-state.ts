import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../shared/database";
import { asPlatform } from "../shared/tenant-scope";

/** Whether the database has every migration that this build was shipped with. Throws when it can't be reached. */
export async function isMigrated(database: Database): Promise<boolean> {
  const finished = await asPlatform(
    database,
    (tx) => tx.$queryRaw<{ migration_name: string }[]>`
      SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const names = new Set(finished.map((row) => row.migration_name));
  const shipped = await readdir(join(process.cwd(), "prisma/migrations"), { withFileTypes: true });
  return shipped.every((entry) => !entry.isDirectory() || names.has(entry.name));
}
