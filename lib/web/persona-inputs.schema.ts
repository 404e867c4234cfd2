import * as z from "zod";
import { personaSchema } from "../persona/persona.schema";
import { MAX_SAMPLE_CHARACTERS } from "../pipeline/sample-reply";
import { promptSchema } from "../rules/reply-config.schema";
import { storedId } from "./stored-id.schema";

const version = z.int().min(0).max(2_000_000_000);

export const savePersonaInput = z.strictObject({ persona: personaSchema, version });
export const restorePersonaInput = z.strictObject({ wanted: version, version });
export const sampleInput = z.strictObject({
  text: z
    .string()
    .refine((text) => text.trim() !== "", { error: "write what a customer might ask" })
    .refine((text) => [...text].length <= MAX_SAMPLE_CHARACTERS, {
      error: `must have at most ${MAX_SAMPLE_CHARACTERS} characters`,
    }),
  /** The AI rule whose prompt is used, or the prompt itself, as one edits it; null asks the persona alone. */
  rule: z
    .union([z.strictObject({ accountId: storedId, ruleId: storedId }), z.strictObject({ prompt: promptSchema })])
    .nullable(),
});
