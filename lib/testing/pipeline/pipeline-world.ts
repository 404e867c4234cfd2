import { expect } from "vitest";
import type { Account, AccountWithConfig } from "@/lib/accounts/account";
import { CHANNEL_TRAITS } from "@/lib/channels/channel-traits";
import type { DeliveryStatus, InboundMessage } from "@/lib/channels/inbound-message";
import type { AskedSend, OutgoingReply, SendResult } from "@/lib/channels/send-reply.port";
import { statusFailureGroup } from "@/lib/channels/whatsapp/graph-errors";
import type { AiRule } from "@/lib/pipeline/answer/choose-reply";
import type {
  Admission,
  GenerateRequest,
  GenerateResult,
  Scanned,
  WritingTime,
} from "@/lib/pipeline/answer/generate-reply";
import type { IntentPorts } from "@/lib/pipeline/answer/match-turn";
import { ingestDelivery } from "@/lib/pipeline/receive/ingest-delivery";
import { sweep } from "@/lib/pipeline/reconcile/reconcile-turns";
import { releaseConversation } from "@/lib/pipeline/release/release-conversation";
import { DEFAULT_SETTINGS } from "@/lib/pipeline/settings";
import { newAccountConfig, type ReplyRule, type StoredConfig } from "@/lib/rules/config/reply-config";
import { NO_MORE_WORDS } from "@/lib/rules/own-words/own-words";
import type { PipelinePorts } from "@/lib/wiring/build-pipeline";
import { createBufferModel } from "./buffer-model";
import { createMemoryModel } from "./memory-model";
import { createRecordsModel } from "./records-model";

/** A worker's death: whatever it was about to do next does not happen. */
export class Crash extends Error {
  override readonly name = "Crash";
}

export const T0 = Date.UTC(2026, 10, 1, 12);

export const DEMO_ACCOUNT: Account = {
  id: "account",
  tenantId: "tenant",
  channel: "whatsapp",
  externalId: "200",
  displayAddress: "+1 555 010 0001",
  live: true,
  sealedToken: null,
  brokenReason: null,
  throttledUntil: null,
  humanPauseMinutes: 720,
  followUp: { minutes: 30, endsOnThanks: true },
  handOverWords: false,
  asksCloseCalls: true,
};

/**
 * The pipeline on models of its stores, with a clock that moves only when asked and a vendor that is scripted. Calls to
 * any port can be made to fail: `onCall` is asked before each (`before`) and after each (`after`), and may throw.
 */
export function createPipelineWorld(config: Partial<StoredConfig> = {}) {
  let now = T0;
  let ids = 0;
  const owner: AccountWithConfig = {
    account: { ...DEMO_ACCOUNT },
    config: { ...newAccountConfig(), ...config },
    configVersion: 1,
    intentInAnyLanguage: false,
    facts: null,
    shortMemory: false,
    moreOwnWords: NO_MORE_WORDS,
  };
  const memory = createMemoryModel(() => now);
  const buffer = createBufferModel((conversation) => memory.forget(conversation));
  const { records, ...tables } = createRecordsModel([owner]);
  const accepted: OutgoingReply[] = [];
  const world = {
    owner,
    buffer,
    memory,
    ...tables,
    /** Every reply that the vendor took, in order. */
    accepted,
    /** Of which turns the owner is told, and with which words. */
    told: [] as { turnId: string; words: string | null }[],
    logged: [] as string[],
    onCall: (_port: string, _when: "before" | "after"): void => undefined,
    /** What the vendor does with a reply; by default it takes it. */
    vendor: (reply: OutgoingReply): SendResult => {
      accepted.push(reply);
      return { kind: "accepted", providerMessageId: `wamid.${accepted.length}` };
    },
    /** What a vendor that can be asked for a send says of it. */
    asked: (_reply: OutgoingReply): AskedSend => ({ kind: "unknown" }),
    /** What matching by meaning is given; by default no rule has vectors. */
    intents: {
      isMultilingual: false,
      embed: async (texts) => texts.map(() => new Float32Array(768)),
      loadVectors: async () => ({ vectors: new Map(), earlier: null }),
      detectLanguage: () => ({ language: "", reliable: false }),
    } as IntentPorts,
    /** What the AI's road leads to; by default nobody is there. */
    admit: async (): Promise<Admission> => ({ kind: "admitted" }),
    scan: async (): Promise<Scanned> => ({ kind: "admitted" }),
    generate: async (_request: GenerateRequest, _time: WritingTime): Promise<GenerateResult> => ({
      kind: "unavailable",
    }),
    now: () => now,
    advance: (ms: number): void => {
      now += ms;
    },
  };
  const log = (event: string): void => void world.logged.push(event);
  const watched = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(object, key) {
        const value: unknown = Reflect.get(object, key);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          world.onCall(`${name}.${String(key)}`, "before");
          const result: unknown = await value.apply(object, args);
          world.onCall(`${name}.${String(key)}`, "after");
          return result;
        };
      },
    });
  const sender = watched("vendor", {
    send: async (reply: OutgoingReply) => world.vendor(reply),
    ask: async (reply: OutgoingReply) => world.asked(reply),
  });
  const ports: PipelinePorts = {
    buffer: watched("buffer", buffer),
    records: watched("records", records),
    sendReply: (reply) => sender.send(reply),
    askSend: (reply) => sender.ask(reply),
    traits: { ...CHANNEL_TRAITS },
    intents: {
      isMultilingual: false,
      embed: (texts, tenantId, earlier) => world.intents.embed(texts, tenantId, earlier),
      loadVectors: (whose) => world.intents.loadVectors(whose),
      detectLanguage: (text) => world.intents.detectLanguage(text),
      get closeCalls() {
        return world.intents.closeCalls;
      },
    },
    admitReply: () => world.admit(),
    scanMessage: () => world.scan(),
    generateReply: (request, time) => world.generate(request, time),
    memory: watched("memory", memory),
    noticeDue: () => undefined,
    tellHandOver: ({ turnId }, words) => void world.told.push({ turnId, words }),
    queueTurn: (_tenantId, work) => work(),
    cipher: { seal: (text, context) => JSON.stringify([text, context]), open: openPlain },
    conversationNames: (accountId, customer, thread) => [[accountId, customer, thread ?? []].flat().join("/")],
    clock: { now: () => new Date(now) },
    ids: { newId: () => `id-${ids++}` },
    log: { info: log, warn: log, error: log },
    random: () => 0.5,
    settings: { ...DEFAULT_SETTINGS },
  };
  const sleepUntil = async (time: number): Promise<void> => {
    now = Math.max(now, time);
  };
  return Object.assign(world, {
    ports,
    sleepUntil,
    /** A worker stays with a conversation until it is done. */
    attend: (conversation: string, dueAt: number) =>
      releaseConversation(ports, sleepUntil, { name: conversation, tenantId: null }, dueAt, 95_000),
    sweep: () => sweep(ports, sleepUntil, 0),
  });
}

function openPlain(sealed: string, context: readonly string[]): string | null {
  const [text, sealedFor] = JSON.parse(sealed) as [string, string[]];
  return JSON.stringify(sealedFor) === JSON.stringify(context) ? text : null;
}

export function customerMessage(id: string, text: string | null, change: Partial<InboundMessage> = {}): InboundMessage {
  return {
    channel: "whatsapp",
    externalId: DEMO_ACCOUNT.externalId,
    providerMessageId: id,
    sender: { kind: "phone", value: "15550100100" },
    senderAlias: null,
    thread: null,
    senderName: "Alex",
    kind: "text",
    text,
    unseen: null,
    asks: false,
    sentAt: new Date(T0),
    unanswered: null,
    change: null,
    ...change,
  };
}

export type World = ReturnType<typeof createPipelineWorld>;

export const HOURS: ReplyRule = {
  id: "hours",
  label: "Hours",
  matcher: { kind: "static_text", keywords: ["open on sunday"] },
  response: { kind: "canned", text: "7 to 7" },
};

export const AI: ReplyRule & AiRule = {
  id: "ai",
  label: "AI",
  matcher: { kind: "static_text", keywords: ["book"] },
  response: { kind: "prompt", text: "ask which day" },
};

export const receive = (world: World, ...messages: ReturnType<typeof customerMessage>[]) =>
  ingestDelivery(world.ports, {
    channel: "whatsapp",
    messages,
    statuses: [],
    echoes: [],
    displayAddresses: new Map(),
    skipped: [],
  });

/** One message comes in and its opener attends it. */
export async function say(world: World, id: string, text: string | null, change = {}) {
  const { wakeUps } = await receive(world, customerMessage(id, text, change));
  for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
}

/** The vendor's word on an attempt, named as `<turn id>:<attempt>`. */
export const status = (
  world: World,
  state: DeliveryStatus["state"],
  turnAndAttempt: string,
  id = "wamid.late",
  errorCode: number | null = null,
  at = world.now(),
) =>
  ingestDelivery(world.ports, {
    channel: "whatsapp",
    messages: [],
    echoes: [],
    displayAddresses: new Map(),
    skipped: [],
    statuses: [
      {
        channel: "whatsapp",
        externalId: "200",
        providerMessageId: id,
        state,
        at: new Date(at),
        callbackData: turnAndAttempt,
        errorCode,
        failure: state === "failed" && errorCode !== null ? statusFailureGroup(errorCode) : null,
        pricing: null,
      },
    ],
  });

export const onlyTurn = (world: World) => {
  expect(world.turns.size).toBe(1);
  const [turn] = world.turns.values();
  if (!turn) throw new Error("no turn");
  return turn;
};
