import * as z from "zod";
import { exampleSchema, intentSchema } from "../rules/reply-config.schema";
import { REPLY_CONFIG_LIMITS } from "../rules/reply-config-limits";
import { ruleEditSchema } from "../rules/rule-edit.schema";
import { PHRASES_OF_A_KIND } from "../rules/rule-phrases";
import { storedId } from "./stored-id.schema";

const accountId = storedId;
const version = z.int();

/** What the playground takes at once: lines, and characters in one of them (WhatsApp's own limit of a text). */
const PLAYGROUND_LINES = 100;
const LINE_CHARACTERS = 4_096;
const IMPORT_CHARACTERS = 4_000_000;

const line = z.string().max(LINE_CHARACTERS);

export const oneList = z.strictObject({ accountId });
export const editInput = z.strictObject({ accountId, version, edit: ruleEditSchema });
export const languageInput = z.strictObject({ accountId, anyLanguage: z.boolean() });
export const importInput = z.strictObject({ accountId, version, text: z.string().max(IMPORT_CHARACTERS) });
export const trialInput = z.strictObject({
  accountId,
  edits: z.array(ruleEditSchema).max(REPLY_CONFIG_LIMITS.rules),
  lines: z.array(line).max(PLAYGROUND_LINES),
});
export const phrasesInput = z.strictObject({
  accountId,
  intent: intentSchema,
  phrases: z.array(exampleSchema).max(2 * PHRASES_OF_A_KIND),
});
