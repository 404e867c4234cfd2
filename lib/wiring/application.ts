import { setImmediate } from "node:timers/promises";
import { openToken } from "../accounts/access-token";
import type { Account } from "../accounts/account";
import type { AccountPorts } from "../accounts/account-ports";
import { createProbeRound } from "../accounts/probe-numbers";
import { tellIncidents } from "../accounts/tell-incidents";
import { createConversationNames, createTextCipher } from "../adapters/cipher/message-cipher";
import { detectLanguage } from "../adapters/language/detect-language";
import { createProbeNumber } from "../adapters/meta/probe-number";
import { type AccessToken, createSendReply } from "../adapters/meta/send-reply";
import { createShowTyping } from "../adapters/meta/show-typing";
import { createLogger } from "../adapters/pino/create-logger";
import { createCheckRecords } from "../adapters/prisma/check-records";
import { createRecords } from "../adapters/prisma/create-records";
import { createCreditReader } from "../adapters/prisma/credit-reader";
import { createCreditUseReader } from "../adapters/prisma/credit-use-reader";
import { createDailyBudget } from "../adapters/prisma/daily-budget";
import { connectDatabase, type Database } from "../adapters/prisma/database";
import { createEmbeddingRecords } from "../adapters/prisma/embedding-records";
import { createFindOwners } from "../adapters/prisma/find-owners";
import { createIncidentNotices } from "../adapters/prisma/incident-notices";
import { createProbeRecords } from "../adapters/prisma/incident-records";
import { createLedgerReader } from "../adapters/prisma/ledger-reader";
import { createNoticeRecords } from "../adapters/prisma/notice-records";
import { createPersonaRecords, type PersonaRecords } from "../adapters/prisma/persona-records";
import { createReadPrompts } from "../adapters/prisma/read-prompts";
import { createRuleStore, type RuleStore } from "../adapters/prisma/rule-store";
import { createSampleRecords } from "../adapters/prisma/sample-records";
import { createTurnLog } from "../adapters/prisma/turn-log";
import { createSendMail } from "../adapters/smtp/send-mail";
import { connectRedis } from "../adapters/upstash/connect-redis";
import { createIncidentStore } from "../adapters/upstash/incident-store";
import { createReplyBuffer } from "../adapters/upstash/reply-buffer";
import { createEmbedTexts } from "../adapters/workers-ai/embed-texts";
import { systemClock } from "../core/clock";
import { randomIds } from "../core/ids";
import type { CreditReader } from "../credits/credit-reader";
import type { CreditUseReader } from "../credits/credit-use";
import type { DailyBudget } from "../credits/daily-budget";
import type { LedgerReader } from "../credits/ledger-reader";
import { environment } from "../env/environment";
import type { Environment } from "../env/environment.schema";
import { createCheckRound } from "../persona/check-prompts";
import { createAdmitReply } from "../pipeline/admit-reply";
import { type AiIncidents, createAiIncidents } from "../pipeline/ai-incident";
import type { AiPorts } from "../pipeline/ai-ports";
import { createEmbeddingRound, createVectorLoader, type PhraseRecords } from "../pipeline/embed-phrases";
import { createGenerateReply } from "../pipeline/generate-reply";
import { keepConfigs } from "../pipeline/keep-configs";
import type { PipelinePorts } from "../pipeline/pipeline-ports";
import { endOpenSamples, type SamplePorts } from "../pipeline/sample-reply";
import type { TrialPorts } from "../pipeline/try-lines";
import type { TurnLog } from "../pipeline/turn-log";
import { createAccountPorts } from "./account-ports";
import { type Billing, createBilling, createBillingBell } from "./billing";
import { budgetLimits } from "./budget-limits";
import { type Capacity, createCapacity, queueRecords, watchEventLoop } from "./capacity";
import { createDueTimer, type DueTimer } from "./due-timer";
import { configModels, embeddingModel, embeddingService, replyTools } from "./models";
import { createNoticeCourier, type NoticeCourier } from "./notice-courier";
import { pipelineSettings } from "./pipeline-settings";
import { createCountedEmbedder, createSampleEmbedder } from "./sample-embedder";
import { createSignInPorts, type SignInPorts } from "./sign-in-ports";

export type Application = {
  env: Environment;
  database: Database;
  ports: PipelinePorts;
  capacity: Capacity;
  signIn: SignInPorts;
  accounts: AccountPorts;
  embedding: { phrases: PhraseRecords };
  /** Works through what waits on its rows, now; for after a save, and for the sweep. */
  rounds: { embed(askedBy?: string): Promise<void>; check(askedBy?: string): Promise<void> };
  budget: DailyBudget;
  ai: AiPorts;
  personas: PersonaRecords;
  sampleReplies: SamplePorts;
  turnLog: TurnLog;
  rules: RuleStore;
  /** What the playground matches with: the pipeline's ports, with an embedder that remembers. */
  samples: TrialPorts;
  timer: DueTimer;
  credits: CreditReader;
  creditUse: CreditUseReader;
  ledger: LedgerReader;
  billing: Billing;
  /** Rung when a mail or a top-up is due. */
  bell: NoticeCourier;
  incidents: AiIncidents;
};

/** Next bundles instrumentation and each route apart; on globalThis they share one pool and one timer. */
const SLOT = Symbol.for("concierge.application");

export function application(): Application {
  const holder = globalThis as { [SLOT]?: Application };
  holder[SLOT] ??= buildApplication(environment());
  return holder[SLOT];
}

function buildApplication(env: Environment): Application {
  const database = connectDatabase(env.DATABASE_URL);
  const redis = connectRedis(env.UPSTASH_REDIS_REST_URL, env.UPSTASH_REDIS_REST_TOKEN);
  const graph = {
    baseUrl: env.META_GRAPH_URL,
    version: env.META_GRAPH_VERSION,
    timeoutMs: env.SEND_TIMEOUT_SECONDS * 1000,
  };
  const model = embeddingModel(env);
  const cipher = createTextCipher(env.ENCRYPTION_KEYS);
  const log = createLogger(env.LOG_LEVEL);
  const sendMail = createSendMail(env.SMTP_URL, env.MAIL_FROM, env.APP_URL);
  const incidents = createAiIncidents({
    store: createIncidentStore(redis),
    sendMail,
    operatorEmail: env.OPERATOR_EMAIL,
    clock: systemClock,
    log,
  });
  const embed = incidents.watch("embed", createEmbedTexts(embeddingService(env), model));
  const limits = budgetLimits(env);
  const budget = createDailyBudget(database, limits, systemClock, log);
  const phrases = createEmbeddingRecords(database, model, limits.embed);
  const courier = createNoticeCourier({
    findOwners: createFindOwners(database),
    sendMail,
    notices: createNoticeRecords(database),
    source: {
      billingUrl: `${env.APP_URL}/admin/billing`,
      sold: env.STRIPE_SECRET_KEY !== undefined,
      contact: env.OPERATOR_CONTACT ?? null,
    },
    clock: systemClock,
    log,
  });
  const billing = createBilling(env, { database, noticeDue: courier.ring, log });
  const bell = createBillingBell(courier, billing, log);
  const tokenFor = ({ id, sealedToken }: Account): AccessToken =>
    sealedToken === null
      ? { token: env.WHATSAPP_ACCESS_TOKEN, owner: "operator" }
      : { token: openToken(cipher, id, sealedToken), owner: "tenant" };
  const { generate, judge, renderReply } = replyTools(env);
  const tools = {
    generate: incidents.watch("generate", generate),
    judge: incidents.watch("judge", judge),
    renderReply,
  };
  const rounds: Application["rounds"] = {
    embed: createEmbeddingRound({ phrases, embed, clock: systemClock, log }),
    check: createCheckRound({
      checks: createCheckRecords(database, env.CLASSIFIER_MODEL, limits.check),
      completeChat: tools.judge,
      clock: systemClock,
      ids: randomIds,
      log,
    }),
  };
  const ai: AiPorts = {
    ...tools,
    readPrompts: createReadPrompts(database, env.CLASSIFIER_MODEL),
    countCall: (tenantId, call) => budget.countForCustomers(tenantId, call, 1),
    showTyping: createShowTyping(graph, tokenFor),
    clock: systemClock,
    ids: randomIds,
    log,
  };
  const capacity = createCapacity(watchEventLoop(), () => performance.now(), log);
  const ports: PipelinePorts = {
    buffer: createReplyBuffer(redis),
    records: keepConfigs(queueRecords(createRecords(database, randomIds), capacity)),
    sendReply: createSendReply(graph, tokenFor),
    intents: {
      embed: createCountedEmbedder(embed, budget),
      loadVectors: createVectorLoader(phrases.loadPhrases),
      detectLanguage,
    },
    admitReply: createAdmitReply(ai),
    generateReply: createGenerateReply(ai),
    noticeDue: bell.ring,
    queueTurn: (tenantId, work) => capacity.turns.run(tenantId ?? "", work),
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
  const personas = createPersonaRecords(database, randomIds, env.CLASSIFIER_MODEL);
  const sampleReplies: SamplePorts = {
    samples: createSampleRecords(database),
    readPersona: async (tenantId) => {
      const { rendered, safety } = await personas.readPersona(tenantId);
      return { text: rendered, safety };
    },
    readPrompts: ai.readPrompts,
    generate: ai.generate,
    renderReply: ai.renderReply,
    budget,
    noticeDue: bell.ring,
    clock: systemClock,
    ids: randomIds,
    log,
  };
  const probeRound = createProbeRound({
    probes: createProbeRecords(database),
    probeNumber: createProbeNumber(graph, tokenFor),
    clock: systemClock,
    log,
  });
  const tellRound = () =>
    tellIncidents({
      notices: createIncidentNotices(database),
      findOwners: createFindOwners(database),
      operatorEmail: env.OPERATOR_EMAIL,
      sendMail,
      appUrl: env.APP_URL,
      clock: systemClock,
      log,
    });
  // What a probe has just found is told in the same round.
  const numberIncidents = async () => {
    await probeRound();
    await tellRound();
  };
  // What became of a payment is told in the same round.
  const purchases = async () => {
    await billing.shop?.rounds.all();
    await courier.round();
  };
  const chores = [numberIncidents, rounds.embed, rounds.check, () => endOpenSamples(sampleReplies), purchases];
  const timer = createDueTimer(ports, bell, chores, env.SWEEP_SECONDS * 1000);
  return {
    env,
    database,
    ports,
    capacity,
    signIn,
    accounts,
    embedding: { phrases },
    rounds,
    budget,
    ai,
    personas,
    sampleReplies,
    turnLog: createTurnLog(database),
    samples: { ...ports.intents, embed: createSampleEmbedder(embed, budget), giveWay: () => setImmediate() },
    rules: createRuleStore(database, randomIds, configModels(env)),
    timer,
    credits: createCreditReader(database, randomIds, systemClock),
    creditUse: createCreditUseReader(database, systemClock),
    ledger: createLedgerReader(database),
    billing,
    bell,
    incidents,
  };
}
