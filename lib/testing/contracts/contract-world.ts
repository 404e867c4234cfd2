import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import type { AccountView } from "@/lib/accounts/account-view";
import { createTextCipher } from "@/lib/adapters/cipher/message-cipher";
import { toWhatsappMarks } from "@/lib/adapters/markdown/render-reply";
import { connectRedis } from "@/lib/adapters/upstash/connect-redis";
import { randomIds } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { Environment } from "@/lib/env/environment.schema";
import type { AiPorts } from "@/lib/pipeline/answer/generate-reply";
import { createGenerateReply } from "@/lib/pipeline/answer/run-model";
import type { TestDatabase } from "@/lib/testing/database/test-database";
import { channelDoor } from "@/lib/web/routes/channel-doors";
import type { Received } from "@/lib/web/routes/meta-webhook";
import { createAccountPorts } from "@/lib/wiring/build-accounts";
import { createCapacity } from "@/lib/wiring/capacity";
import type { ChannelBindings } from "@/lib/wiring/channels";
import type { Owner } from "../ledger/ledger-fixtures";
import { PipelineHarness } from "../pipeline/pipeline-harness";
import type { ContractChannel, VendorWish } from "./contract-channel";

/** What the vendor does with a send: `lost` reads it and breaks the connection. */
export type VendorMood = "accepts" | "refuses" | "lost";
type Send = Extract<VendorWish, { kind: "send" }>;

/** The vendor of a channel on this machine, with the moods of its next sends; without one it accepts. */
export class ContractVendor {
  readonly sends: Send[] = [];
  typed = 0;
  moods: VendorMood[] = [];
  private readonly server: Server;

  constructor(private readonly channel: ContractChannel) {
    this.server = createServer((request, response) => {
      void this.answer(request).then((answer) => {
        if (answer === null) return request.socket.destroy();
        response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async answer(request: IncomingMessage) {
    const body: unknown = JSON.parse((await readText(request)) || "null");
    const { accept, read, refuse } = this.channel.vendor;
    const wish = read({ method: request.method ?? "", path: request.url ?? "", body });
    if (wish.kind === "typing") this.typed += 1;
    if (wish.kind !== "send") return { status: 200, body: { success: true } };
    const mood = this.moods.shift() ?? "accepts";
    this.sends.push(wish);
    if (mood === "lost") return null;
    return mood === "refuses" ? refuse : accept(providerId(this.sends.length));
  }
}

const providerId = (send: number): string => `out-${send}`;

export type ContractStores = { database: TestDatabase; redis: { url: string; token: string } };

const KEY = { id: "test", key: Buffer.alloc(32, 7) };
const APPROVED = { status: "approved" } as const;

/** One tenant's world: the provider's requests come in at the real door, and replies leave through the real adapter. */
export class ContractWorld {
  readonly harness: PipelineHarness;
  readonly logged: string[] = [];
  readonly accounts;
  private readonly channels: ChannelBindings;

  constructor(
    readonly channel: ContractChannel,
    readonly stores: ContractStores,
    readonly vendor: ContractVendor,
    vendorUrl: string,
    readonly owner: Owner,
    draft = "Which day?",
  ) {
    const note = (event: string, fields = {}): void => void this.logged.push(JSON.stringify({ event, ...fields }));
    const log: Logger = { info: note, warn: note, error: note };
    const { database, redis } = stores;
    this.accounts = createAccountPorts({
      env: { CLASSIFIER_MODEL: "classifier" } as Environment,
      database,
      redis: connectRedis(redis.url, redis.token),
      cipher: createTextCipher([KEY]),
      log,
    });
    const binding = channel.bind(vendorUrl, this.accounts);
    this.channels = { [channel.channel]: binding } as ChannelBindings;
    const ai: AiPorts = {
      readPrompts: async (_tenantId, rulePrompt) => ({
        assistantLine: null,
        persona: { text: "You answer for Demo Salon.", safety: APPROVED },
        rule: { text: rulePrompt, safety: APPROVED },
      }),
      generate: async () => ({ text: draft, finishReason: "stop", inputTokens: 1, outputTokens: 1, milliseconds: 1 }),
      renderReply: { "whatsapp-marks": toWhatsappMarks },
      judge: () => Promise.reject(new Error("nobody asks: replies are admitted here")),
      countCall: async () => undefined,
      detectLanguage: () => ({ language: "", reliable: false }),
      showTyping: async (account, messageId) => binding.showTyping?.(account, messageId),
      clock: { now: () => new Date(this.harness.nowMs) },
      ids: randomIds,
      log,
    };
    const generateReply = createGenerateReply(ai);
    const askSend = binding.askSend ?? (async () => ({ kind: "unknown" as const }));
    this.harness = new PipelineHarness(database, redis, owner.tenantId, {
      ports: { sendReply: binding.sendReply, askSend, generateReply, log },
    });
  }

  get now(): Date {
    return new Date(this.harness.nowMs);
  }

  /** Brings a request to the door, as the provider does. */
  async bring(request: Request): Promise<Received> {
    const ports = this.harness.ports();
    const capacity = createCapacity(
      () => 0,
      () => this.harness.nowMs,
      ports.log,
    );
    const door = channelDoor({ ports, capacity, channels: this.channels }, this.channel.channel);
    if (door.kind === "closed") throw new Error("the door is closed");
    const received = await door.receiveDelivery(request);
    this.harness.adopt(received.wakeUps);
    return received;
  }

  async attend({ wakeUps }: Pick<Received, "wakeUps">, staysMs?: number): Promise<void> {
    for (const { conversation, dueAt } of wakeUps) {
      await this.harness.attend(this.harness.ports(), conversation, dueAt, staysMs);
    }
  }

  /** Changes what an owner may change on the account's page. */
  async order(change: Partial<Pick<AccountView, "waitSeconds" | "defaultResponse">>): Promise<void> {
    const { tenantId, accountId } = this.owner;
    const found = await this.accounts.store.find(tenantId, accountId);
    if (!found) throw new Error("there is no account");
    const { displayName, waitSeconds, onAiBlocked, defaultPauseMinutes, defaultResponse, version } = found.view;
    const settings = { displayName, waitSeconds, onAiBlocked, defaultPauseMinutes, defaultResponse, ...change };
    const stamp = { tenantId, personId: "nobody", action: "test", at: this.now };
    await this.accounts.store.saveReply(stamp, accountId, version, settings, false);
  }
}

/** Every row of every table, and every key with what it holds: where a customer's words must not be found. */
export async function everythingKept({ database, redis }: ContractStores): Promise<string> {
  const tables = await database.tables.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`;
  const kept: string[] = [];
  for (const { name } of tables) {
    const rows = await database.tables.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM "${name}" t`);
    kept.push(...rows.map(({ row }) => row));
  }
  const client = connectRedis(redis.url, redis.token);
  for (const key of await client.keys("*")) {
    kept.push(key, JSON.stringify(await readKey(client, key)));
  }
  return kept.join("\n");
}

async function readKey(client: ReturnType<typeof connectRedis>, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case "hash":
      return client.hgetall(key);
    case "list":
      return client.lrange(key, 0, -1);
    case "set":
      return client.smembers(key);
    case "zset":
      return client.zrange(key, 0, -1);
    default:
      return client.get(key);
  }
}
