import * as z from "zod";
import { exampleSchema } from "../config/reply-config.schema";
import { PHRASES_OF_A_KIND, type RulePhrases } from "../intent/rule-phrases";

const phrases = z
  .array(exampleSchema)
  .max(PHRASES_OF_A_KIND)
  .refine((all) => new Set(all).size === all.length, { error: "must name each phrase once" });

export const rulePhrasesSchema: z.ZodType<RulePhrases> = z.strictObject({ should: phrases, shouldNot: phrases });
