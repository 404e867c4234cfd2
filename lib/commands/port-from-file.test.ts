import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "port-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The port that a program sees which is started as `npm start` starts Next. */
function portSeen(file: string | null, env: NodeJS.ProcessEnv): string {
  if (file !== null) writeFileSync(join(folder, ".env"), file);
  const { PORT: _, ...others } = process.env;
  const args = ["--import", resolve("lib/commands/port-from-file.js"), "-e", "console.log(process.env.PORT ?? 'none')"];
  return spawnSync(process.execPath, args, { cwd: folder, env: { ...others, ...env }, encoding: "utf8" }).stdout.trim();
}

it.each([
  [null, {}, "none"],
  ["# PORT=1\nAPP_URL=http://localhost:4000\n", {}, "none"],
  ["PORT=4000 # the app\n", {}, "4000"],
  ["PORT=4000\n", { PORT: "5000" }, "5000"],
  ["PORT=\n", {}, "none"],
])("of the file %j and the environment %j npm start takes port %s", (file, env, port) => {
  expect(portSeen(file, env as unknown as NodeJS.ProcessEnv)).toBe(port);
});

it("is what npm start loads first", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { start: string } };
  expect(scripts.start).toContain("--import ./lib/commands/port-from-file.js");
});
