import { createHash } from "node:crypto";

/** A command and its arguments, as the SDK gives them: strings, numbers and booleans. */
export type RedisCommand = readonly unknown[];

/** More scripts than the product has. Texts beyond are sent whole. */
const KNOWN_SCRIPTS = 64;

export const isScript = ([name]: RedisCommand): boolean => name === "eval";

/** Names scripts by their SHA-1, which is counted once for each: a text is a hundred times as long. */
export function createScriptHashes() {
  const hashes = new Map<unknown, string>();

  const hashOf = (script: unknown): string | undefined => {
    const known = hashes.get(script);
    if (known !== undefined || hashes.size >= KNOWN_SCRIPTS) return known;
    const made = createHash("sha1").update(String(script)).digest("hex");
    hashes.set(script, made);
    return made;
  };

  return {
    /** EVALSHA for an EVAL; anything else as it is. */
    byHash(command: RedisCommand): RedisCommand {
      const hash = isScript(command) ? hashOf(command[1]) : undefined;
      return hash === undefined ? command : ["evalsha", hash, ...command.slice(2)];
    },
    /** Whether Redis refused a script because it does not know the hash: then it has run nothing of it. */
    isUnknownScript(command: RedisCommand, end: object | null): boolean {
      return isScript(command) && end !== null && "error" in end && /^(ERR )?NOSCRIPT\b/.test(String(end.error));
    },
  };
}
