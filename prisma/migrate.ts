import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/** Prisma's own advisory lock number, so that this runner and `prisma migrate deploy` exclude each other. */
const PRISMA_MIGRATE_LOCK = 72707369;

const BOOKKEEPING = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

/** Whom the app's connections act as, and what they step into (`lib/adapters/prisma/shared/tenant-scope.ts`). */
const APP_ROLE = "concierge_app";
const STEP_ROLES = ["concierge_tenant", "concierge_platform", "concierge_webhook"] as const;

/** The first line of a migration that takes from the earlier version what it reads and writes. */
const STOP_FIRST = "-- Needs the earlier version stopped.";

/** Says that nothing of the earlier version runs any more, where other programs are connected to the same database. */
const STOPPED_FLAG = "--earlier-version-is-stopped";

export type MigrateOptions = {
  folder?: string;
  /** Whether whoever runs this says so. */
  earlierVersionIsStopped?: boolean;
};

/**
 * Applies `prisma/migrations/*` that the database lacks, with Prisma's own bookkeeping: the stock CLI works on the same
 * database before and after. It exists because the stock engine is a download, which an offline machine cannot make.
 * Throws when a migration failed, when one that was applied has been edited since, and before one that needs the earlier
 * version stopped while others are connected to the database: nothing from there on is applied then. Throws before all of
 * them where one makes roles and the user may not.
 */
export async function migrate(
  databaseUrl: string,
  { folder = join(import.meta.dirname, "migrations"), earlierVersionIsStopped = false }: MigrateOptions = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, options: "-c TimeZone=UTC" });
  // A connection that dies is told by the query that was under way.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_MIGRATE_LOCK]);
    await client.query(BOOKKEEPING);
    const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
      `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    );
    const shipped = migrationNames(folder).map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
    const known = new Set(rows.map((row) => row.migration_name));
    const makesRoles = shipped.find(({ name, sql }) => sql.includes("CREATE ROLE") && !known.has(name));
    if (makesRoles) await refuseWithoutRoles(client, makesRoles.name);
    const applied: string[] = [];
    for (const { name, sql, checksum } of shipped) {
      const row = rows.find((candidate) => candidate.migration_name === name);
      if (row) {
        if (!row.finished_at)
          throw new Error(`Migration ${name} failed earlier. Mend it, then: prisma migrate resolve`);
        if (row.checksum !== checksum) throw new Error(`Migration ${name} was edited after it had been applied.`);
        continue;
      }
      // A database that is made just now has no earlier version.
      if (rows.length > 0 && sql.startsWith(STOP_FIRST) && !earlierVersionIsStopped)
        await refuseWhileUsed(client, name);
      await applyOne(client, name, sql, checksum);
      applied.push(name);
    }
    await letOwnerRead(client);
    await countRows(client);
    return applied;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [PRISMA_MIGRATE_LOCK]).catch(() => undefined);
    await client.end();
  }
}

/** A version that still runs would fail at every message; none is lost, for Meta brings it again, but none is answered. */
async function refuseWhileUsed(client: pg.Client, name: string): Promise<void> {
  // Not by `backend_type`: a role that is no superuser is not told it of other roles' connections.
  const { rows } = await client.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL`,
  );
  const others = rows[0]?.others ?? 0;
  if (others === 0) return;
  throw new Error(
    `${name} needs the earlier version stopped, and ${others} other connection${others === 1 ? " is" : "s are"} open to ` +
      `this database. Stop every process of Concierge and run this again; or, if it is others that are connected, run it ` +
      `with ${STOPPED_FLAG}`,
  );
}

/** Roles belong to the whole server: many hosted ones let only their administrator make them, or step into them. */
async function refuseWithoutRoles(client: pg.Client, name: string): Promise<void> {
  const all = [APP_ROLE, ...STEP_ROLES];
  const { rows } = await client.query<{ me: string; may: boolean; there: string[]; strong: string[]; member: boolean }>(
    `SELECT current_user AS me,
            (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS may,
            ARRAY(SELECT rolname::text FROM pg_roles WHERE rolname = ANY ($1)) AS there,
            ARRAY(SELECT rolname::text FROM pg_roles WHERE rolname = ANY ($1) AND (rolsuper OR rolbypassrls OR rolcanlogin))
              AS strong,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) OR coalesce((
              SELECT pg_has_role(r.oid, CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END)
              FROM pg_roles r WHERE r.rolname = $2), false) AS member`,
    [all, APP_ROLE],
  );
  const found = rows[0];
  if (!found) return;
  if (found.strong.length > 0) {
    throw new Error(
      `${name}: the role ${found.strong[0]} is there and may do more than it should; row-level security would bind nobody. ` +
        `Let an administrator run: ALTER ROLE ${found.strong[0]} NOSUPERUSER NOBYPASSRLS NOLOGIN;`,
    );
  }
  const missing = all.filter((role) => !found.there.includes(role));
  if (missing.length === 0 ? found.member : found.may && found.there.length === 0) return;
  throw new Error(
    [
      `${name} needs roles that ${found.me} may not make. Let an administrator of the server run this once, then run this again:`,
      ...missing.map((role) => `  CREATE ROLE ${role} NOLOGIN NOINHERIT;`),
      ...(missing.length > 0 ? [`  GRANT ${STEP_ROLES.join(", ")} TO ${APP_ROLE};`] : []),
      `  GRANT ${APP_ROLE} TO ${pg.escapeIdentifier(found.me)};`,
    ].join("\n"),
  );
}

/**
 * Lets the planner know of tables that it knows nothing of, as after a restore: until it does, which the server itself sees
 * to within minutes, it may go through all messages of an account for each that comes in.
 */
async function countRows(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) = current_user
       AND reltuples <= 0 AND pg_relation_size(oid) > 0`,
  );
  for (const { name } of rows) await client.query(`ANALYZE ${name}`);
}

/**
 * The owner's own policy of reading, without which a backup by an owner who is no superuser would be empty. It names its
 * owner: a database that was restored under another one's name has none, or an earlier one's.
 */
async function letOwnerRead(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relforcerowsecurity AND NOT c.relispartition AND pg_get_userbyid(c.relowner) = current_user AND NOT EXISTS (
       SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'owner_reads' AND c.relowner = ANY (p.polroles))`,
  );
  for (const { name } of rows) {
    await client.query(`DROP POLICY IF EXISTS owner_reads ON ${name}`);
    await client.query(`CREATE POLICY owner_reads ON ${name} FOR SELECT TO CURRENT_USER USING (true)`);
  }
}

async function applyOne(client: pg.Client, name: string, sql: string, checksum: string): Promise<void> {
  const id = randomUUID();
  await client.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)`, [
    id,
    checksum,
    name,
  ]);
  try {
    // An owner whom row-level security binds would change no row of what it can't see: an error is the better answer.
    await client.query("SET row_security = off");
    await client.query(sql).finally(() => client.query("RESET row_security"));
  } catch (error) {
    await client.query(`UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1`, [id, String(error)]);
    throw error;
  }
  await client.query(`UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1`, [
    id,
  ]);
}

function migrationNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  const databaseUrl = process.env.MIGRATE_DATABASE_URL || process.env.DATABASE_URL;
  if (!databaseUrl) {
    console.error("DATABASE_URL is missing: expected postgres://user:password@host:port/database");
    process.exit(1);
  }
  migrate(databaseUrl, { earlierVersionIsStopped: process.argv.includes(STOPPED_FLAG) }).then(
    (applied) => console.log(applied.length ? `migrated: ${applied.join(", ")}` : "database is up to date"),
    (error: unknown) => {
      console.error(`migration failed: ${error instanceof Error ? error.message : String(error)}`);
      process.exit(1);
    },
  );
}
