import { openToken } from "@/lib/accounts/connection/access-token";
import type { AccountPorts } from "@/lib/accounts/connection/account-records.port";
import { createFactsRound } from "@/lib/accounts/connection/whatsapp/facts/facts-round";
import type { SignupPorts } from "@/lib/accounts/connection/whatsapp/signup/signup.port";
import type { ProbeNumber } from "@/lib/accounts/incidents/probe-numbers";
import { randomPin } from "@/lib/adapters/cipher/random-pin";
import type { TokenFor } from "@/lib/adapters/meta/graph-call";
import { equalSecrets, isSignature, verifySignature } from "@/lib/adapters/meta/verify-signature";
import { createExchangeCode } from "@/lib/adapters/meta/whatsapp/exchange-code";
import { createNumberDirectory } from "@/lib/adapters/meta/whatsapp/number-directory";
import { createProbeNumber } from "@/lib/adapters/meta/whatsapp/probe-number";
import { createSendReply } from "@/lib/adapters/meta/whatsapp/send-reply";
import { createShowTyping } from "@/lib/adapters/meta/whatsapp/show-typing";
import { createWebhookProbe } from "@/lib/adapters/meta/whatsapp/webhook-probe";
import type { AccountNews } from "@/lib/channels/account-news";
import type { Channel, ParsedDelivery } from "@/lib/channels/inbound-message";
import type { AskSend, SendReply } from "@/lib/channels/send-reply.port";
import { parseDelivery } from "@/lib/channels/whatsapp/parse-delivery";
import { parseNews } from "@/lib/channels/whatsapp/read-news";
import { type Environment, type WhatsappEnvironment, withWhatsapp } from "@/lib/env/environment.schema";
import type { AiPorts } from "@/lib/pipeline/answer/generate-reply";
import type { SharedAccountPorts } from "./build-accounts";

/** How what a provider brings is known to be its own, and read. */
export type ChannelReceiver = {
  /** Whether the header could be a signature at all: asked before the body is read. */
  isSignature(header: string | null): boolean;
  verifySignature(rawBody: Uint8Array, header: string | null): boolean;
  /** Whether whoever asks for a handshake knows our word for it. */
  isVerifyToken(token: string): boolean;
  parseDelivery(body: unknown, receivedAt: Date): ParsedDelivery;
  /** What the same body tells of accounts rather than of messages; nothing on a channel that has no such webhooks. */
  parseNews(body: unknown, receivedAt: Date): AccountNews[];
};

/** One channel, as this installation has it: whoever adds one to `Channel` is told here what it consists of. */
export type ChannelBinding = ChannelReceiver & {
  sendReply: SendReply;
  /** Null where no send can be asked for by its key. */
  askSend: AskSend | null;
  /** Null where the channel has no such sign. */
  showTyping: AiPorts["showTyping"] | null;
  probe: ProbeNumber;
  /** What connecting an account asks of the vendor. */
  connector: AccountPorts;
  /** Asks the vendor what it says of the accounts for which that is due. */
  readFacts: () => Promise<void>;
  /** How an owner connects one in the vendor's own window; null where the operator has not set that up. */
  signup: { ports: SignupPorts; window: SignupWindow } | null;
};

/** What a page needs to open Meta's window; nothing of it is secret. */
export type SignupWindow = {
  appId: string;
  configId: string;
  graphVersion: string;
  sdkUrl: string;
  /** Origins whose messages count, each with the hosts below it. */
  origins: string[];
  /** For a number that only we answer, and for one that its owner goes on using on the phone. */
  extras: { numberOnly: object; businessApp: object };
};

/** Null where the operator has not set the channel up. */
export type ChannelBindings = Readonly<Record<Channel, ChannelBinding | null>>;

export function bindChannels(env: Environment, accounts: SharedAccountPorts): ChannelBindings {
  const whatsapp = withWhatsapp(env);
  return { whatsapp: whatsapp && bindWhatsapp(whatsapp, accounts) };
}

const WEBHOOK_PROBE_TIMEOUT_MS = 15_000;

function bindWhatsapp(env: WhatsappEnvironment, accounts: SharedAccountPorts): ChannelBinding {
  const { META_APP_ID: id, META_APP_SECRET: secret, WHATSAPP_VERIFY_TOKEN: verifyToken } = env;
  const callback = `${env.APP_URL}/webhook/whatsapp`;
  const graph = {
    baseUrl: env.META_GRAPH_URL,
    version: env.META_GRAPH_VERSION,
    timeoutMs: env.SEND_TIMEOUT_SECONDS * 1000,
  };
  const tokenFor: TokenFor = (account) =>
    account.sealedToken === null
      ? { token: env.WHATSAPP_ACCESS_TOKEN, owner: "operator" }
      : { token: openToken(accounts.cipher, account.id, account.sealedToken), owner: "tenant" };
  const probe = createProbeNumber(graph, tokenFor);
  const connector = {
    ...accounts,
    directory: createNumberDirectory(graph, { id, secret, verifyToken }),
    webhookProbe: createWebhookProbe(callback, secret, WEBHOOK_PROBE_TIMEOUT_MS),
    probe,
    platform: { token: env.WHATSAPP_ACCESS_TOKEN, wabaId: env.WHATSAPP_WABA_ID, callback },
  };
  const window = signupWindow(env);
  return {
    ...receiveWhatsapp(env),
    sendReply: createSendReply(graph, tokenFor),
    askSend: null,
    showTyping: createShowTyping(graph, tokenFor),
    probe,
    connector,
    readFacts: createFactsRound(connector),
    signup: window && {
      ports: { ...connector, exchangeCode: createExchangeCode(graph, { id, secret }), newPin: randomPin },
      window,
    },
  };
}

function signupWindow(env: WhatsappEnvironment): SignupWindow | null {
  if (env.META_SIGNUP_CONFIG_ID === undefined) return null;
  return {
    appId: env.META_APP_ID,
    configId: env.META_SIGNUP_CONFIG_ID,
    graphVersion: env.META_GRAPH_VERSION,
    sdkUrl: env.META_SDK_URL,
    origins: env.META_SIGNUP_ORIGINS,
    extras: { numberOnly: env.META_SIGNUP_EXTRAS, businessApp: env.META_SIGNUP_BUSINESS_APP_EXTRAS },
  };
}

type ReceiverSecrets = Pick<
  WhatsappEnvironment,
  "META_APP_SECRET" | "META_APP_SECRET_PREVIOUS" | "WHATSAPP_VERIFY_TOKEN"
>;

/** Meta signs with the app's secret, or, for a while after it was changed, with the one before it. */
export function receiveWhatsapp(env: ReceiverSecrets): ChannelReceiver {
  const { META_APP_SECRET: secret, META_APP_SECRET_PREVIOUS: previous } = env;
  const secrets = previous ? [secret, previous] : [secret];
  return {
    isSignature,
    verifySignature: (rawBody, header) => verifySignature(rawBody, header, secrets),
    isVerifyToken: (token) => equalSecrets(token, env.WHATSAPP_VERIFY_TOKEN),
    parseDelivery,
    parseNews,
  };
}

/** The steps of the pipeline that reach a vendor, each by the channel of the account that it is for. */
export type ByChannel = Pick<ChannelBinding, "sendReply" | "probe" | "readFacts"> & {
  askSend: AskSend;
  showTyping: AiPorts["showTyping"];
};

/**
 * An account may be left from a time when its channel was set up: what is to be sent for it is then refused as if the
 * operator's token were, so that the operator is told and the account heals once the variables are back.
 */
export function byChannel(channels: ChannelBindings): ByChannel {
  return {
    sendReply: async (reply) =>
      (await channels[reply.account.channel]?.sendReply(reply)) ??
      ({ kind: "refused", group: "auth", code: null, tokenOwner: "operator" } as const),
    askSend: async (reply) => (await channels[reply.account.channel]?.askSend?.(reply)) ?? { kind: "unknown" },
    showTyping: async (account, messageId) => channels[account.channel]?.showTyping?.(account, messageId),
    readFacts: async () => {
      await Promise.all(Object.values(channels).map((channel) => channel?.readFacts()));
    },
    probe: async (account, cause) => (await channels[account.channel]?.probe(account, cause)) ?? false,
  };
}
