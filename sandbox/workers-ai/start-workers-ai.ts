/**
 * The sandbox's Workers AI: `POST /client/v4/accounts/{account}/ai/run/{model}` with a bearer token
 * (developers.cloudflare.com/workers-ai/get-started/rest-api).
 *
 * Imitates: text embeddings of @cf/baai/bge-base-en-v1.5 with pooling, in vectors that behave like meaning; Cloudflare's
 * envelope and errors.
 * Doesn't: the model itself, languages other than English, batches through the queue, limits, prices.
 *
 * Operation for faults: `embed`.
 */
import type { StandInAnswer, StandInRequest, StandInRoute } from "../http/route";
import { type StandInServer, startStandInServer } from "../http/stand-in-server";
import { DIMENSIONS, embedText } from "./embed-text";
import { runError, runResult } from "./run-answer";

const EMBEDDING_MODELS = /^@cf\/baai\/bge-(base)-en-v1\.5$/;

/** @throws the listener's error, e.g. EADDRINUSE. Port 0 takes any free port. */
export function startWorkersAi(options: { host: string; port: number; token: string }): Promise<StandInServer> {
  return startStandInServer({
    name: "workers-ai",
    host: options.host,
    port: options.port,
    describe: "Workers AI: embeddings that behave like meaning, from a small lexicon and no model",
    routes: [runRoute(options.token)],
  });
}

function runRoute(token: string): StandInRoute {
  return {
    method: "POST",
    pattern: /^\/client\/v4\/accounts\/[^/]+\/ai\/run\/(.+)$/,
    op: (match) => (EMBEDDING_MODELS.test(match[1] ?? "") ? "embed" : "unknown"),
    errorBody: ({ status = 500, code = 3040 }) => runError(status, code, "the stand-in was told to fail").body,
    handle: async (request) => {
      if (request.headers.authorization !== `Bearer ${token}`) return runError(401, 10000, "Authentication error");
      const model = request.params[0] ?? "";
      if (EMBEDDING_MODELS.test(model)) return embed(request);
      return runError(400, 5007, `No such model ${model} or task`);
    },
  };
}

/** Vectors are long: the call log keeps their shape. */
async function embed({ body }: StandInRequest): Promise<StandInAnswer> {
  const { text, pooling = "mean" } =
    typeof body === "object" && body !== null ? (body as { text?: unknown; pooling?: unknown }) : {};
  const texts = typeof text === "string" ? [text] : text;
  const isText = (one: unknown): one is string => typeof one === "string" && one !== "";
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > 100 || !texts.every(isText)) {
    return runError(400, 5006, "Error: oneOf at '/' not met: '/text' must be a string or 1 to 100 strings");
  }
  if (pooling !== "mean" && pooling !== "cls") return runError(400, 5006, "Error: '/pooling' must be mean or cls");
  const shape = [texts.length, DIMENSIONS];
  return { ...runResult({ shape, data: texts.map(embedText), pooling }), logged: { result: { shape, pooling } } };
}
