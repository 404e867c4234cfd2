/**
 * The sandbox's Redis: Upstash's REST protocol in front of a Redis server, or of an engine in this process.
 *
 * Imitates: POST /, /pipeline, /multi-exec with a bearer token, base64 answers, sync token, errors
 * (upstash.com/docs/redis/features/restapi), Lua scripts.
 * Doesn't: commands in the path, SUBSCRIBE and MONITOR over SSE, read-only tokens, limits, Upstash's JSON commands
 * unless the Redis behind has them. The engine in this process keeps what it holds over an end in order, and nothing when
 * it is killed.
 *
 * Operations for faults: `pipeline`, `multi-exec`, or a command's name in lower case (`evalsha`), alone or as a part of
 * those two; of a script that begins with its name, that name too, by text or by hash (`eval:claim`).
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { StandInAnswer, StandInRequest, StandInRoute } from "../http/route";
import { type StandInServer, startStandInServer } from "../http/stand-in-server";
import { createEmbeddedEngine } from "./embedded-engine";
import { bringBackKeys, keepKeys } from "./kept-keys";
import { type RedisEngine, RedisRefusal, type RedisReply, RedisUnreachable } from "./redis-engine";
import { type RestItem, readCommand, shortenScripts, writeItem } from "./rest-format";
import { createScriptNames, type ScriptNames } from "./script-names";
import { createServerEngine } from "./server-engine";

/** Bodies of calls hold encrypted messages: enough of them for a test, no more. */
const maxCalls = 2000;

/**
 * Listens on `host`:`port` (0: any free port). `redisUrl` null or empty: the engine in this process, which leaves what
 * it holds in `keepIn` when it is closed, and begins with what is there. A Redis that is down doesn't stop the start: it
 * is answered for with 503 until it is there.
 * @throws the listener's error, e.g. EADDRINUSE
 */
export async function startRedis(options: {
  host: string;
  port: number;
  token: string;
  redisUrl?: string | null;
  keepIn?: string;
}): Promise<StandInServer> {
  const engine = options.redisUrl ? createServerEngine(options.redisUrl) : createEmbeddedEngine();
  const keepIn = options.redisUrl ? undefined : options.keepIn;
  if (keepIn) await bringBackKeys(engine, keepIn);
  const scripts = createScriptNames();
  const { commandNames } = scripts;
  const route = (path: string, op: StandInRoute["op"], work: Work): StandInRoute => ({
    method: "POST",
    pattern: path === "/" ? /^\/$/ : new RegExp(`^${path}/?$`),
    op,
    errorBody: (fault) => ({ error: `ERR fault ${fault.code ?? fault.status ?? 500}` }),
    logBody: shortenScripts,
    handle: (request) => answer(request, { engine, scripts }, options.token, work),
  });
  const server = await startStandInServer({
    name: "redis",
    host: options.host,
    port: options.port,
    maxCalls,
    describe: options.redisUrl
      ? "Upstash's REST protocol in front of the Redis of REDIS_URL"
      : "Upstash's REST protocol over an engine in this process, which keeps nothing when it is killed",
    routes: [
      route("/", (_match, body) => commandNames(body), single),
      route("/pipeline", (_match, body) => ["pipeline", ...commandNames(body)], pipeline),
      route("/multi-exec", (_match, body) => ["multi-exec", ...commandNames(body)], multiExec),
    ],
  });
  return {
    ...server,
    async close() {
      await server.close();
      if (keepIn) await keepKeys(engine, keepIn);
      await engine.close();
    },
  };
}

type Room = { engine: RedisEngine; scripts: ScriptNames };
type Work = (room: Room, body: unknown, base64: boolean) => Promise<RestItem | RestItem[]>;

const single: Work = async (room, body, base64) => writeItem(await run(room, body), base64);

async function run({ engine, scripts }: Room, item: unknown): Promise<RedisReply> {
  const command = readCommand(item);
  scripts.note(command);
  return engine.run(command);
}

/** Not atomic, and one command's error is that command's alone. */
const pipeline: Work = (room, body, base64) =>
  Promise.all(
    readList(body).map(async (item) => {
      try {
        return writeItem(await run(room, item), base64);
      } catch (error) {
        if (error instanceof RedisRefusal) return writeItem(error, base64);
        throw error;
      }
    }),
  );

const multiExec: Work = async ({ engine }, body, base64) =>
  (await engine.transaction(readList(body).map(readCommand))).map((reply) => writeItem(reply, base64));

function readList(body: unknown): unknown[] {
  if (!Array.isArray(body) || body.length === 0) throw new RedisRefusal("ERR expected a JSON array of commands");
  return body;
}

async function answer(request: StandInRequest, room: Room, token: string, work: Work): Promise<StandInAnswer> {
  if (!isBearer(request.headers.authorization, token)) {
    return { status: 401, body: { error: "WRONGPASS invalid or missing auth token" } };
  }
  const headers = { "upstash-sync-token": String(request.headers["upstash-sync-token"] || "sandbox=0") };
  const base64 = request.headers["upstash-encoding"] === "base64";
  try {
    return { status: 200, headers, body: await work(room, request.body, base64) };
  } catch (error) {
    if (error instanceof RedisRefusal) return { status: 400, headers, body: { error: error.message } };
    if (error instanceof RedisUnreachable) {
      return { status: 503, headers, body: { error: `ERR Redis is not reachable: ${error.message}` } };
    }
    throw error;
  }
}

/** Hashes first: the comparison in constant time wants equal lengths, and the length is a secret too. */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`));
}
