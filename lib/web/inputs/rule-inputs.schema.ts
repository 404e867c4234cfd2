import * as z from "zod";
import { TRIAL_LIMITS } from "@/lib/playground/preview-lines";
import { REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import { exampleSchema, intentSchema } from "@/lib/rules/config/reply-config.schema";
import { ruleEditSchema } from "@/lib/rules/editing/rule-edit.schema";
import { PHRASES_OF_A_KIND, SAMPLE_LINES } from "@/lib/rules/editing/rule-list";
import { storedId } from "./plain-inputs.schema";

const accountId = storedId;
const version = z.int();

const IMPORT_CHARACTERS = 4_000_000;

const lines = z
  .array(z.string().max(TRIAL_LIMITS.lineUnits))
  .max(TRIAL_LIMITS.lines)
  .refine((all) => all.reduce((units, line) => units + line.length, 0) <= TRIAL_LIMITS.units, {
    error: `must have at most ${TRIAL_LIMITS.units} characters together`,
  });

export const oneList = z.strictObject({ accountId });
export const editInput = z.strictObject({ accountId, version, edit: ruleEditSchema });
export const languageInput = z.strictObject({ accountId, anyLanguage: z.boolean() });
export const closeCallsInput = z.strictObject({ accountId, asks: z.boolean() });
export const importInput = z.strictObject({ accountId, version, text: z.string().max(IMPORT_CHARACTERS) });
export const trialInput = z.strictObject({
  accountId,
  edits: z.array(ruleEditSchema).max(REPLY_CONFIG_LIMITS.rules),
  lines,
  /** Whether each line is read as a new customer's first message. */
  isFirstContact: z.boolean(),
});
export const sampleLinesInput = z.strictObject({
  accountId,
  lines: z.array(exampleSchema).max(SAMPLE_LINES.most, `must have at most ${SAMPLE_LINES.most} lines`),
});
export const phrasesInput = z.strictObject({
  accountId,
  intent: intentSchema,
  /** Of a rule that draws its own line. */
  automatic: z.strictObject({ ruleId: z.string().max(REPLY_CONFIG_LIMITS.idCharacters) }).optional(),
  phrases: z.array(exampleSchema).max(2 * PHRASES_OF_A_KIND + REPLY_CONFIG_LIMITS.examples),
});
