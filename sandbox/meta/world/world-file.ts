/**
 * Keeps WABAs, numbers and tokens over a restart, so that an account connected yesterday still works today.
 * Only those: threads, media and undelivered webhooks hold what people wrote and are never written.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type WorldRecord, worldRecord } from "./world-record";

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Reads and writes `meta-world.json` in `dataDir`, which is made if missing. A file that can't be read stops the start. */
export function openWorldFile(dataDir: string): {
  record: WorldRecord | undefined;
  save: (record: WorldRecord) => void;
} {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "meta-world.json");
  const save = (next: WorldRecord) => {
    // Temp + rename: a kill in the middle of a write would otherwise leave half a file, and the next start would refuse it.
    writeFileSync(`${path}.tmp`, JSON.stringify(next, null, 2), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  };
  try {
    return { record: worldRecord.parse(JSON.parse(readFileSync(path, "utf8"))), save };
  } catch (error) {
    if (isMissing(error)) return { record: undefined, save };
    throw new Error(`${path} can't be read; remove it to start with the demo number only`, { cause: error });
  }
}
