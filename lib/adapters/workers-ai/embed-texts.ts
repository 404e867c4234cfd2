import { UpstreamError } from "@/lib/core/errors";
import {
  EMBEDDING_DIMENSIONS,
  type EmbeddingModel,
  type IntentVector,
  isMultilingual,
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
      const answer = await runModel(options, "embed", name, {
        text: part,
        ...(isMultilingual(name) ? {} : { pooling }),
      });
      vectors.push(...readVectors(answer, part.length));
    }
    if (vectors.some(({ length }) => length !== vectors[0]?.length)) throw refused("vectors of several dimensions");
    return vectors;
  };
}

const refused = (detail: string): UpstreamError => new UpstreamError("workers-ai", "embed", false, detail);

/** `{data: [[…]]}`, or `{data: [{embedding: […], index}]}` from an address that speaks OpenAI's form. */
function readVectors(answer: unknown, count: number): IntentVector[] {
  const data = typeof answer === "object" && answer !== null && "data" in answer ? answer.data : null;
  if (!Array.isArray(data) || data.length !== count) throw refused("another number of vectors than texts");
  return data.map((item: unknown) => {
    const components = typeof item === "object" && item !== null && "embedding" in item ? item.embedding : item;
    if (!Array.isArray(components) || !isSoundDimension(components.length)) throw refused("wrong dimension");
    const vector = components.every((component) => typeof component === "number") ? normaliseVector(components) : null;
    if (!vector) throw refused("a vector without direction");
    return vector;
  });
}

const isSoundDimension = (count: number): boolean =>
  count >= EMBEDDING_DIMENSIONS.least && count <= EMBEDDING_DIMENSIONS.most;
