/**
 * The sandbox's Workers AI: `POST /client/v4/accounts/{account}/ai/run/{model}` with a bearer token
 * (developers.cloudflare.com/workers-ai/get-started/rest-api), and the same chat as `POST /v1/chat/completions`.
 *
 * Imitates: text embeddings of @cf/baai/bge-base-en-v1.5 with pooling, by a smaller model; chat models, whose answers come
 * as `response` or as `choices`, and as an object where JSON of a schema was asked for; Cloudflare's envelope and errors.
 * Doesn't: any language model. Replies, verdicts and scans are made by rules. Asked which of a few topics a message is about
 * (`choose`), it takes the one whose phrases the encoder finds near, counts shared words beside, and says none where small talk
 * is as near: no better than no question at all (bench/meaning/README.md), and far from what a language model knows.
 * No streams, tools, images, queues, limits, prices.
 *
 * Operations for faults: `embed`, `generate`, `scan`, `classify`, `choose`. `POST /_sandbox/model` {mode, form, finish, refuses, next} sets how
 * it behaves: mode normal, obey (does what the message says), refuse, empty or malformed; next: answers that come first.
 */
import type { StandInAnswer, StandInRequest, StandInRoute } from "../http/route";
import { type StandInServer, startStandInServer } from "../http/stand-in-server";
import { readChatRequest } from "./chat-request";
import { type ChooseTopic, createChooseTopic } from "./choose-topic";
import { createEncodeTexts, DIMENSIONS, type EncodeTexts } from "./encode-texts";
import { describeEncoder, missingEncoderPackages } from "./encoder-packages";
import { type ModelScript, newScript, playModel } from "./play-model";

const EMBEDDING_MODEL = "@cf/baai/bge-base-en-v1.5";
const CHAT_MODEL = /^@cf\/meta\/llama-/;

/**
 * `encodeTexts`: another encoder than the one that is installed.
 * @throws the listener's error, e.g. EADDRINUSE. Port 0 takes any free port.
 */
export function startWorkersAi(options: {
  host: string;
  port: number;
  token: string;
  encodeTexts?: EncodeTexts;
}): Promise<StandInServer> {
  const script = newScript();
  const encodeTexts = options.encodeTexts ?? createEncodeTexts();
  const chooseTopic = createChooseTopic(encodeTexts);
  return startStandInServer({
    name: "workers-ai",
    host: options.host,
    port: options.port,
    describe: `Stands in for Workers AI. ${describeEncoder(missingEncoderPackages())} Answers are made by rules, no language model`,
    routes: [
      runRoute(options.token, script, encodeTexts, chooseTopic),
      completionsRoute(options.token, script, chooseTopic),
      scriptRoute(script),
    ],
  });
}

const errorBody: StandInRoute["errorBody"] = ({ status = 500, code = 3040 }) =>
  runError(status, code, "the stand-in was told to fail").body;

function runRoute(
  token: string,
  script: ModelScript,
  encodeTexts: EncodeTexts,
  chooseTopic: ChooseTopic,
): StandInRoute {
  return {
    method: "POST",
    pattern: /^\/client\/v4\/accounts\/[^/]+\/ai\/run\/(.+)$/,
    op: (match, body) => (match[1] === EMBEDDING_MODEL ? "embed" : (readChatRequest(body)?.task ?? "unknown")),
    errorBody,
    handle: async (request) => {
      if (request.headers.authorization !== `Bearer ${token}`) return runError(401, 10000, "Authentication error");
      const model = request.params[0] ?? "";
      if (model === EMBEDDING_MODEL) return embed(request, encodeTexts);
      if (!CHAT_MODEL.test(model)) return runError(400, 5007, `No such model ${model} or task`);
      const chat = readChatRequest(request.body);
      if (!chat) return runError(400, 5006, "Error: oneOf at '/' not met: required properties are 'messages'");
      const refused = findRefused(request.body, script);
      if (refused) return runError(400, 5006, `Error: '${refused}' is not supported with this model`);
      const text = await playModel(chat, script, chooseTopic).catch(() => null);
      if (text === null) return noEncoder();
      const usage = countTokens(chat.system + chat.user, text);
      const response = chat.asJson ? asObject(text) : text;
      return runResult(
        script.form === "response" ? { response, usage } : { ...choices(model, text, script.finish), usage },
      );
    },
  };
}

/** Any OpenAI-compatible address, for those who run a model of their own. */
function completionsRoute(token: string, script: ModelScript, chooseTopic: ChooseTopic): StandInRoute {
  return {
    method: "POST",
    pattern: /^\/v1\/chat\/completions$/,
    op: (_match, body) => readChatRequest(body)?.task ?? "unknown",
    errorBody: ({ code }) => ({
      error: { message: "the stand-in was told to fail", type: "server_error", code: code ?? null },
    }),
    handle: async ({ headers, body }) => {
      if (headers.authorization !== `Bearer ${token}`)
        return { status: 401, body: { error: { message: "Incorrect API key" } } };
      const chat = readChatRequest(body);
      if (!chat) return { status: 400, body: { error: { message: "'messages' is missing" } } };
      const refused = findRefused(body, script);
      if (refused) {
        const message = `Unsupported parameter: '${refused}' is not supported with this model.`;
        return {
          status: 400,
          body: { error: { message, type: "invalid_request_error", param: refused, code: "unsupported_parameter" } },
        };
      }
      const text = await playModel(chat, script, chooseTopic).catch(() => null);
      if (text === null)
        return { status: 500, body: { error: { message: "The encoder can't be loaded", type: "server_error" } } };
      return {
        status: 200,
        body: { ...choices("own-model", text, script.finish), usage: countTokens(chat.system + chat.user, text) },
      };
    },
  };
}

/** In JSON mode `response` is the object itself (developers.cloudflare.com/workers-ai/features/json-mode). */
function asObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const findRefused = (body: unknown, { refuses }: ModelScript): string | undefined =>
  refuses.find((name) => typeof body === "object" && body !== null && name in body);

function scriptRoute(script: ModelScript): StandInRoute {
  return {
    method: "POST",
    pattern: /^\/_sandbox\/model$/,
    op: "model",
    log: false,
    handle: async ({ body }) => {
      Object.assign(script, newScript(), typeof body === "object" ? body : {});
      return { status: 200, body: script };
    },
  };
}

const choices = (model: string, text: string, finish: ModelScript["finish"]) => ({
  id: "chatcmpl-sandbox",
  object: "chat.completion",
  created: 1_767_225_600,
  model,
  choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: finish }],
});

/** About four characters a token, as in English. */
function countTokens(asked: string, answered: string) {
  const [prompt, completion] = [asked, answered].map((text) => Math.ceil(text.length / 4));
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: (prompt ?? 0) + (completion ?? 0) };
}

/** Vectors are long: the call log keeps their shape. Without its model the service is down, as Cloudflare's may be. */
async function embed({ body }: StandInRequest, encodeTexts: EncodeTexts): Promise<StandInAnswer> {
  const { text, pooling = "mean" } =
    typeof body === "object" && body !== null ? (body as { text?: unknown; pooling?: unknown }) : {};
  const texts = typeof text === "string" ? [text] : text;
  const isText = (one: unknown): one is string => typeof one === "string" && one !== "";
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > 100 || !texts.every(isText)) {
    return runError(400, 5006, "Error: oneOf at '/' not met: '/text' must be a string or 1 to 100 strings");
  }
  if (pooling !== "mean" && pooling !== "cls") return runError(400, 5006, "Error: '/pooling' must be mean or cls");
  const shape = [texts.length, DIMENSIONS];
  try {
    const data = await encodeTexts(texts);
    return { ...runResult({ shape, data, pooling }), logged: { result: { shape, pooling } } };
  } catch {
    return noEncoder();
  }
}

const noEncoder = (): StandInAnswer =>
  runError(500, 3043, "Internal server error: the stand-in's encoder can't be loaded");

/** The envelope of Cloudflare's API v4 (developers.cloudflare.com/api). */
const runResult = (result: unknown): StandInAnswer => ({
  status: 200,
  body: { result, success: true, errors: [], messages: [] },
});

const runError = (status: number, code: number, message: string): StandInAnswer => ({
  status,
  body: { result: null, success: false, errors: [{ code, message }], messages: [] },
});
