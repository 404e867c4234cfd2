import { openToken } from "../accounts/access-token";
import type { AccountPorts } from "../accounts/account-ports";
import { createConversationNames, createTextCipher } from "../adapters/cipher/message-cipher";
import { detectLanguage } from "../adapters/language/detect-language";
import { createSendReply } from "../adapters/meta/send-reply";
import { createLogger } from "../adapters/pino/create-logger";
import { createRecords } from "../adapters/prisma/create-records";
import { connectDatabase, type Database } from "../adapters/prisma/database";
import { createEmbeddingRecords } from "../adapters/prisma/embedding-records";
import { connectRedis } from "../adapters/upstash/connect-redis";
import { createReplyBuffer } from "../adapters/upstash/reply-buffer";
import { createEmbedTexts } from "../adapters/workers-ai/embed-texts";
import { systemClock } from "../core/clock";
import { randomIds } from "../core/ids";
import { environment } from "../env/environment";
import type { Environment } from "../env/environment.schema";
import { createVectorLoader, type EmbeddingPorts, embedWaitingPhrases } from "../pipeline/embed-phrases";
import type { PipelinePorts } from "../pipeline/pipeline-ports";
import { createAccountPorts } from "./account-ports";
import { createDueTimer, type DueTimer } from "./due-timer";
import { embeddingModel, embeddingService } from "./embedding";
import { pipelineSettings } from "./pipeline-settings";
import { createSignInPorts, type SignInPorts } from "./sign-in-ports";

export type Application = {
  env: Environment;
  database: Database;
  ports: PipelinePorts;
  signIn: SignInPorts;
  accounts: AccountPorts;
  embedding: EmbeddingPorts;
  timer: DueTimer;
};

/** Next bundles instrumentation and each route apart; on globalThis they share one pool and one timer. */
const SLOT = Symbol.for("concierge.application");

export function application(): Application {
  const holder = globalThis as { [SLOT]?: Application };
  holder[SLOT] ??= buildApplication(environment());
  return holder[SLOT];
}

export function buildApplication(env: Environment): Application {
  const database = connectDatabase(env.DATABASE_URL);
  const redis = connectRedis(env.UPSTASH_REDIS_REST_URL, env.UPSTASH_REDIS_REST_TOKEN);
  const graph = {
    baseUrl: env.META_GRAPH_URL,
    version: env.META_GRAPH_VERSION,
    timeoutMs: env.SEND_TIMEOUT_SECONDS * 1000,
  };
  const model = embeddingModel(env);
  const embed = createEmbedTexts(embeddingService(env), model);
  const phrases = createEmbeddingRecords(database, model);
  const cipher = createTextCipher(env.ENCRYPTION_KEYS);
  const log = createLogger(env.LOG_LEVEL);
  const ports: PipelinePorts = {
    buffer: createReplyBuffer(redis),
    records: createRecords(database, randomIds),
    sendReply: createSendReply(graph, ({ id, sealedToken }) =>
      sealedToken === null
        ? { token: env.WHATSAPP_ACCESS_TOKEN, owner: "operator" }
        : { token: openToken(cipher, id, sealedToken), owner: "tenant" },
    ),
    intents: { embed, loadVectors: createVectorLoader(phrases.loadPhrases), detectLanguage },
    cipher,
    conversationNames: createConversationNames(env.ENCRYPTION_KEYS),
    clock: systemClock,
    ids: randomIds,
    log,
    random: Math.random,
    settings: pipelineSettings(env),
  };
  const signIn = createSignInPorts(env, database, redis);
  const accounts = createAccountPorts({ env, database, redis, graph, cipher, log });
  const embedding = { phrases, embed, clock: systemClock, log };
  const chores = [() => embedWaitingPhrases(embedding)];
  const timer = createDueTimer(ports, chores, env.SWEEP_SECONDS * 1000);
  return { env, database, ports, signIn, accounts, embedding, timer };
}
