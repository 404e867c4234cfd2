import * as z from "zod";
import { personaSchema } from "../persona/persona.schema";
import { MAX_SAMPLE_CHARACTERS } from "../pipeline/sample-reply";

/** Ids are looked up, never parsed: any short text may be asked for, and finds nothing. */
const id = z.string().min(1).max(80);

const version = z.int().min(0).max(2_000_000_000);

export const nothing = z.strictObject({});
export const savePersonaInput = z.strictObject({ persona: personaSchema, version });
export const restorePersonaInput = z.strictObject({ wanted: version, version });
export const sampleInput = z.strictObject({
  text: z
    .string()
    .refine((text) => text.trim() !== "", { error: "write what a customer might ask" })
    .refine((text) => [...text].length <= MAX_SAMPLE_CHARACTERS, {
      error: `must have at most ${MAX_SAMPLE_CHARACTERS} characters`,
    }),
  /** The AI rule whose prompt is used; null asks the persona alone. */
  rule: z.strictObject({ accountId: id, ruleId: id }).nullable(),
});
