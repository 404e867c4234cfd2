import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startPostgres } from "../postgres/start-postgres";

const run = promisify(execFile);

/** Gives the database tests a fresh migrated database, and takes it away after them. */
export default async function provideDatabase(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const database = given
    ? await createOnServer(given)
    : await startPostgres({ host: "127.0.0.1", port: 0, dataDir: null });
  await run("npx", ["tsx", "prisma/migrate.ts"], { env: { ...process.env, DATABASE_URL: database.url } });
  project.provide("databaseUrl", database.url);
  return () => database.close();
}

async function createOnServer(serverUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const name = `concierge_test_${randomBytes(6).toString("hex")}`;
  const withServer = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await withServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, close: () => withServer(`DROP DATABASE ${name} WITH (FORCE)`) };
}
