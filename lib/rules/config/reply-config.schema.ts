import * as z from "zod";
import { PLACEHOLDERS, unknownPlaceholders } from "@/lib/facts/placeholders";
import { whenSchema } from "@/lib/facts/when.schema";
import { foldText } from "../fold-text";
import {
  DEFAULT_RULE_ID,
  FOLDED_KEYWORD_UNITS,
  REPLY_CONFIG_LIMITS as LIMITS,
  type ReplyConfig,
  type ReplyRule,
  type RuleResponse,
} from "./reply-config";

/** Words of 1 to `max` code points that can be seen and that the database can hold. */
function words(max: number) {
  return z.string().check((context) => {
    // Nothing more is asked of such a value: what follows would be work that its length does not bound.
    const say = (message: string) =>
      context.issues.push({ code: "custom", message, input: context.value, continue: false });
    let length = 0;
    for (const _character of context.value) length += 1;
    if (length > max) return void say(`must have at most ${max} characters, has ${length}`);
    if (context.value.trim() === "") say("must not be empty");
    if (context.value.includes("\u0000") || /\p{Surrogate}/u.test(context.value)) {
      say("must not hold a NUL character or half a surrogate pair");
    }
  });
}

const keyword = words(LIMITS.keywordCharacters).check((context) => {
  const folded = foldText(context.value);
  const say = (message: string) => context.issues.push({ code: "custom", message, input: context.value });
  if (folded === "") say("must hold something that can be searched for, not only accents or invisible characters");
  if (folded.length > FOLDED_KEYWORD_UNITS) {
    say(`must be shorter: some of its characters stand for several, and together they make ${folded.length} letters`);
  }
});

/** What a union says when `kind` is none of its own. */
function unknownKind(...kinds: readonly string[]) {
  const wanted = kinds.map((kind) => JSON.stringify(kind)).join(" or ");
  return { error: (issue: { code: string }) => (issue.code === "invalid_union" ? `must be ${wanted}` : undefined) };
}

/** One message as a customer might write it. */
export const exampleSchema = words(LIMITS.exampleCharacters);

const intent = {
  description: words(LIMITS.descriptionCharacters),
  examples: z.array(exampleSchema).max(LIMITS.examples).optional(),
};

/** What an intent rule is compared by, without its threshold. */
export const intentSchema = z.strictObject(intent);

const matcher = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("static_text"),
      keywords: z.array(keyword).min(1).max(LIMITS.keywords),
      whole_word: z.boolean().optional(),
      exact: z.boolean().optional(),
    }),
    z
      .strictObject({
        kind: z.literal("prompt"),
        ...intent,
        threshold: z.number().min(LIMITS.minThreshold).max(LIMITS.maxThreshold).optional(),
        closeness: z.enum(["strict", "generous"]).optional(),
      })
      .refine(({ threshold, closeness }) => threshold === undefined || closeness === undefined, {
        path: ["closeness"],
        error: "must be absent beside a threshold: it moves the line that a rule without one draws itself",
      }),
    z.strictObject({ kind: z.literal("first_message") }),
    z.strictObject({ kind: z.literal("any") }),
  ],
  unknownKind("static_text", "prompt", "first_message", "any"),
);

/** A mistyped one would go out to customers as it is written. */
function knownPlaceholders(context: z.core.ParsePayload<string>): void {
  for (const name of unknownPlaceholders(context.value)) {
    const message = `holds {${name}}, which is no placeholder; there are ${PLACEHOLDERS.join(" ")}`;
    context.issues.push({ code: "custom", message, input: context.value });
  }
}

/** Instructions for the AI. */
export const promptSchema = words(LIMITS.promptCharacters);

const response = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("canned"), text: words(LIMITS.cannedCharacters).check(knownPlaceholders) }),
    z.strictObject({ kind: z.literal("prompt"), text: promptSchema }),
    z.strictObject({ kind: z.literal("none") }),
  ],
  unknownKind("canned", "prompt", "none"),
);

/** An answer by itself, for forms that edit nothing else. */
export const responseSchema: z.ZodType<RuleResponse> = response;

/** Not while nobody is told and nothing rests: it would say that a person is wanted, to no one. */
const handoff = z
  .strictObject({ notify: z.boolean(), pause_minutes: z.int().min(0).max(LIMITS.maxHandoffMinutes) })
  .refine(({ notify, pause_minutes }) => notify || pause_minutes > 0, {
    error: "must notify, or pause for at least one minute",
  });

const rule = z.strictObject({
  id: words(LIMITS.idCharacters).refine((id) => id !== DEFAULT_RULE_ID, {
    error: `"${DEFAULT_RULE_ID}" is reserved for the default rule`,
  }),
  label: words(LIMITS.labelCharacters),
  enabled: z.boolean().optional(),
  when: whenSchema.optional(),
  matcher,
  response,
  handoff: handoff.optional(),
});

/** A rule by itself, for edits of a list. */
export const ruleSchema: z.ZodType<ReplyRule> = rule;

/**
 * Everything about a reply config that one value alone can tell. That ids are unique takes the whole list, and is
 * checked in `parseReplyConfig`, the only door for values from outside.
 */
export const replyConfigSchema: z.ZodType<ReplyConfig> = z.strictObject({
  enabled: z.boolean(),
  wait_seconds: z.int().min(0).max(LIMITS.maxWaitSeconds),
  on_ai_blocked: z.enum(["silent", "default"]).optional(),
  default_pause_minutes: z.int().min(0).max(LIMITS.maxDefaultPauseMinutes).optional(),
  rules: z.array(rule).max(LIMITS.rules),
  default_rule: z.strictObject({
    id: z.literal(DEFAULT_RULE_ID),
    label: words(LIMITS.labelCharacters),
    matcher: z.strictObject({ kind: z.literal("default") }),
    response,
  }),
});
