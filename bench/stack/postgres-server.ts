import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const INSTALLED = "/usr/lib/postgresql";

/** A Postgres as it is after its installation, fsync on, in a folder of its own. */
export type PostgresServer = { pid: number; stop(): void };

/** @throws Error where the machine has no Postgres with pgvector */
export function startPostgresServer(folder: string, port: number): PostgresServer {
  const [version] = existsSync(INSTALLED) ? readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a)) : [];
  if (!version) throw new Error(`no Postgres in ${INSTALLED}: install one with pgvector`);
  if (!existsSync(`/usr/share/postgresql/${version}/extension/vector.control`)) {
    throw new Error(`Postgres ${version} has no pgvector: CI=1 npm run test:services builds it on Debian`);
  }
  const bin = join(INSTALLED, version, "bin");
  const home = join(folder, "postgres");
  mkdirSync(home);
  const who = ordinaryUser(home);
  const data = join(home, "data");
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home}`;
  const run = (name: string, args: string[]): void => {
    execFileSync(join(bin, name), args, { ...who, stdio: "ignore" });
  };
  run("initdb", ["-D", data, "-U", "concierge", "-A", "trust", "-E", "UTF8"]);
  run("pg_ctl", ["-D", data, "-w", "-l", join(home, "log"), "-o", options, "start"]);
  run("createdb", ["-h", "127.0.0.1", "-p", String(port), "-U", "concierge", "concierge"]);
  return {
    pid: Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]),
    stop: () => run("pg_ctl", ["-D", data, "-w", "-m", "immediate", "stop"]),
  };
}

/** Postgres refuses to run as root: then folder and server are given to the user `postgres`. */
function ordinaryUser(folder: string): { uid?: number; gid?: number; cwd: string } {
  if (process.getuid?.() !== 0) return { cwd: folder };
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const [uid, gid] = [id("-u"), id("-g")];
  chownSync(folder, uid, gid);
  return { uid, gid, cwd: folder };
}
