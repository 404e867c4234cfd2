/**
 * `npx tsx bench/ledger-race.ts [--operations 100000] [--processes 4] [--at-once 8] [--tenants 4] [--database URL]`:
 * several processes reserve, settle, restore and grant on the same few tenants, on a real Postgres. Then every balance
 * is proved from its entries. Exits 1 on drift, or when a balance was ever below zero. Without --database it starts the
 * Postgres that is installed, in a folder of its own, and takes it away again.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";

type Server = { url: string; stop(): void };
type Report = { done: number; refused: number; tenants: { lowest: number }[] };

const OPTIONS = {
  operations: { type: "string", default: "100000" },
  processes: { type: "string", default: "4" },
  "at-once": { type: "string", default: "8" },
  tenants: { type: "string", default: "4" },
  database: { type: "string" },
} as const;

const INSTALLED = "/usr/lib/postgresql";

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: OPTIONS });
  const server = values.database ? { url: values.database, stop: () => undefined } : await startInstalledPostgres();
  try {
    const env = { ...process.env, DATABASE_URL: server.url };
    await run(env, ["prisma/migrate.ts"]);
    const worker = "lib/testing/ledger/race-ledger-worker.ts";
    const forWorker = (runners: unknown) => JSON.stringify({ databaseUrl: server.url, runners });
    const runners = JSON.parse(await run(env, [worker, "prepare", values.tenants], forWorker(null)));
    const processes = Number(values.processes);
    const each = Math.ceil(Number(values.operations) / processes);
    const began = Date.now();
    const outputs = await Promise.all(
      Array.from({ length: processes }, (_, seed) =>
        run(env, [worker, "race", String(each), values["at-once"], String(seed + 1)], forWorker(runners)),
      ),
    );
    const seconds = (Date.now() - began) / 1000;
    const reports = outputs.map((output) => JSON.parse(output) as Report);
    const done = reports.reduce((sum, report) => sum + report.done, 0);
    const refused = reports.reduce((sum, report) => sum + report.refused, 0);
    const lowest = Math.min(...reports.flatMap((report) => report.tenants.map((tenant) => tenant.lowest)));
    const proof = JSON.parse(
      await run(env, ["sandbox/with-sandbox.ts", "lib/commands/verify-ledger.ts", "--json"]),
    ) as {
      ok: boolean;
      entries: number;
      drift: unknown[];
    };
    const perSecond = Math.round(done / seconds);
    console.log(JSON.stringify({ operations: done, processes, seconds, perSecond, refused, lowest, ...proof }));
    return proof.ok && lowest >= 0 && done === each * processes;
  } finally {
    server.stop();
  }
}

/** Runs a TypeScript file in a process of its own; its standard output. An exit other than 0 or 1 is an error. */
async function run(env: NodeJS.ProcessEnv, args: string[], input = ""): Promise<string> {
  const child = spawn(process.execPath, ["--import", "tsx", ...args], { env, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  const [output, code] = await Promise.all([text(child.stdout), ended(child)]);
  if (code !== 0 && output === "") throw new Error(`${args[0]} ended with ${code}`);
  return output;
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

async function startInstalledPostgres(): Promise<Server> {
  const [version] = existsSync(INSTALLED) ? readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a)) : [];
  if (!version) throw new Error(`no Postgres in ${INSTALLED}: install one, or give --database postgres://…`);
  const bin = join(INSTALLED, version, "bin");
  const folder = mkdtempSync(join(tmpdir(), "concierge-race-"));
  const data = join(folder, "data");
  const who = ordinaryUser(folder);
  const port = await freePort();
  // Without fsync: a race is about locks, not about power cuts, and 100,000 commits would wait for the disk.
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "race", "-A", "trust"], { ...who, stdio: "ignore" });
  const control = (...args: string[]): void => {
    execFileSync(join(bin, "pg_ctl"), ["-D", data, "-w", "-l", join(folder, "log"), ...args], {
      ...who,
      stdio: "ignore",
    });
  };
  control("-o", options, "start");
  return {
    url: `postgres://race@127.0.0.1:${port}/postgres`,
    stop() {
      control("-m", "immediate", "stop");
      rmSync(folder, { recursive: true });
    },
  };
}

/** Postgres refuses to run as root: then the folder and the server are given to the user `postgres`. */
function ordinaryUser(folder: string): { uid?: number; gid?: number; cwd: string } {
  if (process.getuid?.() !== 0) return { cwd: folder };
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const [uid, gid] = [id("-u"), id("-g")];
  chownSync(folder, uid, gid);
  return { uid, gid, cwd: folder };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

process.exitCode = (await main()) ? 0 : 1;
