import type { ReplyBuffer } from "../buffer/reply-buffer";
import type { Clock } from "../core/clock";
import type { IdSource } from "../core/ids";
import type { Logger } from "../core/log";
import type { AdmitReply, GenerateReply } from "./generate-port";
import type { IntentPorts } from "./match-turn";
import type { Records } from "./records";
import type { SendReply } from "./send-port";
import type { PipelineSettings } from "./settings";

/** Seals texts for the buffer; see `adapters/cipher`. */
export type BodyCipher = {
  seal(text: string, context: readonly string[]): string;
  open(sealed: string, context: readonly string[]): string | null;
};

/** The name of a conversation now, followed by its names under older keys. */
export type ConversationNames = (accountId: string, sender: string) => [string, ...string[]];

export type PipelinePorts = {
  buffer: ReplyBuffer;
  records: Records;
  sendReply: SendReply;
  intents: IntentPorts;
  admitReply: AdmitReply;
  generateReply: GenerateReply;
  /** Told when a reserve brought a balance down to where its owner is to hear of it, or credits are bought; must not wait. */
  noticeDue: () => void;
  cipher: BodyCipher;
  conversationNames: ConversationNames;
  /** Turns in flight are bounded: runs when there is room, tenants by turns (null: nobody knows whose it is). */
  queueTurn: <T>(tenantId: string | null, work: () => Promise<T>) => Promise<T>;
  clock: Clock;
  ids: IdSource;
  log: Logger;
  /** 0 to 1; spreads retries. */
  random: () => number;
  settings: PipelineSettings;
};
