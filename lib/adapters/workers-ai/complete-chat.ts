import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, type FinishReason, generateText, jsonSchema, type LanguageModel, Output } from "ai";
import { createWorkersAI } from "workers-ai-provider";
import type { AnswerSchema, ChatAnswer, ChatRequest, CompleteChat } from "@/lib/core/chat-model.port";
import { UpstreamError, type VendorRefusal } from "@/lib/core/errors";
import { parseObject, readFault, readRefusal } from "./run-model";

/** Which model answers, and where it is reached. */
export type ChatModel =
  | { kind: "workers-ai"; baseUrl: string; accountId: string; token: string; model: string }
  /** Any address that speaks OpenAI's chat completions, up to and without `/chat/completions`. */
  | { kind: "openai-compatible"; baseUrl: string; token: string | undefined; model: string };

/** The provider knows one address only; another is put in its place on the way out. */
const PROVIDER_ADDRESS = "https://api.cloudflare.com/client/v4";

/** What a model may refuse to be told, by the names that it has on the wire, and how its refusal calls it. */
const OPTIONAL = {
  max_tokens: /\bmax_tokens\b/,
  temperature: /\btemperature\b/,
  response_format: /\bresponse[_ ]?format\b|\bjson[_ ]?(?:schema|mode)\b/i,
} as const;
type Parameter = keyof typeof OPTIONAL;
const PARAMETERS = Object.keys(OPTIONAL) as Parameter[];

/** A model that can be held to a shape, and did not manage it this once (developers.cloudflare.com/workers-ai/features/json-mode). */
const SHAPE_MISSED = /JSON Mode couldn['’]?t be met/i;
const SHAPE_MISSED_CODE = "5024";

/**
 * `timeoutMs` bounds all tries together, unless a request brings a bound of its own; passing errors (429, 5xx, network,
 * a 200 without an answer) are tried once more within it, unless a request says no. A parameter that the model refuses by its name is left out from
 * then on; a shape that it missed, for this request alone.
 */
export function createCompleteChat(chat: ChatModel, timeoutMs: number): CompleteChat {
  const model = connect(chat);
  const leftOut = new Set<Parameter>();
  const ask = async (
    request: ChatRequest,
    told: ReadonlySet<Parameter>,
    abortSignal: AbortSignal,
  ): Promise<Omit<ChatAnswer, "milliseconds">> => {
    const maxOutputTokens = told.has("max_tokens") ? request.maxOutputTokens : undefined;
    const { text, usage, finishReason, rawFinishReason } = await generateText({
      model,
      system: request.system,
      prompt: request.user,
      maxOutputTokens,
      temperature: told.has("temperature") ? request.temperature : undefined,
      output: told.has("response_format") && request.schema ? shaped(request.schema) : Output.text(),
      maxRetries: request.isTriedOnce ? 0 : 1,
      abortSignal,
    });
    const { inputTokens = null, outputTokens = null } = usage;
    const tookAll = maxOutputTokens !== undefined && (outputTokens ?? 0) >= maxOutputTokens;
    return { text, finishReason: readFinish(finishReason, rawFinishReason, tookAll), inputTokens, outputTokens };
  };
  return async (request) => {
    const began = Date.now();
    const signal = AbortSignal.timeout(request.timeoutMs ?? timeoutMs);
    let shapeMissed = false;
    // Each parameter is left out once, so that this ends.
    for (;;) {
      // What this request brings: another that ran beside it may have learnt the same by the time it fails.
      const told = new Set(
        PARAMETERS.filter(
          (name) =>
            !leftOut.has(name) && (name !== "response_format" || (request.schema !== undefined && !shapeMissed)),
        ),
      );
      try {
        return { ...(await ask(request, told, signal)), milliseconds: Date.now() - began };
      } catch (error) {
        if (told.has("response_format") && missesShape(error)) {
          shapeMissed = true;
          continue;
        }
        const parameter = [...told].find((name) => refusesParameter(error, name));
        if (parameter === undefined) throw describeFailure(request.operation, error);
        leftOut.add(parameter);
      }
    }
  };
}

/** Asks for the shape and hands on whatever text comes: who asked reads it, and may be able to where a strict parser isn't. */
function shaped({ name, properties }: AnswerSchema): ReturnType<typeof Output.text> {
  const schema = jsonSchema({
    type: "object",
    properties: Object.fromEntries(
      Object.entries(properties).map(([field, { ...type }]) => [
        field,
        "enum" in type && type.enum ? { ...type, enum: [...type.enum] } : { type: type.type },
      ]),
    ),
    required: Object.keys(properties),
    additionalProperties: false,
  });
  return { ...Output.text(), responseFormat: Output.object({ name, schema }).responseFormat };
}

function missesShape(error: unknown): boolean {
  const cause = lastCause(error);
  if (!APICallError.isInstance(cause)) return false;
  const { code, message } = readFault(cause.responseBody);
  return code === SHAPE_MISSED_CODE || SHAPE_MISSED.test(message);
}

/** "Unsupported parameter: 'max_tokens' …" of a 400 or 422, with the name as `param` or in the words. */
function refusesParameter(error: unknown, name: Parameter): boolean {
  const cause = lastCause(error);
  if (!APICallError.isInstance(cause) || ![400, 422].includes(cause.statusCode ?? 0)) return false;
  const { parameter, message } = readFault(cause.responseBody);
  return parameter === null ? OPTIONAL[name].test(message) : parameter === name || parameter.startsWith(`${name}.`);
}

function connect(chat: ChatModel): LanguageModel {
  if (chat.kind === "openai-compatible") {
    const provider = createOpenAICompatible({
      name: "openai-compatible",
      baseURL: chat.baseUrl,
      apiKey: chat.token,
      supportsStructuredOutputs: true,
      fetch: fetchAnswer,
    });
    return provider.chatModel(chat.model);
  }
  const provider = createWorkersAI({
    accountId: chat.accountId,
    apiKey: chat.token,
    fetch: (address, init) => fetchAnswer(String(address).replace(PROVIDER_ADDRESS, chat.baseUrl), init),
  });
  return provider(chat.model);
}

/** A 200 that holds no answer (an error, a proxy's page, cut JSON, nothing) fails here, as one that may be tried again. */
const fetchAnswer: typeof fetch = async (address, init) => {
  const response = await fetch(address, { ...init, cache: "no-store" });
  if (!response.ok) return response;
  const body = await response.text();
  if (holdsAnswer(body)) return new Response(body, { status: response.status, headers: response.headers });
  const nothingQuoted = { url: "", requestBodyValues: {} };
  throw new APICallError({ ...nothingQuoted, message: "no answer", statusCode: response.status, isRetryable: true });
};

/**
 * Workers AI's provider knows of no filter, and its older form gives no reason: an answer that took all tokens that it
 * might take was cut.
 */
function readFinish(reason: FinishReason, raw: string | undefined, tookAll: boolean): ChatAnswer["finishReason"] {
  if (reason === "content-filter" || raw === "content_filter") return "content_filter";
  return reason === "length" || tookAll ? "length" : "stop";
}

/** The library wraps what its last try ended with. */
const lastCause = (error: unknown): unknown =>
  error instanceof Error && "lastError" in error ? error.lastError : error;

/** The library's errors quote the request: only what kind it was, and its status, is passed on. */
function describeFailure(operation: string, error: unknown): UpstreamError {
  const fail = (retryable: boolean, detail: string, refusal: VendorRefusal | null = null): UpstreamError =>
    new UpstreamError("ai", operation, retryable, detail, { refusal });
  const cause = lastCause(error);
  if (APICallError.isInstance(cause)) {
    const { statusCode, isRetryable, responseBody } = cause;
    if (statusCode === undefined) return fail(true, "not reached");
    if (statusCode < 300) return fail(true, "unreadable answer");
    const refusal = readRefusal(statusCode, responseBody);
    return fail(isRetryable && !refusal, `HTTP ${statusCode}`, refusal);
  }
  if (cause instanceof Error && ["AbortError", "TimeoutError"].includes(cause.name)) {
    return new UpstreamError("ai", operation, true, "time-out", { late: true });
  }
  if (cause instanceof TypeError) return fail(true, "not reached");
  return fail(true, "unreadable answer");
}

/** True for the body of a chat's answer: `choices`, or Workers AI's `response`; in Workers AI's envelope or without. */
export function holdsAnswer(body: string): boolean {
  const whole = parseObject(body);
  if (!whole || whole.success === false || whole.error) return false;
  const answer = whole.result ?? whole;
  if (typeof answer !== "object" || answer === null) return false;
  if ("choices" in answer) return Array.isArray(answer.choices) && answer.choices.length > 0;
  return "response" in answer && answer.response !== null;
}
