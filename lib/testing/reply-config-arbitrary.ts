import fc from "fast-check";
import type { DefaultRule, Matcher, ReplyConfig, ReplyRule, RuleResponse } from "../rules/reply-config";

/** Words that every limit and the folding accept: 1 to `max` code points, a letter first. */
function words(max: number): fc.Arbitrary<string> {
  const character = fc.constantFrom(...'abc éßकа가👍7-?\n"\\');
  return fc
    .tuple(fc.constantFrom(..."aZ9я👍"), fc.array(character, { maxLength: Math.min(max, 30) - 1 }))
    .map(([first, rest]) => first + rest.join(""));
}

const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("static_text" as const),
      keywords: fc.array(words(200), { minLength: 1, maxLength: 5 }),
      whole_word: fc.boolean(),
      exact: fc.boolean(),
    },
    { requiredKeys: ["kind", "keywords"] },
  ),
  fc.record(
    {
      kind: fc.constant("prompt" as const),
      description: words(500),
      threshold: fc.double({ min: 0.5, max: 0.95, noNaN: true }),
      examples: fc.array(words(200), { maxLength: 3 }),
    },
    { requiredKeys: ["kind", "description", "threshold"] },
  ),
);

const response: fc.Arbitrary<RuleResponse> = fc.oneof(
  fc.record({ kind: fc.constantFrom("canned" as const, "prompt" as const), text: words(2_000) }),
  fc.constant({ kind: "none" as const }),
);

const rule: fc.Arbitrary<ReplyRule> = fc.record(
  { id: words(80).map((id) => `r${id}`), label: words(80), enabled: fc.boolean(), matcher, response },
  { requiredKeys: ["id", "label", "matcher", "response"] },
);

const defaultRule: fc.Arbitrary<DefaultRule> = fc.record({
  id: fc.constant("default" as const),
  label: words(80),
  matcher: fc.constant({ kind: "default" as const }),
  response,
});

/** Reply configs within every limit, with and without their optional fields. */
export const replyConfigs: fc.Arbitrary<ReplyConfig> = fc.record(
  {
    enabled: fc.boolean(),
    wait_seconds: fc.integer({ min: 0, max: 30 }),
    on_ai_blocked: fc.constantFrom("silent" as const, "default" as const),
    default_pause_minutes: fc.integer({ min: 0, max: 1_440 }),
    rules: fc.uniqueArray(rule, { selector: ({ id }) => id, maxLength: 6 }),
    default_rule: defaultRule,
  },
  { requiredKeys: ["enabled", "wait_seconds", "rules", "default_rule"] },
);
