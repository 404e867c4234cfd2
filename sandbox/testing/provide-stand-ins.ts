import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startMeta } from "../meta/start-meta";
import { startRedis } from "../redis/start-redis";
import { startWorkersAi } from "../workers-ai/start-workers-ai";

const TOKEN = "sandbox-redis-token";

/** Gives the adapters' tests their vendors: stand-ins on free ports. The app that Meta would call is nowhere. */
export default async function provideStandIns(project: TestProject): Promise<() => Promise<void>> {
  const host = "127.0.0.1";
  const dataDir = await mkdtemp(join(tmpdir(), "concierge-sim-"));
  const redis = await startRedis({ host, port: 0, token: TOKEN, redisUrl: process.env.TEST_REDIS_URL ?? null });
  const meta = await startMeta({
    host,
    port: 0,
    appUrl: "http://127.0.0.1:9",
    appSecret: "sandbox-app-secret",
    accessToken: "sandbox-access-token",
    wabaId: "100000000000001",
    verifyToken: "sandbox-verify-token",
    dataDir,
  });
  const workersAi = await startWorkersAi({ host, port: 0, token: "sandbox-ai-token" });
  project.provide("workersAiUrl", `${workersAi.url}/client/v4`);
  project.provide("redisUrl", redis.url);
  project.provide("redisToken", TOKEN);
  project.provide("metaUrl", meta.url);
  return async () => {
    await Promise.all([redis.close(), meta.close(), workersAi.close()]);
    await rm(dataDir, { recursive: true });
  };
}
