import { createHash } from "node:crypto";
import { AppError } from "@/lib/core/errors";
import type { DailyBudget } from "@/lib/credits/daily-budget";
import type { IntentPorts } from "@/lib/pipeline/answer/match-turn";
import type { EmbeddingModel, IntentVector } from "@/lib/rules/intent/intent-vectors";

type EmbedTexts = (texts: readonly string[], earlier?: EmbeddingModel | null) => Promise<IntentVector[]>;

/** Embeds customers' messages: counted beside the call, so that counting delays no answer, and never refused. */
export function createCountedEmbedder(
  embed: EmbedTexts,
  budget: Pick<DailyBudget, "countForCustomers">,
): IntentPorts["embed"] {
  return async (texts, tenantId, earlier) => {
    const [vectors] = await Promise.all([
      embed(texts, earlier),
      budget.countForCustomers(tenantId, "embed", texts.length),
    ]);
    return vectors;
  };
}

/** Texts that one try may have embedded anew. An owner edits a rule or two at once: 50 examples each, and 100 lines. */
export const NEW_TEXTS_OF_A_TRY = 500;

/**
 * Embeds for the playground, where the same lines come again with every keystroke. Keeps vectors by a hash of their
 * text, in memory only and the last 2,000: what somebody pasted is not kept. What is not known yet is counted before it
 * is asked for. Throws AppError `too_large` for more new texts than one try may have, `tries_used_up` when they don't
 * fit into the tenant's day.
 */
export function createSampleEmbedder(
  embed: EmbedTexts,
  budget: Pick<DailyBudget, "take" | "giveBack">,
  kept = 2_000,
): IntentPorts["embed"] {
  const cache = new Map<string, IntentVector>();
  const hashOf = (text: string) => createHash("sha256").update(text).digest("base64");

  const embedNew = async (
    texts: readonly string[],
    tenantId: string,
    earlier: EmbeddingModel | null,
  ): Promise<IntentVector[]> => {
    if (texts.length > NEW_TEXTS_OF_A_TRY) {
      throw new AppError("too_large", `${texts.length} new texts: expected ${NEW_TEXTS_OF_A_TRY} at most.`);
    }
    if (!(await budget.take(tenantId, "embed", texts.length))) {
      throw new AppError("tries_used_up", "Today's texts are used up.");
    }
    try {
      return await embed(texts, earlier);
    } catch (error) {
      await budget.giveBack(tenantId, "embed", texts.length);
      throw error;
    }
  };

  return async (texts, tenantId, earlier) => {
    const keyOf = (text: string) => `${earlier?.name ?? ""} ${earlier?.pooling ?? ""} ${hashOf(text)}`;
    const missing = [...new Set(texts)].filter((text) => !cache.has(keyOf(text)));
    const made = missing.length === 0 ? [] : await embedNew(missing, tenantId, earlier);
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
