import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { freshDatabase } from "@/sandbox/testing/fresh-database";
import { migrate } from "./migrate";

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let folder = "";

function ship(name: string, sql: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

beforeEach(async () => {
  fresh = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), "concierge-migrate-"));
  ship("0001_first", "CREATE TABLE one (id TEXT);");
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await fresh.close();
});

const STOP_FIRST = "-- Needs the earlier version stopped.\nALTER TABLE one RENAME TO two;";

it("makes a new database whole, and upgrades one that nobody uses, also where the earlier version has to be stopped", async () => {
  expect(await migrate(fresh.url, { folder })).toEqual(["0001_first"]);
  ship("0002_renamed", STOP_FIRST);
  expect(await migrate(fresh.url, { folder })).toEqual(["0002_renamed"]);
  expect(await migrate(fresh.url, { folder })).toEqual([]);
});

it("lets the planner know of what a restore has brought", async () => {
  await migrate(fresh.url, { folder });
  const client = new pg.Client({ connectionString: fresh.url });
  await client.connect();
  try {
    await client.query("INSERT INTO one SELECT n::text FROM generate_series(1, 500) n");
    await migrate(fresh.url, { folder });
    const known = await client.query("SELECT reltuples FROM pg_class WHERE relname = 'one'");
    expect(known.rows).toEqual([{ reltuples: 500 }]);
  } finally {
    await client.end();
  }
});

// The sandbox's Postgres is one session: nobody can be seen beside it.
it.runIf(process.env.TEST_DATABASE_URL)(
  "refuses to take a table from whoever is connected, until told to",
  async () => {
    await migrate(fresh.url, { folder });
    ship("0002_harmless", "CREATE TABLE other (id TEXT);");
    ship("0003_renamed", STOP_FIRST);
    const earlier = new pg.Client({ connectionString: fresh.url });
    await earlier.connect();
    try {
      await expect(migrate(fresh.url, { folder })).rejects.toThrow(
        /0003_renamed needs the earlier version stopped, and 1/,
      );
      expect((await earlier.query("SELECT * FROM one, other")).rows).toEqual([]);
      expect(await migrate(fresh.url, { folder, earlierVersionIsStopped: true })).toEqual(["0003_renamed"]);
      expect((await earlier.query("SELECT * FROM two")).rows).toEqual([]);
    } finally {
      await earlier.end();
    }
  },
);

it.runIf(process.env.TEST_DATABASE_URL)(
  "sees the app's connection also as a role that is told little of others'",
  async () => {
    await migrate(fresh.url, { folder });
    ship("0002_renamed", STOP_FIRST);
    const role = `migrator_${randomBytes(4).toString("hex")}`;
    const owner = new pg.Client({ connectionString: fresh.url });
    await owner.connect();
    try {
      await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'test' NOSUPERUSER;
      ALTER TABLE one OWNER TO ${role}; ALTER TABLE "_prisma_migrations" OWNER TO ${role};
      GRANT ALL ON SCHEMA public TO ${role}`);
      const url = Object.assign(new URL(fresh.url), { username: role, password: "test" });
      await expect(migrate(url.href, { folder })).rejects.toThrow(
        /0002_renamed needs the earlier version stopped, and 1/,
      );
    } finally {
      await owner.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
      await owner.end();
    }
  },
);

// The sandbox's owner may do everything.
it.runIf(process.env.TEST_DATABASE_URL)(
  "says what an administrator has to run where the migrating user may not make roles, and goes on once it was run",
  async () => {
    const role = `hosted_${randomBytes(4).toString("hex")}`;
    const owner = new pg.Client({ connectionString: fresh.url });
    await owner.connect();
    try {
      await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'test' NOSUPERUSER; GRANT ALL ON SCHEMA public TO ${role};
        CREATE EXTENSION IF NOT EXISTS vector`);
      const url = Object.assign(new URL(fresh.url), { username: role, password: "test" });
      const asked = await migrate(url.href).catch((error: unknown) => String(error));
      const toRun = String(asked)
        .split("\n")
        .filter((line) => line.startsWith("  "))
        .join("\n");
      expect(asked).toMatch(new RegExp(`0021_row_level_security needs roles that ${role} may not make`));
      expect(toRun).toContain(`GRANT concierge_app TO "${role}";`);
      await owner.query(toRun);
      expect(await migrate(url.href)).toContain("0021_row_level_security");
      // Restored under another name, the tables have no policy by which their owner reads them: the next run makes it.
      await owner.query(
        `INSERT INTO tenants (id, slug, name) VALUES ('own', 'own', 'Own'); DROP POLICY owner_reads ON tenants`,
      );
      const asOwner = new pg.Client({ connectionString: url.href });
      await asOwner.connect();
      const seen = async () => (await asOwner.query("SELECT id FROM tenants")).rows;
      expect(await seen()).toEqual([]);
      await migrate(url.href);
      expect(await seen()).toEqual([{ id: "own" }]);
      await asOwner.end();
      // Whom row-level security binds by force, changes no row by mistake: a later migration is an error instead.
      await owner.query(`INSERT INTO tenants (id, slug, name) VALUES ('t', 't', 'T')`);
      ship("9999_careless", "UPDATE tenants SET name = 'changed';");
      await expect(migrate(url.href, { folder })).rejects.toThrow(/row-level security/);
    } finally {
      await owner.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
      await owner.end();
    }
  },
);
