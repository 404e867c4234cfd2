import type { WorkersAiOptions } from "../adapters/workers-ai/run-model";
import type { Environment } from "../env/environment.schema";
import type { EmbeddingModel } from "../rules/embedding-model";

/** A message waits for its vector: better no match by meaning than a late answer. */
const EMBED_TIMEOUT_MS = 8_000;

export const embeddingModel = (env: Environment): EmbeddingModel => ({ name: env.EMBEDDING_MODEL, pooling: "cls" });

export const embeddingService = (env: Environment): WorkersAiOptions => ({
  baseUrl: env.WORKERS_AI_URL,
  accountId: env.CLOUDFLARE_ACCOUNT_ID,
  token: env.CLOUDFLARE_API_TOKEN,
  timeoutMs: EMBED_TIMEOUT_MS,
});
