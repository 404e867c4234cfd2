import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

if (existsSync(".env")) process.loadEnvFile(".env");

// Prisma downloads its schema engine at install. Where that download is blocked, `generate` and `validate` still work
// as long as this variable names any existing file; a machine that has the engine keeps it.
const engines = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@prisma/engines");
const hasEngine = existsSync(engines) && readdirSync(engines).some((name) => name.startsWith("schema-engine-"));
if (!hasEngine) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= join(engines, "package.json");

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.MIGRATE_DATABASE_URL || process.env.DATABASE_URL || "" },
});
