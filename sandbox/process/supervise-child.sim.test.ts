import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Starts a process that tethers `script` and, being the starter, can be killed. */
function startStarter(script: string): ChildProcess {
  const starter = `
    const { fork } = require("node:child_process");
    const child = fork("sandbox/process/supervise-child.ts", [process.execPath, "-e", ${JSON.stringify(script)}], { execArgv: ["--import", "tsx"] });
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    child.on("exit", (code) => process.exit(code));`;
  return spawn(process.execPath, ["-e", starter], { stdio: ["ignore", "pipe", "inherit"] });
}

/** A command with a child of its own; both don't mind SIGTERM, and tell their pids. */
const stubborn = `
  process.on("SIGTERM", () => {});
  const inner = require("node:child_process").spawn(process.execPath, ["-e",
    "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000)"], { stdio: ["ignore", "pipe", "inherit"] });
  inner.stdout.on("data", (text) => console.log(process.pid + " " + String(text).trim()));`;

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("no stdout");
  const [chunk] = await once(child.stdout, "data");
  return String(chunk).trim();
}

/** A zombie has ended: when its entry goes is up to the machine's init. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

test("ends the whole group within 2 s when the starter is killed with SIGKILL", { timeout: 20_000 }, async () => {
  const starter = startStarter(stubborn);
  const pids = (await firstLine(starter)).split(" ").map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  const killed = Date.now();
  starter.kill("SIGKILL");
  await expect.poll(() => pids.filter(isAlive), { timeout: 5000, interval: 20 }).toEqual([]);
  expect(Date.now() - killed).toBeLessThan(2000);
});

test("passes signals and exit codes on", { timeout: 20_000 }, async () => {
  const exits = startStarter("process.exit(7)");
  expect((await once(exits, "exit"))[0]).toBe(7);
  const signalled = startStarter(
    "process.on('SIGTERM', () => process.exit(9)); console.log('up'); setInterval(() => {}, 1000)",
  );
  expect(await firstLine(signalled)).toBe("up");
  signalled.kill("SIGTERM");
  expect((await once(signalled, "exit"))[0]).toBe(9);
});
