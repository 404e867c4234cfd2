import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { until } from "../../e2e/servers/until";

export type RedisServer = { pid: number; stop(): void };

/** A Redis that writes to its log once a second, as hosted ones do. @throws Error where the machine has no redis-server */
export async function startRedisServer(folder: string, port: number): Promise<RedisServer> {
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  const child = spawn("redis-server", [...args, "--appendonly", "yes", "--appendfsync", "everysec"], {
    stdio: "ignore",
  });
  const failed = new Promise<never>((_, fail) => {
    child.once("error", () => fail(new Error("there is no redis-server on this machine")));
    child.once("exit", (code) => fail(new Error(`redis-server ended with code ${code}`)));
  });
  failed.catch(() => undefined);
  await Promise.race([until("redis-server", 10_000, () => accepts(port)), failed]);
  return { pid: pidOf(child), stop: () => void child.kill("SIGKILL") };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("a process without a number");
  return pid;
}

function accepts(port: number): Promise<true | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(null));
  });
}
