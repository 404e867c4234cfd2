import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../e2e/servers/project-process";
import { appSecret, type BenchStack } from "../stack/bench-stack";
import { runNext } from "../stack/build-app";
import { ServerProcess } from "../stack/server-process";

/** A server that is measured beside others, one after the other. */
export type Contestant = {
  name: string;
  numberIds: string[];
  server: ServerProcess;
  /** Before each turn, when what was there of the one before is gone. */
  prepare?: () => Promise<void>;
};

/** BuilderBot has one number. */
const BOT_NUMBER = "200000000000001";

export const product = (stack: BenchStack, numberIds: string[], more: Partial<Contestant> = {}): Contestant => ({
  name: "concierge",
  numberIds,
  server: stack.server(),
  ...more,
});

function environment(stack: BenchStack): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    APP_SECRET: appSecret,
    DATABASE_URL: stack.env.MIGRATE_DATABASE_URL ?? "",
    META_GRAPH_URL: stack.meta.url,
    WHATSAPP_ACCESS_TOKEN: stack.env.WHATSAPP_ACCESS_TOKEN ?? "",
    NUMBER_ID: BOT_NUMBER,
  };
}

/** A route of a Next app that has nothing else; builds it if it is not built. */
export function nextRoute(stack: BenchStack, kind: "bare" | "durable"): Contestant {
  const folder = "bench/apps/next";
  // Turbopack would look for a proxy and an instrumentation above this folder, and find the product's.
  if (!existsSync(join(projectFolder, folder, ".next/BUILD_ID"))) runNext(["build", "--webpack", folder]);
  const server = ServerProcess.next({
    name: `next ${kind}`,
    folder,
    port: stack.ports.other,
    env: environment(stack),
    logFile: join(stack.folder, "next-routes.log"),
    livePath: "/bare",
    webhookPath: `/${kind}`,
  });
  return { name: `next ${kind}`, numberIds: [BOT_NUMBER], server };
}

export function plainHttp(stack: BenchStack, kind: "bare" | "durable" | "reply"): Contestant {
  const server = new ServerProcess({
    name: `node:http ${kind}`,
    script: "bench/apps/plain-http.ts",
    args: [],
    port: stack.ports.other,
    env: environment(stack),
    logFile: join(stack.folder, "plain-http.log"),
    livePath: "/",
    webhookPath: `/${kind}`,
  });
  return { name: `node:http ${kind}`, numberIds: [BOT_NUMBER], server };
}

/** BuilderBot, installed below bench/ the first time. */
export function builderBot(stack: BenchStack, mode: "stock" | "tuned" | "mapped"): Contestant {
  const bench = join(projectFolder, "bench");
  if (!existsSync(join(bench, "node_modules/@builderbot/bot"))) {
    const install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    const { status } = spawnSync("npm", install, { cwd: bench, stdio: ["ignore", 2, 2] });
    if (status !== 0) throw new Error("npm ci below bench/ failed");
  }
  const folder = join(stack.folder, "builder-bot");
  mkdirSync(folder, { recursive: true });
  const server = new ServerProcess({
    name: `builderbot ${mode}`,
    script: "bench/apps/builder-bot.ts",
    args: [mode],
    port: stack.ports.other,
    env: { ...environment(stack), BOT_FOLDER: folder },
    logFile: join(stack.folder, "builder-bot.log"),
    livePath: "/",
    webhookPath: "/webhook",
  });
  return { name: `builderbot ${mode}`, numberIds: [BOT_NUMBER], server };
}
