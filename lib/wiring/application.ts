import { setImmediate } from "node:timers/promises";
import { createProbeRound } from "@/lib/accounts/incidents/probe-numbers";
import { createConversationNames, createTextCipher } from "@/lib/adapters/cipher/message-cipher";
import { detectLanguage } from "@/lib/adapters/language/detect-language";
import { createLogger } from "@/lib/adapters/pino/create-logger";
import { createProbeRecords } from "@/lib/adapters/prisma/accounts/incident-records";
import { createOldSignups } from "@/lib/adapters/prisma/accounts/whatsapp/signup-records";
import { createCreditReader } from "@/lib/adapters/prisma/credits/balance-records";
import { createCreditUseReader } from "@/lib/adapters/prisma/credits/credit-use-records";
import { createDailyBudget } from "@/lib/adapters/prisma/credits/daily-budget";
import { createLedgerReader } from "@/lib/adapters/prisma/credits/ledger-entries";
import { createSampleRecords } from "@/lib/adapters/prisma/credits/test-reply-credit";
import { createFactsStore, type FactsStore } from "@/lib/adapters/prisma/facts/facts-records";
import { createFindOwners } from "@/lib/adapters/prisma/notices/find-owners";
import { createHandOverNotices } from "@/lib/adapters/prisma/notices/hand-over-notices";
import { createIncidentNotices } from "@/lib/adapters/prisma/notices/incident-notices";
import { createNoticeRecords } from "@/lib/adapters/prisma/notices/notice-records";
import { createPersonaRecords, type PersonaRecords } from "@/lib/adapters/prisma/persona/persona-records";
import { createReadPrompts } from "@/lib/adapters/prisma/persona/read-prompts";
import { createBackgroundRecords } from "@/lib/adapters/prisma/rules/background-records";
import { createEmbeddingRecords } from "@/lib/adapters/prisma/rules/embedding-records";
import { createRuleStore, type RuleStore } from "@/lib/adapters/prisma/rules/rule-records";
import { createCheckRecords } from "@/lib/adapters/prisma/safety/check-records";
import { connectDatabase, type Database } from "@/lib/adapters/prisma/shared/database";
import { createOldLogRecords } from "@/lib/adapters/prisma/turns/old-log-records";
import { createRecords } from "@/lib/adapters/prisma/turns/pipeline-records";
import { createReadReceipt } from "@/lib/adapters/prisma/turns/receipts/read-receipt";
import { createShortMemorySwitch } from "@/lib/adapters/prisma/turns/short-memory-switch";
import { createTurnLog } from "@/lib/adapters/prisma/turns/turn-log";
import { createSendMail } from "@/lib/adapters/smtp/send-mail";
import { connectRedis } from "@/lib/adapters/upstash/connect-redis";
import { createIncidentStore } from "@/lib/adapters/upstash/incident-store";
import { createReplyBuffer } from "@/lib/adapters/upstash/reply-buffer";
import { createShortMemory } from "@/lib/adapters/upstash/short-memory";
import { CHANNEL_TRAITS, checkedPlaces } from "@/lib/channels/channel-traits";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import type { CreditReader } from "@/lib/credits/balance";
import type { CreditUseReader } from "@/lib/credits/credit-use";
import type { BudgetLimits, DailyBudget } from "@/lib/credits/daily-budget";
import type { LedgerReader } from "@/lib/credits/ledger-reader";
import { environment } from "@/lib/env/environment";
import type { Environment } from "@/lib/env/environment.schema";
import { type AiIncidents, createAiIncidents } from "@/lib/notices/ai-incident";
import { createNoticeCourier, type NoticeCourier } from "@/lib/notices/deliver-notices";
import { createHandOverCourier } from "@/lib/notices/tell-hand-overs";
import { tellIncidents } from "@/lib/notices/tell-incidents";
import { createAskCloseCall } from "@/lib/pipeline/answer/ask-close-call";
import type { AiPorts } from "@/lib/pipeline/answer/generate-reply";
import { createAdmitReply, createGenerateReply, createScanMessage } from "@/lib/pipeline/answer/run-model";
import type { ShortMemorySwitch } from "@/lib/pipeline/hold/short-memory.port";
import { createOldLogRound } from "@/lib/pipeline/log/delete-old-log";
import type { RetentionStore } from "@/lib/pipeline/log/retention";
import type { ReadReceipt } from "@/lib/pipeline/receipt.port";
import type { TurnLog } from "@/lib/pipeline/turn-log.port";
import type { TrialPorts } from "@/lib/playground/preview-lines";
import { endOpenSamples, type SamplePorts } from "@/lib/playground/test-reply";
import { createEmbeddingRound, createVectorLoader, type PhraseRecords } from "@/lib/rules/intent/embed-waiting-phrases";
import { isMultilingual } from "@/lib/rules/intent/intent-vectors";
import { createBackgroundKeeper } from "@/lib/rules/intent/keep-background";
import { createCheckRound } from "@/lib/safety/check-waiting-texts";
import { createAccountPorts, type SharedAccountPorts } from "./build-accounts";
import { type Billing, createBilling, createBillingBell } from "./build-billing";
import { configModels, embeddingModel, embedTexts, replyTools } from "./build-models";
import { createSignInPorts, type SignInPorts } from "./build-people";
import { type PipelinePorts, pipelineSettings } from "./build-pipeline";
import { type Capacity, createCapacity, queueRecords, watchEventLoop } from "./capacity";
import { bindChannels, byChannel, type ChannelBindings } from "./channels";
import { createDueTimer, type DueTimer } from "./due-timer";
import { createCountedEmbedder, createSampleEmbedder } from "./remember-vectors";

export type Application = {
  env: Environment;
  database: Database;
  ports: PipelinePorts;
  capacity: Capacity;
  signIn: SignInPorts;
  accounts: SharedAccountPorts;
  /** What each channel consists of here. */
  channels: ChannelBindings;
  embedding: { phrases: PhraseRecords };
  /** Works through what waits on its rows, now; for after a save, and for the sweep. */
  rounds: Record<"embed" | "check" | "readFacts" | "deleteOldLog", (askedBy?: string) => Promise<void>>;
  budget: DailyBudget;
  ai: AiPorts;
  personas: PersonaRecords;
  facts: FactsStore;
  sampleReplies: SamplePorts;
  turnLog: TurnLog;
  readReceipt: ReadReceipt;
  retention: RetentionStore;
  shortMemory: ShortMemorySwitch;
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
  /** Call when the process is about to end: what may stop early begins nothing more. */
  end(): void;
};

/** Next bundles instrumentation and each route apart; on globalThis they share one pool and one timer. */
const SLOT = Symbol.for("concierge.application");

export function application(): Application {
  const holder = globalThis as { [SLOT]?: Application };
  holder[SLOT] ??= buildApplication(environment());
  return holder[SLOT];
}

/** Nothing is asked of any service before something is to be done. */
export function buildApplication(env: Environment): Application {
  const database = connectDatabase(env.DATABASE_URL, env.DATABASE_STATEMENTS);
  const redis = connectRedis(env.UPSTASH_REDIS_REST_URL, env.UPSTASH_REDIS_REST_TOKEN);
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
  const embedBy = embedTexts(env);
  const watched = incidents.watch("embed", (texts: readonly string[]) => embedBy(texts));
  // That an earlier model is gone is no news: it was changed.
  const embed: typeof embedBy = (texts, earlier) => (earlier ? embedBy(texts, earlier) : watched(texts));
  const limits = budgetLimits(env);
  const budget = createDailyBudget(database, limits, systemClock, log);
  const phrases = createEmbeddingRecords(database, model, limits.embed);
  const background = createBackgroundKeeper({ records: createBackgroundRecords(database, model), embed });
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
  const facts = createFactsStore(database, randomIds, env.CLASSIFIER_MODEL);
  const timeZoneOf = async (tenantId: string) => (await facts.readFactsInForce(tenantId))?.time_zone ?? null;
  const handOvers = createHandOverCourier({
    notices: createHandOverNotices(database, timeZoneOf),
    findOwners: createFindOwners(database),
    sendMail,
    appUrl: env.APP_URL,
    clock: systemClock,
    log,
  });
  const billing = createBilling(env, { database, noticeDue: courier.ring, log });
  const bell = createBillingBell(courier, billing, log);
  const accounts = createAccountPorts({ env, database, redis, cipher, log });
  const channels = bindChannels(env, accounts);
  const vendors = byChannel(channels);
  const { generate, judge, renderReply } = replyTools(env);
  const tools = {
    generate: incidents.watch("generate", generate),
    judge: incidents.watch("judge", judge),
    renderReply,
  };
  const ending = new AbortController();
  const oldLogs = createOldLogRecords(database, randomIds);
  const deletion = { isEnding: () => ending.signal.aborted, clock: systemClock, log };
  const rounds: Application["rounds"] = {
    embed: createEmbeddingRound({
      phrases,
      embed,
      makeBackground: background.makeIfWanted,
      clock: systemClock,
      log,
    }),
    check: createCheckRound({
      checks: createCheckRecords(database, env.CLASSIFIER_MODEL, limits.check),
      completeChat: tools.judge,
      places: checkedPlaces(),
      clock: systemClock,
      ids: randomIds,
      log,
    }),
    readFacts: vendors.readFacts,
    deleteOldLog: createOldLogRound({ ...deletion, of: "log", records: oldLogs }),
  };
  const ai: AiPorts = {
    ...tools,
    detectLanguage,
    readPrompts: createReadPrompts(database, env.CLASSIFIER_MODEL),
    countCall: (tenantId, call) => budget.countForCustomers(tenantId, call, 1),
    showTyping: vendors.showTyping,
    clock: systemClock,
    ids: randomIds,
    log,
  };
  const personas = createPersonaRecords(database, randomIds, env.CLASSIFIER_MODEL);
  const askCloseCall = createAskCloseCall({
    judge: tools.judge,
    isAiOn: async (tenantId) => (await personas.readSpeaker(tenantId)).safety.status === "approved",
    takeCheck: (tenantId) => budget.takeForCustomers(tenantId, "check", 1),
    timeoutMs: env.CLOSE_CALL_TIMEOUT_SECONDS * 1000,
    ids: randomIds,
    log,
  });
  const capacity = createCapacity(watchEventLoop(), () => performance.now(), log);
  const ports: PipelinePorts = {
    buffer: createReplyBuffer(redis),
    memory: createShortMemory(redis),
    records: queueRecords(createRecords(database, randomIds, env.CLASSIFIER_MODEL), capacity),
    sendReply: vendors.sendReply,
    askSend: vendors.askSend,
    traits: CHANNEL_TRAITS,
    intents: {
      embed: createCountedEmbedder(embed, budget),
      loadVectors: createVectorLoader(phrases.loadPhrases, background.read),
      detectLanguage,
      isMultilingual: isMultilingual(env.EMBEDDING_MODEL),
      closeCalls: { width: env.CLOSE_CALL_WIDTH, ask: askCloseCall },
    },
    admitReply: createAdmitReply(ai),
    scanMessage: createScanMessage(ai),
    generateReply: createGenerateReply(ai),
    noticeDue: bell.ring,
    tellHandOver: handOvers.ring,
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
  const sampleReplies: SamplePorts = {
    samples: createSampleRecords(database),
    readPersona: personas.readSpeaker,
    readPrompts: ai.readPrompts,
    readFacts: facts.readFactsInForce,
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
    probeNumber: vendors.probe,
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
  const endSamples = () => endOpenSamples(sampleReplies);
  const chores = [
    numberIncidents,
    handOvers.round,
    rounds.embed,
    rounds.check,
    rounds.readFacts,
    endSamples,
    purchases,
    rounds.deleteOldLog,
    createOldLogRound({ ...deletion, of: "signups", records: createOldSignups(database) }),
    budget.forgetOldDays,
  ];
  const timer = createDueTimer(ports, [handOvers, bell], chores, env.SWEEP_SECONDS * 1000);
  return {
    env,
    database,
    ports,
    capacity,
    signIn,
    accounts,
    channels,
    embedding: { phrases },
    rounds,
    budget,
    ai,
    personas,
    facts,
    sampleReplies,
    turnLog: createTurnLog(database),
    readReceipt: createReadReceipt(database),
    retention: oldLogs,
    shortMemory: createShortMemorySwitch(database, randomIds),
    samples: {
      ...ports.intents,
      embed: createSampleEmbedder(embed, budget),
      // Whoever tries things out is told that the AI would be asked: it is not asked with every keystroke.
      closeCalls: { width: env.CLOSE_CALL_WIDTH, ask: null },
      giveWay: () => setImmediate(),
      loadBackground: background.make,
    },
    rules: createRuleStore(database, randomIds, configModels(env)),
    timer,
    credits: createCreditReader(database, randomIds, systemClock),
    creditUse: createCreditUseReader(database, systemClock),
    ledger: createLedgerReader(database),
    billing,
    bell,
    incidents,
    end: () => ending.abort(),
  };
}

function budgetLimits(env: Environment): BudgetLimits {
  return { embed: env.EMBEDDED_TEXTS_PER_DAY, check: env.CHECKS_PER_DAY, generate: env.TEST_REPLIES_PER_DAY };
}
