import { CHANNEL_TRAITS } from "@/lib/channels/channel-traits";
import type { Channel } from "@/lib/channels/inbound-message";
import type { CompleteChat } from "@/lib/core/chat-model.port";
import { UpstreamError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import { buildCloseCall, type OfferedRule, readCloseCall } from "@/lib/rules/intent/close-call-prompt";

/** What asking the small model needs of the outside. */
export type CloseCallPorts = {
  /** The small model, which judges. */
  judge: CompleteChat;
  /** Whether the tenant's AI may speak at all: where it may not, it is not asked either. */
  isAiOn(tenantId: string): Promise<boolean>;
  /** Counts a check of the tenant's day before it is made; false when the day has no more. */
  takeCheck(tenantId: string): Promise<boolean>;
  /** Longer than this no customer waits for it, ms. */
  timeoutMs: number;
  /** Marks that fence data must not be guessable. */
  ids: IdSource;
  log: Logger;
};

export type CloseQuestion = {
  account: { tenantId: string; channel: Channel };
  /** The turn's texts as one. */
  text: string;
  /** The nearest first, at most three. */
  offered: readonly ReplyRule[];
};

export type CloseAnswer =
  | { kind: "chosen"; ruleId: string }
  | { kind: "none" }
  /** There is no answer to go by; `off`: it was not asked. */
  | { kind: "unreadable" | "late" | "down" | "budget" | "off" };

/** Asks which of a few rules a text is about. Fails for nothing that a service does. */
export type AskCloseCall = (question: CloseQuestion) => Promise<CloseAnswer>;

/** One question, within its time-out and the tenant's day. */
export function createAskCloseCall(ports: CloseCallPorts): AskCloseCall {
  const { judge, isAiOn, takeCheck, timeoutMs, ids, log } = ports;
  return async ({ account: { tenantId, channel }, text, offered }) => {
    if (!(await isAiOn(tenantId))) return { kind: "off" };
    if (!(await takeCheck(tenantId))) return { kind: "budget" };
    const rules = offered.flatMap(offer);
    try {
      const { promptNoun } = CHANNEL_TRAITS[channel];
      const request = buildCloseCall(text, rules, ids.newId(), promptNoun);
      // The nearest is at hand: a service that failed is not waited for.
      const answer = await judge({ ...request, timeoutMs, isTriedOnce: true });
      const read = readCloseCall(answer.text, rules);
      if (read === null) return { kind: "unreadable" };
      return read === "none" ? { kind: "none" } : { kind: "chosen", ruleId: read.id };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      log.warn("turn.close_call_failed", { tenantId, error: error.message });
      return { kind: error.late ? "late" : "down" };
    }
  };
}

function offer({ id, label, matcher }: ReplyRule): OfferedRule[] {
  if (matcher.kind !== "prompt") return [];
  return [{ id, label, description: matcher.description, examples: matcher.examples ?? [] }];
}
