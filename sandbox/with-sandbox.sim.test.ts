import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "concierge-with-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const script = join(folder, "command.ts");
writeFileSync(
  script,
  `const words: string[] = process.argv.slice(2);
   console.log(JSON.stringify({ words, self: process.argv[1], url: process.env.DATABASE_URL, secret: process.env.CRON_SECRET }));`,
);

function run(
  env: Record<string, string>,
  command = script,
  words = ["add", "--json"],
): Promise<{ code: number; out: string; err: string }> {
  const args = ["--import", "tsx", "sandbox/with-sandbox.ts", command, ...words];
  return new Promise((done) => {
    execFile(process.execPath, args, { env: { NODE_ENV: "test", PATH: process.env.PATH, ...env } }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

test("runs the command with its own arguments and the sandbox's environment", { timeout: 20_000 }, async () => {
  const database = createServer();
  await new Promise<void>((listening) => database.listen(0, "127.0.0.1", listening));
  const address = database.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const { code, out } = await run({ SANDBOX_POSTGRES_PORT: String(port), CRON_SECRET: "mine" });
  expect([code, JSON.parse(out)]).toEqual([
    0,
    {
      words: ["add", "--json"],
      self: resolve(script),
      url: `postgres://concierge_app:concierge@127.0.0.1:${port}/concierge`,
      secret: "mine",
    },
  ]);
  await new Promise((closed) => database.close(closed));
  const alone = await run({ SANDBOX_POSTGRES_PORT: String(port) });
  expect([alone.code, alone.out]).toEqual([1, ""]);
  expect(alone.err).toContain("npm run dev");
});

test.each([
  ["account", "account add"],
  ["credits", "credits grant"],
  ["facts", "facts set"],
  ["say", "--burst"],
  ["time-replies", "ai:time"],
  ["turns", "turns explain"],
])("%s --help says how it is called, also while nothing runs", { timeout: 20_000 }, async (command, words) => {
  const { code, out } = await run({ SANDBOX_POSTGRES_PORT: "1" }, `lib/commands/${command}.ts`, ["--help"]);
  expect(code).toBe(0);
  expect(out).toContain(words);
});
