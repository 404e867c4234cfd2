import { UpstreamError } from "@/lib/core/errors";
import {
  EMBEDDING_DIMENSIONS,
  type EmbeddingModel,
  type IntentVector,
  normaliseVector,
} from "@/lib/rules/intent/intent-vectors";
import { runModel, type WorkersAiOptions } from "./run-model";

/** Texts in one call; Workers AI takes up to 100 (developers.cloudflare.com/workers-ai/models/bge-base-en-v1.5). */
const BATCH = 100;

/**
 * Embeds texts. `cls` pooling has to be asked for: the service's default is `mean`, and the two can't be compared.
 * `earlier`: a model of before, whose vectors still serve. Throws UpstreamError also for an answer of another count or dimension: a wrong vector would match the wrong rule.
 */
export function createEmbedTexts(
  options: WorkersAiOptions,
  model: EmbeddingModel,
): (texts: readonly string[], earlier?: EmbeddingModel | null) => Promise<IntentVector[]> {
  return async (texts, earlier) => {
    const { name, pooling } = earlier ?? model;
    const vectors: IntentVector[] = [];
    for (let start = 0; start < texts.length; start += BATCH) {
      const part = texts.slice(start, start + BATCH);
      const answer = await runModel(options, "embed", name, { text: part, pooling });
      vectors.push(...readVectors(answer, part.length));
    }
    return vectors;
  };
}

/** `{data: [[…]]}`, or `{data: [{embedding: […], index}]}` from an address that speaks OpenAI's form. */
function readVectors(answer: unknown, count: number): IntentVector[] {
  const fail = (detail: string): UpstreamError => new UpstreamError("workers-ai", "embed", false, detail);
  const data = typeof answer === "object" && answer !== null && "data" in answer ? answer.data : null;
  if (!Array.isArray(data) || data.length !== count) throw fail("another number of vectors than texts");
  return data.map((item: unknown) => {
    const components = typeof item === "object" && item !== null && "embedding" in item ? item.embedding : item;
    if (!Array.isArray(components) || components.length !== EMBEDDING_DIMENSIONS) throw fail("wrong dimension");
    const vector = components.every((component) => typeof component === "number") ? normaliseVector(components) : null;
    if (!vector) throw fail("a vector without direction");
    return vector;
  });
}
