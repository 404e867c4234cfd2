/** Keeps the stand-in's world over a restart, so that what was bought yesterday can still be refunded today. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type WorldRecord, worldRecord } from "./records";

/** Many changes come at once: they are written together, and a large world less often than a small one. */
const shortestWaitMs = 200;
const waitPerWrite = 10;

export type WorldFile = {
  record: WorldRecord | undefined;
  save(read: () => WorldRecord): void;
  /** Writes what still waits. */
  close(): void;
};

/** Reads and writes `stripe-world.json` in `dataDir`, which is made if missing. A file that can't be read stops the start. */
export function openWorldFile(dataDir: string): WorldFile {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "stripe-world.json");
  let waiting: NodeJS.Timeout | undefined;
  let read: (() => WorldRecord) | undefined;
  let waitMs = shortestWaitMs;
  const write = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
    if (!read) return;
    const began = performance.now();
    // Temp + rename: a kill in the middle of a write would otherwise leave half a file, and the next start would refuse it.
    writeFileSync(`${path}.tmp`, JSON.stringify(read()), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
    read = undefined;
    waitMs = Math.max(shortestWaitMs, (performance.now() - began) * waitPerWrite);
  };
  return {
    record: readKept(path),
    save(next) {
      read = next;
      waiting ??= setTimeout(write, waitMs);
    },
    close: write,
  };
}

function readKept(path: string): WorldRecord | undefined {
  try {
    return worldRecord.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new Error(`${path} can't be read; remove it to start without customers and payments`, { cause: error });
  }
}
