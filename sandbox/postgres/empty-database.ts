import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { cacheFolder } from "./cache-folder";

/**
 * A freshly made, empty database folder as a tar file. Making one takes 4 to 15 s (initdb in WASM), so it is kept in
 * the cache folder, by version of PGlite; starting from it takes 1 to 2 s.
 */
export async function emptyDatabase(): Promise<Blob> {
  const file = join(cacheFolder(), `postgres-${pgliteVersion()}-${process.arch}.tar.gz`);
  if (existsSync(file)) return new Blob([await readFile(file)], { type: "application/x-gzip" });
  const database = await PGlite.create({ extensions: { vector } });
  const dump = await database.dumpDataDir("gzip");
  await database.close();
  await keep(file, Buffer.from(await dump.arrayBuffer()));
  return dump;
}

/** A cache that can't be written costs time, nothing else: a read-only home must not stop the sandbox. */
async function keep(file: string, bytes: Buffer): Promise<void> {
  const unfinished = `${file}.${process.pid}.${Date.now()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(unfinished, bytes);
    await rename(unfinished, file);
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

/** The package exports no package.json, so it is looked for above the module that Node finds. */
function pgliteVersion(): string {
  let folder = dirname(createRequire(join(process.cwd(), "package.json")).resolve("@electric-sql/pglite"));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";
}
