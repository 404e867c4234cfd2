import * as z from "zod";
import { REPLY_CONFIG_LIMITS, type StoredRule } from "../config/reply-config";
import { exampleSchema, replyConfigSchema, ruleSchema } from "../config/reply-config.schema";
import type { RuleEdit } from "./rule-edit";
import { PHRASES_OF_A_KIND, type RulePhrases } from "./rule-list";

const phrases = z
  .array(exampleSchema)
  .max(PHRASES_OF_A_KIND)
  .refine((all) => new Set(all).size === all.length, { error: "must name each phrase once" });

export const rulePhrasesSchema: z.ZodType<RulePhrases> = z.strictObject({ should: phrases, shouldNot: phrases });

const id = z
  .string()
  .min(1)
  .max(REPLY_CONFIG_LIMITS.idCharacters * 2);
const place = z.strictObject({ afterId: id.nullable(), beforeId: id.nullable() });

/** What the author saw is compared, never stored: a rule that is broken in the database may be mended or removed. */
const seen = z.looseObject({ id }) as unknown as z.ZodType<StoredRule>;

export const ruleEditSchema: z.ZodType<RuleEdit> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("put"),
    rule: ruleSchema,
    base: seen.nullable(),
    place,
    phrases: rulePhrasesSchema.optional(),
  }),
  z.strictObject({ kind: z.literal("remove"), base: seen }),
  z.strictObject({ kind: z.literal("move"), ruleId: id, place }),
  z.strictObject({ kind: z.literal("switch"), ruleId: id, enabled: z.boolean() }),
  z.strictObject({ kind: z.literal("replace"), config: replyConfigSchema }),
]);
