import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { freshDatabase } from "./fresh-database";

const run = promisify(execFile);

/** Gives the database tests a fresh migrated database, and takes it away after them. */
export default async function provideDatabase(project: TestProject): Promise<() => Promise<void>> {
  const database = await freshDatabase();
  await run("npx", ["tsx", "prisma/migrate.ts"], { env: { ...process.env, DATABASE_URL: database.url } });
  project.provide("databaseUrl", database.url);
  return () => database.close();
}
