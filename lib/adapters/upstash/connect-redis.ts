import { Redis } from "@upstash/redis";
import { SAFE_TO_REPEAT } from "./buffer-scripts";
import { createRestCall } from "./rest-call";
import { createRequester } from "./rest-requester";
import { isScript, type RedisCommand } from "./script-hashes";

/** Readings, and what sets a state whatever was before. A SET with a condition (NX) answers otherwise the second time. */
const REPEATABLE_COMMANDS = new Set(["get", "mget", "zrange", "del"]);

/**
 * Speaks Upstash's REST protocol by the SDK's commands and a connection of our own. Values stay strings: ids made of digits
 * must not come back as numbers. `url`: http or https. Nothing is asked before the first command.
 */
export function connectRedis(url: string, token: string): Redis {
  return new TextRedis(createRequester(createRestCall(url, token), isSafeToRepeat));
}

/** With a requester of one's own the SDK takes no settings. */
class TextRedis extends Redis {
  protected override opts = { automaticDeserialization: false };
}

function isSafeToRepeat(command: RedisCommand): boolean {
  const [name, text] = command;
  if (isScript(command)) return SAFE_TO_REPEAT.has(String(text));
  // SET key value PX ms
  if (name === "set") return command.length === 3 || (command.length === 5 && /^(px|ex)$/i.test(String(command[3])));
  return REPEATABLE_COMMANDS.has(String(name));
}
