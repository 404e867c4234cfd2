import { createHash } from "node:crypto";
import type { IntentPorts } from "../pipeline/match-turn";
import type { IntentVector } from "../rules/intent-vectors";

/**
 * Embeds for the playground, where the same lines come again with every keystroke. Keeps vectors by a hash of their
 * text, in memory only and the last 2,000: what somebody pasted is not kept.
 */
export function createSampleEmbedder(embed: IntentPorts["embed"], kept = 2_000): IntentPorts["embed"] {
  const cache = new Map<string, IntentVector>();
  const keyOf = (text: string) => createHash("sha256").update(text).digest("base64");
  return async (texts) => {
    const missing = [...new Set(texts)].filter((text) => !cache.has(keyOf(text)));
    const made = missing.length === 0 ? [] : await embed(missing);
    const fresh = new Map(missing.map((text, index) => [keyOf(text), made[index]]));
    const vectors = texts.flatMap((text) => fresh.get(keyOf(text)) ?? cache.get(keyOf(text)) ?? []);
    for (const [key, vector] of fresh) if (vector) cache.set(key, vector);
    for (const key of cache.keys()) {
      if (cache.size <= kept) break;
      cache.delete(key);
    }
    return vectors;
  };
}
