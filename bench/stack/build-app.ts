import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../e2e/servers/project-process";

const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.js",
  "package-lock.json",
];

/** Builds for production, unless the build that is there is younger than every source. */
export function buildApp(): void {
  const built = join(projectFolder, ".next", "BUILD_ID");
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (SOURCES.every((name) => newest(join(projectFolder, name)) < builtAt)) return;
  process.stderr.write("bench: next build …\n");
  runNext(["build"]);
}

/** @throws Error when Next fails */
export function runNext(args: string[]): void {
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const next = join(projectFolder, "node_modules/next/dist/bin/next");
  const { status } = spawnSync(process.execPath, [next, ...args], { cwd: projectFolder, env, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`next ${args.join(" ")} failed`);
}

function newest(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
