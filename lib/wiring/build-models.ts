import { toWhatsappMarks } from "@/lib/adapters/markdown/render-reply";
import type { ConfigModels } from "@/lib/adapters/prisma/rules/write-config";
import { type ChatModel, createCompleteChat } from "@/lib/adapters/workers-ai/complete-chat";
import { createEmbedTexts } from "@/lib/adapters/workers-ai/embed-texts";
import type { WorkersAiOptions } from "@/lib/adapters/workers-ai/run-model";
import type { CompleteChat } from "@/lib/core/chat-model.port";
import type { Environment } from "@/lib/env/environment.schema";
import type { DraftTools } from "@/lib/pipeline/answer/run-model";
import type { EmbeddingModel } from "@/lib/rules/intent/intent-vectors";

/** A message waits for its vector: better no match by meaning than a late answer. */
const EMBED_TIMEOUT_MS = 8_000;

const JUDGE_TIMEOUT_MS = 8_000;

export const embeddingModel = (env: Environment): EmbeddingModel => ({ name: env.EMBEDDING_MODEL, pooling: "cls" });

export const configModels = (env: Environment): ConfigModels => ({
  embedding: embeddingModel(env),
  classifier: env.CLASSIFIER_MODEL,
});

/** The model in force, or an earlier one, at Workers AI. */
export const embedTexts = (env: Environment): ReturnType<typeof createEmbedTexts> =>
  createEmbedTexts(embeddingService(env), embeddingModel(env));

const embeddingService = (env: Environment): WorkersAiOptions => ({
  baseUrl: env.WORKERS_AI_URL,
  accountId: env.CLOUDFLARE_ACCOUNT_ID,
  token: env.CLOUDFLARE_API_TOKEN,
  timeoutMs: EMBED_TIMEOUT_MS,
});

/** The model that writes, the marks that it is sent with, and the model that judges. */
export const replyTools = (env: Environment): DraftTools & { judge: CompleteChat } => ({
  generate: createCompleteChat(chatModel(env, env.GENERATION_MODEL), env.GENERATION_TIMEOUT_SECONDS * 1000),
  judge: createCompleteChat(chatModel(env, env.CLASSIFIER_MODEL), JUDGE_TIMEOUT_MS),
  renderReply: { "whatsapp-marks": toWhatsappMarks },
});

function chatModel(env: Environment, model: string): ChatModel {
  if (env.AI_BASE_URL) return { kind: "openai-compatible", baseUrl: env.AI_BASE_URL, token: env.AI_API_KEY, model };
  const { WORKERS_AI_URL: baseUrl, CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_API_TOKEN: token } = env;
  return { kind: "workers-ai", baseUrl, accountId, token, model };
}
