/**
 * `tsx sandbox/process/supervise-child.ts <command> [args…]`, started with an IPC channel: runs the command in a process group of its
 * own and ends that whole group when the starter goes, for whatever reason. A starter that is killed with SIGKILL can't
 * tidy up; the closing of its channel tells this process in its place.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { constants } from "node:os";

/** Together with the time to notice, less than the 2 s in which everything must have ended. */
const graceMs = 900;

function tether(command: string, args: string[]): void {
  // No standard input: a group in the background that reads from the terminal is stopped by it.
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    detached: process.platform !== "win32",
  });
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    signalGroup(child, signal);
    if (ending) return;
    ending = true;
    setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
  };
  process.on("disconnect", () => end("SIGTERM"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(signal));
  child.on("error", (error) => {
    console.error(`${command}: ${error.message}`);
    process.exit(127);
  });
  child.on("exit", (code, signal) => {
    // What the command left behind in its group would outlive the tether.
    signalGroup(child, "SIGKILL");
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
  });
  // The starter may have gone before this process listened.
  if (process.send && !process.connected) end("SIGTERM");
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(child.pid), "/T", "/F"]);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty: what was wanted.
  }
}

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error("usage: tsx sandbox/process/supervise-child.ts <command> [args…]");
  process.exit(2);
}
tether(command, args);
