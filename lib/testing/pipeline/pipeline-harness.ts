import { createConversationNames, createTextCipher } from "@/lib/adapters/cipher/message-cipher";
import type { Database } from "@/lib/adapters/prisma/shared/database";
import { createRecords } from "@/lib/adapters/prisma/turns/pipeline-records";
import { connectRedis } from "@/lib/adapters/upstash/connect-redis";
import { createReplyBuffer } from "@/lib/adapters/upstash/reply-buffer";
import { createShortMemory } from "@/lib/adapters/upstash/short-memory";
import { CHANNEL_TRAITS } from "@/lib/channels/channel-traits";
import type { DeliveryState, DeliveryStatus, InboundMessage } from "@/lib/channels/inbound-message";
import type { OutgoingReply, SendResult } from "@/lib/channels/send-reply.port";
import { randomIds } from "@/lib/core/ids";
import type { GenerateReply, GenerateResult } from "@/lib/pipeline/answer/generate-reply";
import type { ReplyBuffer } from "@/lib/pipeline/hold/reply-buffer.port";
import { ingestDelivery } from "@/lib/pipeline/receive/ingest-delivery";
import { type SweepReport, sweep } from "@/lib/pipeline/reconcile/reconcile-turns";
import { releaseConversation } from "@/lib/pipeline/release/release-conversation";
import { DEFAULT_SETTINGS, type PipelineSettings } from "@/lib/pipeline/settings";
import type { PipelinePorts } from "@/lib/wiring/build-pipeline";
import { NOON, uniqueId } from "../ledger/ledger-fixtures";

const EVERYTHING = 100_000;
const KEYS = [{ id: "test", key: Buffer.alloc(32, 7) }];

/** Scripted answers; without a script every reply is generated and accepted. */
export type Script = {
  generate?: (count: number) => GenerateResult | Promise<GenerateResult>;
  send?: (count: number, reply: OutgoingReply) => SendResult;
  settings?: Partial<PipelineSettings>;
  /** What stands in the place of scripts: an adapter's own steps. */
  ports?: Partial<
    Pick<PipelinePorts, "sendReply" | "askSend" | "admitReply" | "scanMessage" | "generateReply" | "log">
  >;
};

/** Where a process dies: at the nth step (from 0), before it is done or just after. */
export type Crash = { step: number; when: "before" | "after" };

class Died extends Error {
  override readonly name = "Died";
}

/** The pipeline over the real adapters, with a clock that is moved by hand, a scripted AI and a scripted vendor. */
export class PipelineHarness {
  nowMs = NOON.getTime();
  readonly sent: OutgoingReply[] = [];
  private readonly conversations = new Set<string>();
  private last: InboundMessage | null = null;
  generated = 0;
  noticesRung = 0;
  /** Of which turns the owner is told, and with which words. */
  readonly told: { turnId: string; words: string | null }[] = [];
  /** The steps of the last run, by name, in order. */
  steps: string[] = [];

  constructor(
    private readonly database: Database,
    private readonly redis: { url: string; token: string },
    private readonly tenantId: string,
    private readonly script: Script = {},
  ) {}

  /** The ports of one process's life; with a crash, of one that ends at that step: nothing it asks is done any more. */
  ports(crash?: Crash): PipelinePorts {
    this.steps = [];
    const life = { dead: false };
    const wrap = <T extends object>(name: string, port: T): T => this.mortal(name, port, life, crash);
    const generateReply: GenerateReply = async () => {
      const scripted = await this.script.generate?.(this.generated);
      const result: GenerateResult = scripted ?? { kind: "draft", text: `draft ${this.generated}`, handoff: false };
      this.generated += 1;
      return result;
    };
    const sendReply = async (reply: OutgoingReply): Promise<SendResult> => {
      const result = this.script.send?.(this.sent.length, reply) ?? accepted(reply);
      this.sent.push(reply);
      return result;
    };
    const calls = wrap("vendor", { generateReply, sendReply });
    return {
      buffer: wrap("buffer", this.ownBuffer()),
      memory: wrap("memory", createShortMemory(connectRedis(this.redis.url, this.redis.token))),
      records: wrap("records", this.ownRecords(crash !== undefined)),
      intents: {
        isMultilingual: false,
        embed: async () => [],
        loadVectors: async () => ({ vectors: new Map(), earlier: null }),
        detectLanguage: () => ({ language: "", reliable: false }),
      },
      admitReply: async () => ({ kind: "admitted" }),
      scanMessage: async () => ({ kind: "admitted" }),
      generateReply: (request, time) => calls.generateReply(request, time),
      sendReply: (reply) => calls.sendReply(reply),
      askSend: async () => ({ kind: "unknown" }),
      traits: CHANNEL_TRAITS,
      noticeDue: () => {
        this.noticesRung += 1;
      },
      tellHandOver: ({ turnId }, words) => void this.told.push({ turnId, words }),
      queueTurn: (_tenantId, work) => work(),
      cipher: createTextCipher(KEYS),
      conversationNames: createConversationNames(KEYS),
      clock: { now: () => new Date(this.nowMs) },
      ids: randomIds,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      random: () => 0.5,
      settings: { ...DEFAULT_SETTINGS, ...this.script.settings },
      ...this.script.ports,
    };
  }

  /** Lets a customer write, and returns the conversations that somebody has to attend, with their due times. */
  async receive(
    externalId: string,
    text: string,
    from = uniqueId("customer"),
    alias: string | null = null,
  ): Promise<{ conversation: string; dueAt: number }[]> {
    const message: InboundMessage = {
      channel: "whatsapp",
      externalId,
      providerMessageId: uniqueId("wamid.in"),
      sender: { kind: "phone", value: from },
      senderAlias: alias === null ? null : { kind: "user_id", value: alias },
      thread: null,
      senderName: "Ann",
      kind: "text",
      text,
      unseen: null,
      asks: false,
      sentAt: new Date(this.nowMs),
      unanswered: null,
      change: null,
    };
    this.last = message;
    const { wakeUps } = await ingestDelivery(this.ports(), {
      channel: "whatsapp",
      messages: [message],
      statuses: [],
      echoes: [],
      displayAddresses: new Map(),
      skipped: [],
    });
    this.adopt(wakeUps);
    return wakeUps;
  }

  /** Takes conversations for its own that came in by another way. */
  adopt(wakeUps: readonly { conversation: string }[]): void {
    for (const { conversation } of wakeUps) this.conversations.add(conversation);
  }

  /** The customer who wrote last gives that message other words, or takes it back (null). */
  async change(text: string | null): Promise<void> {
    if (!this.last) throw new Error("nobody has written");
    const { providerMessageId: originalId } = this.last;
    const content = text === null ? null : { kind: "text" as const, text, unseen: null, asks: false };
    const event: InboundMessage = {
      ...this.last,
      providerMessageId: uniqueId("wamid.change"),
      kind: text === null ? "revoke" : "edit",
      text: null,
      unanswered: "not_answerable",
      change: { originalId, content },
    };
    await ingestDelivery(this.ports(), {
      channel: "whatsapp",
      messages: [event],
      statuses: [],
      echoes: [],
      displayAddresses: new Map(),
      skipped: [],
    });
  }

  /** Attends a conversation to its end, or until it waits for longer than `staysMs`. Sleeping moves the clock. */
  async attend(
    ports: PipelinePorts,
    conversation: string,
    dueAt: number,
    staysMs = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const due = { name: conversation, tenantId: this.tenantId };
    await releaseConversation(ports, this.sleepUntil, due, dueAt, staysMs);
  }

  /** Redis loses a conversation. */
  async forget(conversation: string): Promise<void> {
    await connectRedis(this.redis.url, this.redis.token).del(`conversation:${conversation}`);
  }

  sweep(): Promise<SweepReport> {
    return sweep(this.ports(), this.sleepUntil, 0);
  }

  /** Delivers a status for an attempt, as the vendor would. */
  async status(externalId: string, turnId: string, attempt: number, state: DeliveryState): Promise<void> {
    const status: DeliveryStatus = {
      channel: "whatsapp",
      externalId,
      providerMessageId: providerId(`${turnId}:${attempt}`),
      state,
      at: new Date(this.nowMs),
      callbackData: `${turnId}:${attempt}`,
      errorCode: state === "failed" ? 131_026 : null,
      failure: state === "failed" ? "recipient" : null,
      pricing: null,
    };
    await ingestDelivery(this.ports(), {
      channel: "whatsapp",
      messages: [],
      statuses: [status],
      echoes: [],
      displayAddresses: new Map(),
      skipped: [],
    });
  }

  readonly sleepUntil = async (time: number): Promise<void> => {
    this.nowMs = Math.max(this.nowMs, time);
  };

  /** What looks across conversations sees this test's only: others share the store, and run at the same time. */
  private ownBuffer(): ReplyBuffer {
    const buffer = createReplyBuffer(connectRedis(this.redis.url, this.redis.token));
    return {
      ...buffer,
      overdue: async (before) =>
        (await buffer.overdue(before, EVERYTHING)).filter((name) => this.conversations.has(name)),
    };
  }

  /** Of a process that goes on: what it keeps of accounts is kept from one step to the next. */
  private goingOn: PipelinePorts["records"] | null = null;

  private ownRecords(ends: boolean): PipelinePorts["records"] {
    const records = (ends ? null : this.goingOn) ?? createRecords(this.database, randomIds, "classifier");
    this.goingOn = ends ? null : records;
    const own = <T extends { tenantId: string }>(rows: T[]): T[] =>
      rows.filter((row) => row.tenantId === this.tenantId);
    return {
      ...records,
      findUnboundMessages: async (before) => own(await records.findUnboundMessages(before, EVERYTHING)),
      findUnclosedTurns: async (before) => own(await records.findUnclosedTurns(before, EVERYTHING)),
      findOpenHandOvers: async (before) => own(await records.findOpenHandOvers(before, EVERYTHING)),
      findOpenReserves: async () => own(await records.findOpenReserves(EVERYTHING)),
    };
  }

  private mortal<T extends object>(name: string, port: T, life: { dead: boolean }, crash?: Crash): T {
    return new Proxy(port, {
      get: (target, key, receiver) => {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== "function") return member;
        return async (...given: unknown[]): Promise<unknown> => {
          if (life.dead) throw new Died();
          const here = crash?.step === this.steps.length ? crash.when : null;
          this.steps.push(`${name}.${String(key)}`);
          if (here === "before") {
            life.dead = true;
            throw new Died();
          }
          const result: unknown = await Reflect.apply(member, target, given);
          if (here === "after") {
            life.dead = true;
            throw new Died();
          }
          return result;
        };
      },
    });
  }
}

const providerId = (callbackData: string): string => `wamid.out.${callbackData}`;

export function accepted(reply: OutgoingReply): SendResult {
  return { kind: "accepted", providerMessageId: providerId(reply.callbackData) };
}
