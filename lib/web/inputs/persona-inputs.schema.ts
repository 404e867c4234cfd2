import * as z from "zod";
import { assistantLineSchema } from "@/lib/persona/assistant-line.schema";
import { personaSchema } from "@/lib/persona/persona.schema";
import { MAX_SAMPLE_CHARACTERS } from "@/lib/playground/test-reply";
import { promptSchema } from "@/lib/rules/config/reply-config.schema";
import { storedId } from "./plain-inputs.schema";

const version = z.int().min(0).max(2_000_000_000);

export const savePersonaInput = z.strictObject({ persona: personaSchema, version });
export const assistantLineInput = z.strictObject({ line: assistantLineSchema });
export const restorePersonaInput = z.strictObject({ wanted: version, version });
export const sampleInput = z.strictObject({
  text: z
    .string()
    // No text of so many characters is longer than twice as many code units, and those need no counting.
    .refine((text) => text.length <= 2 * MAX_SAMPLE_CHARACTERS && [...text].length <= MAX_SAMPLE_CHARACTERS, {
      error: `must have at most ${MAX_SAMPLE_CHARACTERS} characters`,
      abort: true,
    })
    .refine((text) => text.trim() !== "", { error: "write what a customer might ask" }),
  /** The AI rule whose prompt is used, or the prompt itself, as one edits it; null asks the persona alone. */
  rule: z
    .union([z.strictObject({ accountId: storedId, ruleId: storedId }), z.strictObject({ prompt: promptSchema })])
    .nullable(),
});
