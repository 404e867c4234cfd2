import { createConversationNames, createTextCipher } from "../adapters/cipher/message-cipher";
import { detectLanguage } from "../adapters/language/detect-language";
import { createSendReply } from "../adapters/meta/send-reply";
import { createLogger } from "../adapters/pino/create-logger";
import { createRecords } from "../adapters/prisma/create-records";
import { createCreditReader } from "../adapters/prisma/credit-reader";
import { connectDatabase, type Database } from "../adapters/prisma/database";
import { createEmbeddingRecords } from "../adapters/prisma/embedding-records";
import { createNoticeRecords } from "../adapters/prisma/notice-records";
import { connectRedis } from "../adapters/upstash/connect-redis";
import { createReplyBuffer } from "../adapters/upstash/reply-buffer";
import { createEmbedTexts } from "../adapters/workers-ai/embed-texts";
import { systemClock } from "../core/clock";
import { randomIds } from "../core/ids";
import type { CreditReader } from "../credits/credit-reader";
import { environment } from "../env/environment";
import type { Environment } from "../env/environment.schema";
import { createVectorLoader, type EmbeddingPorts, embedWaitingPhrases } from "../pipeline/embed-phrases";
import type { PipelinePorts } from "../pipeline/pipeline-ports";
import { createDueTimer, type DueTimer } from "./due-timer";
import { embeddingModel, embeddingService } from "./embedding";
import { createNoticeCourier } from "./notice-courier";
import { ownerMail } from "./owner-mail";
import { pipelineSettings } from "./pipeline-settings";
import { admitReply, generateReply } from "./reply-generator";

export type Application = {
  env: Environment;
  database: Database;
  ports: PipelinePorts;
  embedding: EmbeddingPorts;
  timer: DueTimer;
  credits: CreditReader;
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
  const log = createLogger(env.LOG_LEVEL);
  const courier = createNoticeCourier({
    ...ownerMail,
    notices: createNoticeRecords(database),
    billingUrl: `${env.APP_URL}/admin/billing`,
    clock: systemClock,
    log,
  });
  const ports: PipelinePorts = {
    buffer: createReplyBuffer(redis),
    records: createRecords(database, randomIds),
    sendReply: createSendReply(graph, () => ({ token: env.WHATSAPP_ACCESS_TOKEN, owner: "operator" })),
    intents: { embed, loadVectors: createVectorLoader(phrases.loadPhrases), detectLanguage },
    admitReply,
    generateReply,
    noticeDue: courier.ring,
    cipher: createTextCipher(env.ENCRYPTION_KEYS),
    conversationNames: createConversationNames(env.ENCRYPTION_KEYS),
    clock: systemClock,
    ids: randomIds,
    log,
    random: Math.random,
    settings: pipelineSettings(env),
  };
  const embedding = { phrases, embed, clock: systemClock, log };
  const chores = [() => embedWaitingPhrases(embedding), courier.round];
  const timer = createDueTimer(ports, courier, chores, env.SWEEP_SECONDS * 1000);
  return { env, database, ports, embedding, timer, credits: createCreditReader(database, systemClock) };
}
