import { type RedisCommand, RedisRefusal, type RedisReply } from "./redis-engine";

/**
 * What one connection for all can't do: wait for others, change its own state, or stop the server.
 * Upstash's REST API refuses most of these too (upstash.com/docs/redis/features/restapi).
 */
const refusedCommands = new Set(
  `subscribe psubscribe ssubscribe unsubscribe punsubscribe sunsubscribe monitor sync psync
  blpop brpop blmove brpoplpush blmpop bzpopmin bzpopmax bzmpop wait waitaof
  watch unwatch multi exec discard select auth hello client quit reset readonly readwrite asking
  shutdown debug config cluster replicaof slaveof failover save bgsave bgrewriteaof module acl`.split(/\s+/),
);

/** Reads `["SET", "key", 1]`; numbers and booleans become text, as Upstash does it. @throws RedisRefusal */
export function readCommand(value: unknown): RedisCommand {
  if (!Array.isArray(value) || value.length === 0) {
    throw new RedisRefusal("ERR expected a JSON array with a command and its arguments");
  }
  const command = value.map((part: unknown) => {
    if (typeof part === "string") return Buffer.from(part);
    if (typeof part === "number" || typeof part === "boolean") return Buffer.from(String(part));
    throw new RedisRefusal("ERR arguments must be strings, numbers or booleans");
  });
  const name = command[0]?.toString().toLowerCase() ?? "";
  const blocks =
    (name === "xread" || name === "xreadgroup") && command.some((part) => /^block$/i.test(part.toString()));
  if (refusedCommands.has(name) || blocks) {
    throw new RedisRefusal(`ERR the command '${name}' is not available over REST: it blocks or changes a connection`);
  }
  return command;
}

export type RestItem = { result: unknown } | { error: string };

/**
 * The JSON of one answer. With `Upstash-Encoding: base64` every string is encoded, except an "OK" that is the whole
 * answer: the SDK leaves exactly that one undecoded.
 */
export function writeItem(reply: RedisReply, base64: boolean): RestItem {
  if (reply instanceof RedisRefusal) return { error: reply.message };
  if (Buffer.isBuffer(reply) && reply.toString("latin1") === "OK") return { result: "OK" };
  return { result: writeReply(reply, base64) };
}

function writeReply(reply: RedisReply, base64: boolean): unknown {
  if (reply instanceof RedisRefusal) return reply.message;
  if (Array.isArray(reply)) return reply.map((item) => writeReply(item, base64));
  return Buffer.isBuffer(reply) ? reply.toString(base64 ? "base64" : "utf8") : reply;
}

/** What the call log keeps of a request: all of it, but of a script only its beginning. */
export function shortenScripts(body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  if (Array.isArray(body[0])) return body.map(shortenScripts);
  const name = String(body[0]).toLowerCase();
  const at = name === "eval" || name === "eval_ro" ? 1 : name === "script" ? 2 : -1;
  return body.map((part: unknown, index) =>
    index === at && typeof part === "string" && part.length > 60 ? `${part.slice(0, 60)}…` : part,
  );
}
