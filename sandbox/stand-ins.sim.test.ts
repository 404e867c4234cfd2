import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { Redis } from "@upstash/redis";
import { expect, test } from "vitest";
import { answersAt, isPortTaken } from "./process/port-check";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}

function start(env: Record<string, string>, ...parts: string[]): ChildProcess {
  return fork("sandbox/stand-ins.ts", parts, {
    env: { NODE_ENV: "test", PATH: process.env.PATH, ...env },
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

test("starts the parts that are named, says so, and ends with its starter", { timeout: 20_000 }, async () => {
  const port = await freePort();
  const child = start({ SANDBOX_REDIS_PORT: String(port) }, "redis");
  expect((await once(child, "message"))[0]).toEqual({ ready: true, parts: ["redis"] });
  const redis = new Redis({ url: `http://127.0.0.1:${port}`, token: "sandbox-redis-token" });
  expect(await redis.ping()).toBe("PONG");
  expect([await isPortTaken(port), await answersAt(port, "127.0.0.1")]).toEqual([true, true]);
  child.disconnect();
  expect((await once(child, "exit"))[0]).toBe(0);
  expect(await isPortTaken(port)).toBe(false);
});

test("says in words why it can't start", { timeout: 20_000 }, async () => {
  const child = start({}, "oracle");
  const words: Buffer[] = [];
  child.stderr?.on("data", (chunk: Buffer) => words.push(chunk));
  expect((await once(child, "close"))[0]).toBe(1);
  expect(Buffer.concat(words).toString()).toBe("sandbox: no such stand-in: oracle\n");
});
