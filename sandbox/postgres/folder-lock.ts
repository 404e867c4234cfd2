import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const heldHere = new Set<string>();

/**
 * Takes the pid lock file at `path`; the lock of a dead process is taken over. Returns the function that gives it back.
 * Without it two processes on one data folder would both seem to commit, and the rows of one be lost.
 * @throws Error that names the file and the living owner
 */
export function lockFolder(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      writeFileSync(path, ownMark(), { flag: "wx" });
      heldHere.add(path);
      return () => {
        if (!heldHere.delete(path)) return;
        rmSync(path, { force: true });
      };
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
    const owner = readOwner(path);
    if (owner !== undefined && isAlive(owner, path)) {
      throw new Error(
        `The data folder is in use by process ${owner.pid} (lock file ${path}). Stop that process, or set SANDBOX_DATA to another folder.`,
      );
    }
    setAside(path, owner);
  }
  throw new Error(`The lock file ${path} can't be taken: others keep taking it.`);
}

type Owner = { pid: number; started: string };

const ownMark = (): string => JSON.stringify({ pid: process.pid, started: startTime(process.pid) });

function readOwner(path: string): Owner | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof parsed !== "object" || parsed === null || !("pid" in parsed) || typeof parsed.pid !== "number") {
      return undefined;
    }
    return { pid: parsed.pid, started: "started" in parsed ? String(parsed.started) : "" };
  } catch {
    return undefined; // gone, or torn by a crash while it was written
  }
}

function isAlive(owner: Owner, path: string): boolean {
  // Containers hand out the same pid after every start: our own pid in a file we don't hold is a stranger's.
  if (owner.pid === process.pid) return heldHere.has(path);
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (!isCode(error, "EPERM")) return false;
  }
  const started = startTime(owner.pid);
  return started === "" || owner.started === "" || started === owner.started;
}

/** When a process began, so that a reused pid isn't taken for the owner; empty where /proc doesn't tell. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** Moves a dead lock away, and puts it back if another process had renewed it in the meantime. */
function setAside(path: string, owner: Owner | undefined): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  const moved = readOwner(aside);
  if (moved?.pid !== owner?.pid || moved?.started !== owner?.started) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
  }
  rmSync(aside, { force: true });
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
