import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startMeta } from "../meta/start-meta";
import { startRedis } from "../redis/start-redis";
import { startStripe } from "../stripe/start-stripe";
import { startWorkersAi } from "../workers-ai/start-workers-ai";

const TOKEN = "sandbox-redis-token";
const host = "127.0.0.1";

/**
 * Gives the adapters' tests their vendors: stand-ins on free ports. Files that clear calls and faults, or empty a
 * database, each have one of their own, since files run side by side. The app that Meta would call is nowhere.
 */
export default async function provideStandIns(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "concierge-sim-"));
  const ownDatabases = project.name === "db" ? 0 : 2;
  const redis = (database: number) =>
    startRedis({
      host,
      port: 0,
      token: TOKEN,
      redisUrl: realRedis(process.env.TEST_REDIS_URL, ownDatabases + database),
    });
  const meta = (name: string) =>
    startMeta({
      host,
      port: 0,
      appUrl: "http://127.0.0.1:9",
      appSecret: "sandbox-app-secret",
      accessToken: "sandbox-access-token",
      wabaId: "100000000000001",
      verifyToken: "sandbox-verify-token",
      dataDir: join(dataDir, name),
    });
  const workersAi = () => startWorkersAi({ host, port: 0, token: "sandbox-ai-token" });
  const stripe = () =>
    startStripe({
      host,
      port: 0,
      appUrl: "http://127.0.0.1:9",
      secretKey: "sk_test_sandbox",
      webhookSecrets: ["whsec_sandbox"],
      dataDir: null,
    });
  const [bufferRedis, otherRedis] = await Promise.all([redis(0), redis(1)]);
  const [senderMeta, directoryMeta] = await Promise.all([meta("sender"), meta("directory")]);
  const [embedding, chat, attack] = await Promise.all([workersAi(), workersAi(), workersAi()]);
  const [payments, billing] = await Promise.all([stripe(), stripe()]);
  project.provide("redisToken", TOKEN);
  project.provide("redisUrl", bufferRedis.url);
  project.provide("otherRedisUrl", otherRedis.url);
  project.provide("metaUrl", senderMeta.url);
  project.provide("directoryMetaUrl", directoryMeta.url);
  project.provide("workersAiUrl", `${embedding.url}/client/v4`);
  project.provide("chatUrl", `${chat.url}/client/v4`);
  project.provide("stripeUrl", payments.url);
  project.provide("otherStripeUrl", billing.url);
  project.provide("attackUrl", `${attack.url}/client/v4`);
  const running = [bufferRedis, otherRedis, senderMeta, directoryMeta, embedding, chat, attack, payments, billing];
  return async () => {
    await Promise.all(running.map((one) => one.close()));
    await rm(dataDir, { recursive: true });
  };
}

/**
 * Another database of the given server for each; null where none is given. Two kinds of tests run side by side there, and
 * what one of them empties must not be what the other's turns wait in.
 */
function realRedis(address: string | undefined, offset: number): string | null {
  if (!address) return null;
  const url = new URL(address);
  const first = Number(url.pathname.slice(1) || 0);
  url.pathname = `/${first >= offset ? first - offset : first + offset}`;
  return url.href;
}
