import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { RedisCommand, RedisEngine } from "./redis-engine";

const words = (...parts: (string | Buffer)[]): Buffer[] => parts.map((part) => Buffer.from(part));

/**
 * Writes what the engine holds into a file, as the commands that make it again. Strings and sorted sets, each with its
 * end of life: nothing else is ever kept there. What is secret in it was sealed before it came.
 */
export async function keepKeys(engine: RedisEngine, file: string): Promise<void> {
  const commands: RedisCommand[] = [];
  for (const key of list(await engine.run(words("KEYS", "*")))) {
    const kind = String(await engine.run(words("TYPE", key)));
    if (kind === "string") {
      const value = await engine.run(words("GET", key));
      if (Buffer.isBuffer(value)) commands.push(words("SET", key, value));
    } else if (kind === "zset") {
      const flat = list(await engine.run(words("ZRANGE", key, "0", "-1", "WITHSCORES")));
      for (let at = 0; at + 1 < flat.length; at += 2) {
        commands.push(words("ZADD", key, flat[at + 1] ?? "0", flat[at] ?? ""));
      }
    }
    const endsAt = Number(await engine.run(words("PEXPIRETIME", key)));
    if (endsAt > 0) commands.push(words("PEXPIREAT", key, String(endsAt)));
  }
  const lines = commands.map((command) => command.map((part) => part.toString("base64")));
  await writeFile(`${file}.new`, JSON.stringify(lines));
  await rename(`${file}.new`, file);
}

/** Makes what was kept again, once: the file goes, so that a later crash doesn't bring back what is long answered. */
export async function bringBackKeys(engine: RedisEngine, file: string): Promise<void> {
  const kept = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (kept === null) return;
  const lines: string[][] = JSON.parse(kept);
  for (const line of lines) await engine.run(line.map((part) => Buffer.from(part, "base64")));
  await rm(file);
}

function list(reply: Awaited<ReturnType<RedisEngine["run"]>>): Buffer[] {
  return Array.isArray(reply) ? reply.flat().filter((item) => Buffer.isBuffer(item)) : [];
}
