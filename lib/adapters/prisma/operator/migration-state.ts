import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../shared/database";
import { readDriverError } from "../shared/driver-error";
import { asPlatform } from "../shared/tenant-scope";

/** Whether the database has every migration that this build was shipped with. Throws when it can't be reached, or must not be used. */
export async function isMigrated(database: Database): Promise<boolean> {
  const names = await readNames(database).catch((error: unknown) => {
    if (isTooEarly(readDriverError(error))) return null;
    throw explain(error);
  });
  if (names === null) return false;
  const shipped = await readdir(join(process.cwd(), "prisma/migrations"), { withFileTypes: true });
  return shipped.every((entry) => !entry.isDirectory() || names.has(entry.name));
}

/** No role to act as, no table of migrations yet, or none that the role may read: that comes with a migration. */
function isTooEarly(said: ReturnType<typeof readDriverError>): boolean {
  if (said === null) return false;
  const { state, message } = said;
  if (state === "22023" || state === "28000") return message.includes('"concierge_app"');
  return state === "42P01" || (state === "42501" && message.includes("_prisma_migrations"));
}

/** In words, for whoever reads the log: Prisma's own name the code alone. */
function explain(error: unknown): unknown {
  const said = readDriverError(error);
  if (said?.state !== "42501") return error;
  return new Error(`the user of DATABASE_URL has to be a member of concierge_app: ${said.message}`);
}

async function readNames(database: Database): Promise<ReadonlySet<string>> {
  const finished = await asPlatform(database, async (tx) => {
    const strong = await tx.$queryRaw<{ rolname: string }[]>`
      SELECT rolname FROM pg_roles
      WHERE rolname IN ('concierge_app', 'concierge_tenant', 'concierge_platform', 'concierge_webhook')
        AND (rolsuper OR rolbypassrls)`;
    if (strong[0])
      throw new Error(`row-level security does not bind the role ${strong[0].rolname}: take its rights away`);
    return tx.$queryRaw<{ migration_name: string }[]>`
      SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  });
  return new Set(finished.map((row) => row.migration_name));
}
