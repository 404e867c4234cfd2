import { createHash } from "node:crypto";
import { type RedisCommand, RedisRefusal } from "./redis-engine";

export type ScriptNames = ReturnType<typeof createScriptNames>;

/** Knows the scripts that came by here, so that faults can name one that is asked for by its hash. */
export function createScriptNames() {
  const words = new Map<string, string | null>();

  const wordOf = (name: string, script: unknown): string | null | undefined => {
    if (typeof script !== "string") return null;
    if (name === "eval") return /^-- (\w+)\n/.exec(script)?.[1];
    return name === "evalsha" ? words.get(script.toLowerCase()) : null;
  };

  /**
   * The names that faults use: the commands of the body in lower case, and of a script whose first line is a comment of one
   * word that word too (`eval:claim`), however it is asked for.
   */
  const commandNames = (body: unknown): string[] => {
    if (!Array.isArray(body)) return [];
    const [command, script] = body;
    if (typeof command !== "string") return body.flatMap(commandNames);
    const name = command.toLowerCase();
    const word = wordOf(name, script);
    return word ? [name, `eval:${word}`] : [name];
  };

  return {
    commandNames,
    /**
     * To be called with each command before it is run.
     * @throws RedisRefusal for the hash of a script that never came by here, as from a Redis that has forgotten it, which a
     * Redis may at any time: no fault could name it.
     */
    note([command, first, second]: RedisCommand): void {
      const name = String(command).toLowerCase();
      const text = name === "eval" ? first : name === "script" && /^load$/i.test(String(first)) ? second : undefined;
      if (text) words.set(createHash("sha1").update(text).digest("hex"), /^-- (\w+)\n/.exec(String(text))?.[1] ?? null);
      if (name === "evalsha" && !words.has(String(first).toLowerCase())) {
        throw new RedisRefusal("NOSCRIPT No matching script. Please use EVAL.");
      }
    },
  };
}
