import { openToken } from "../accounts/access-token";
import type { AccountPorts } from "../accounts/account-ports";
import { createConversationNames, createTextCipher } from "../adapters/cipher/message-cipher";
import { createSendReply } from "../adapters/meta/send-reply";
import { createLogger } from "../adapters/pino/create-logger";
import { createRecords } from "../adapters/prisma/create-records";
import { connectDatabase, type Database } from "../adapters/prisma/database";
import { connectRedis } from "../adapters/upstash/connect-redis";
import { createReplyBuffer } from "../adapters/upstash/reply-buffer";
import { systemClock } from "../core/clock";
import { randomIds } from "../core/ids";
import { environment } from "../env/environment";
import type { Environment } from "../env/environment.schema";
import type { PipelinePorts } from "../pipeline/pipeline-ports";
import { createAccountPorts } from "./account-ports";
import { createDueTimer, type DueTimer } from "./due-timer";
import { pipelineSettings } from "./pipeline-settings";
import { createSignInPorts, type SignInPorts } from "./sign-in-ports";

export type Application = {
  env: Environment;
  database: Database;
  ports: PipelinePorts;
  signIn: SignInPorts;
  accounts: AccountPorts;
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
  const cipher = createTextCipher(env.ENCRYPTION_KEYS);
  const ports: PipelinePorts = {
    buffer: createReplyBuffer(redis),
    records: createRecords(database, randomIds),
    sendReply: createSendReply(graph, ({ id, sealedToken }) =>
      sealedToken === null
        ? { token: env.WHATSAPP_ACCESS_TOKEN, owner: "operator" }
        : { token: openToken(cipher, id, sealedToken), owner: "tenant" },
    ),
    cipher,
    conversationNames: createConversationNames(env.ENCRYPTION_KEYS),
    clock: systemClock,
    ids: randomIds,
    log: createLogger(env.LOG_LEVEL),
    random: Math.random,
    settings: pipelineSettings(env),
  };
  const signIn = createSignInPorts(env, database, redis);
  const accounts = createAccountPorts({ env, database, redis, graph, cipher, log: ports.log });
  return { env, database, ports, signIn, accounts, timer: createDueTimer(ports, env.SWEEP_SECONDS * 1000) };
}
