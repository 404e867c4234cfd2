import { ClientSession, createRedisCommandExecutor, RedisServerState, type RedisValue } from "js-redis-server/core";
import { type RedisCommand, type RedisEngine, RedisRefusal, type RedisReply } from "./redis-engine";

/** Redis in this process, with Lua in WASM: no socket, no file; what it holds ends with the process. */
export function createEmbeddedEngine(): RedisEngine {
  const server = new RedisServerState({ databaseCount: 1 });
  const executor = createRedisCommandExecutor();
  const open = () => new ClientSession({ server, executor });
  const shared = open();
  const run = async (session: ClientSession, [name, ...args]: RedisCommand): Promise<RedisReply> => {
    if (!name) throw new RedisRefusal("ERR empty command");
    const result = await session.execute(name, args);
    if (!("value" in result)) throw new RedisRefusal("ERR streaming commands are not supported over REST");
    return readValue(result.value);
  };
  return {
    async run(command) {
      const reply = await run(shared, command);
      if (reply instanceof RedisRefusal) throw reply;
      return reply;
    },
    async transaction(commands) {
      // MULTI is state of a session: a shared one would mix up two transactions.
      const session = open();
      try {
        await run(session, [Buffer.from("MULTI")]);
        for (const command of commands) await run(session, command);
        const replies = await run(session, [Buffer.from("EXEC")]);
        if (replies instanceof RedisRefusal) throw replies;
        return Array.isArray(replies) ? replies : [];
      } finally {
        session.close();
      }
    },
    async close() {
      shared.close();
      server.close();
    },
  };
}

/** The shapes that RESP2 knows: doubles as text, booleans as 0 and 1, maps as flat lists. */
function readValue(value: RedisValue): RedisReply {
  switch (value.kind) {
    case "simple-string":
      return Buffer.from(value.value);
    case "bulk-string":
    case "verbatim":
      return value.value;
    case "integer":
      return Number(value.value);
    case "double":
      return Buffer.from(formatDouble(value.value));
    case "big-number":
      return Buffer.from(String(value.value));
    case "boolean":
      return value.value ? 1 : 0;
    case "array":
    case "set":
      return value.items.map(readValue);
    case "push":
      return [Buffer.from(value.name), ...value.items.map(readValue)];
    case "map":
    case "flat-pairs":
      return value.entries.flatMap(([key, held]) => [readValue(key), readValue(held)]);
    case "map-pairs":
      return value.entries.map(([key, held]) => [readValue(key), readValue(held)]);
    case "null":
    case "null-array":
      return null;
    case "error":
      return new RedisRefusal(value.code ? `${value.code} ${value.message}` : value.message);
  }
}

function formatDouble(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "inf";
  return value === Number.NEGATIVE_INFINITY ? "-inf" : String(value);
}
