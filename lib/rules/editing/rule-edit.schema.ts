import * as z from "zod";
import type { ReplyRule } from "../config/reply-config";
import { replyConfigSchema, ruleSchema } from "../config/reply-config.schema";
import { REPLY_CONFIG_LIMITS } from "../config/reply-config-limits";
import type { RuleEdit } from "./rule-edit";
import { rulePhrasesSchema } from "./rule-phrases.schema";

const id = z
  .string()
  .min(1)
  .max(REPLY_CONFIG_LIMITS.idCharacters * 2);
const place = z.strictObject({ afterId: id.nullable(), beforeId: id.nullable() });

/** What the author saw is compared, never stored: a rule that is broken in the database may be mended or removed. */
const seen = z.looseObject({ id }) as unknown as z.ZodType<ReplyRule>;

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
