import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, type FinishReason, generateText, type LanguageModel } from "ai";
import { createWorkersAI } from "workers-ai-provider";
import { UpstreamError } from "../../core/errors";
import type { ChatAnswer, CompleteChat } from "../../persona/complete-chat";

/** Which model answers, and where it is reached. */
export type ChatModel =
  | { kind: "workers-ai"; baseUrl: string; accountId: string; token: string; model: string }
  /** Any address that speaks OpenAI's chat completions, up to and without `/chat/completions`. */
  | { kind: "openai-compatible"; baseUrl: string; token: string | undefined; model: string };

/** The provider knows one address only; another is put in its place on the way out. */
const PROVIDER_ADDRESS = "https://api.cloudflare.com/client/v4";

/** `timeoutMs` bounds all tries together; passing errors (429, 5xx, network) are tried once more within it. */
export function createCompleteChat(chat: ChatModel, timeoutMs: number): CompleteChat {
  const model = connect(chat);
  return async ({ operation, system, user, maxOutputTokens, temperature }) => {
    const began = Date.now();
    try {
      const { text, usage, finishReason, rawFinishReason } = await generateText({
        model,
        system,
        prompt: user,
        maxOutputTokens,
        temperature,
        maxRetries: 1,
        abortSignal: AbortSignal.timeout(timeoutMs),
      });
      const { inputTokens = null, outputTokens = null } = usage;
      return {
        text,
        finishReason: readFinish(finishReason, rawFinishReason, (outputTokens ?? 0) >= maxOutputTokens),
        inputTokens,
        outputTokens,
        milliseconds: Date.now() - began,
      };
    } catch (error) {
      throw describeFailure(operation, error);
    }
  };
}

function connect(chat: ChatModel): LanguageModel {
  if (chat.kind === "openai-compatible") {
    const provider = createOpenAICompatible({ name: "openai-compatible", baseURL: chat.baseUrl, apiKey: chat.token });
    return provider.chatModel(chat.model);
  }
  const provider = createWorkersAI({
    accountId: chat.accountId,
    apiKey: chat.token,
    fetch: (address, init) =>
      fetch(String(address).replace(PROVIDER_ADDRESS, chat.baseUrl), { ...init, cache: "no-store" }),
  });
  return provider(chat.model);
}

/**
 * Workers AI's provider knows of no filter, and its older form gives no reason: an answer that took all tokens that it
 * might take was cut.
 */
function readFinish(reason: FinishReason, raw: string | undefined, tookAll: boolean): ChatAnswer["finishReason"] {
  if (reason === "content-filter" || raw === "content_filter") return "content_filter";
  return reason === "length" || tookAll ? "length" : "stop";
}

/** The library's errors quote the request: only what kind it was, and its status, is passed on. */
function describeFailure(operation: string, error: unknown): UpstreamError {
  const fail = (retryable: boolean, detail: string): UpstreamError =>
    new UpstreamError("ai", operation, retryable, detail);
  const cause = error instanceof Error && "lastError" in error ? error.lastError : error;
  if (APICallError.isInstance(cause))
    return cause.statusCode === undefined
      ? fail(true, "not reached")
      : fail(cause.isRetryable, `HTTP ${cause.statusCode}`);
  if (cause instanceof Error && ["AbortError", "TimeoutError"].includes(cause.name)) return fail(true, "time-out");
  if (cause instanceof TypeError) return fail(true, "not reached");
  return fail(true, "unreadable answer");
}
