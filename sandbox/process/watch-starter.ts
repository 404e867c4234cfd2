import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";

const lookEveryMs = 300;
const deepest = 5;

/**
 * Calls `gone` once when one of the processes that started this one goes: `npm run` starts a shell, the shell tsx, and
 * tsx this process; a SIGKILL to npm alone would leave the rest running. Who started npm may go: a script may leave the
 * sandbox running behind it.
 */
export function watchStarter(gone: () => void): void {
  // tsx is the parent, and holds a channel to this process.
  process.on("disconnect", gone);
  if (process.platform === "win32") return;
  let line: number[] | undefined;
  const look = async (): Promise<void> => {
    line ??= await startersOf(process.pid);
    // A process that lost its parent has another one: even a dead npm that nobody has waited for shows that way.
    let child = process.pid;
    for (const starter of line) {
      if ((await parentOf(child)) !== starter) return gone();
      child = starter;
    }
    setTimeout(() => look().catch(gone), lookEveryMs).unref();
  };
  look().catch(gone);
}

/** The parent, and if a package manager is above it, all up to that one. */
async function startersOf(pid: number): Promise<number[]> {
  const line: number[] = [];
  for (let child = pid; line.length < deepest; ) {
    const parent = await parentOf(child);
    if (parent <= 1) break;
    line.push(parent);
    if (/^(npm|pnpm|yarn|bun)\b|\/(npm|npx|pnpm|yarn)(-cli)?\.c?js\b/.test(await readCommand(parent))) return line;
    child = parent;
  }
  return line.slice(0, 1);
}

async function parentOf(pid: number): Promise<number> {
  if (pid === process.pid) return process.ppid;
  if (process.platform !== "linux") return Number(await ps("ppid=", pid));
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

async function readCommand(pid: number): Promise<string> {
  if (process.platform !== "linux") return ps("command=", pid);
  return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
}

function ps(column: string, pid: number): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("ps", ["-o", column, "-p", String(pid)], (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim()),
    );
  });
}
