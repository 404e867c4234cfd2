import type {
  DefaultRule,
  Matcher,
  PromptMatcher,
  RuleResponse,
  StaticTextMatcher,
  StoredConfig,
  StoredRule,
} from "./reply-config";
import { isSoundResponse } from "./response-table";

/** A rule's columns as the database gives them: nobody vouches for the JSON in them. */
export type RuleRow = { id: string; label: string; enabled: boolean | null; matcher: unknown; response: unknown };

const isText = (value: unknown): value is string => typeof value === "string";
const isFlag = (value: unknown): boolean => value === undefined || typeof value === "boolean";
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/**
 * Whether a stored matcher can be used, by kind. Limits are those of saving: a list that was saved under others still
 * answers. A kind that is added to `Matcher` doesn't compile until it stands here.
 */
const MATCHER_SHAPES = {
  static_text: ({ keywords, whole_word, exact }: Stored<StaticTextMatcher>) =>
    areTexts(keywords) && isFlag(whole_word) && isFlag(exact),
  prompt: ({ description, threshold, examples }: Stored<PromptMatcher>) =>
    isText(description) && Number.isFinite(threshold) && (examples === undefined || areTexts(examples)),
} satisfies Record<Matcher["kind"], (stored: never) => boolean>;

type Stored<Shape> = { [Field in keyof Shape]?: unknown };

function isSoundMatcher(matcher: unknown): matcher is Matcher {
  if (typeof matcher !== "object" || matcher === null || !("kind" in matcher)) return false;
  const { kind } = matcher;
  if (typeof kind !== "string" || !Object.hasOwn(MATCHER_SHAPES, kind)) return false;
  return MATCHER_SHAPES[kind as Matcher["kind"]](matcher);
}

/** Parses what is stored, once: behind this a rule is sound, or says of its parts that they are broken. */
export function readStoredRule({ id, label, enabled, matcher, response }: RuleRow): StoredRule {
  return {
    id,
    label,
    ...(enabled === null ? {} : { enabled }),
    matcher: isSoundMatcher(matcher) ? matcher : { kind: "broken", stored: matcher },
    response: isSoundResponse(response) ? response : { kind: "broken", stored: response },
  };
}

/** The same of the default rule; where its response is broken nobody gets an answer that nobody ordered. */
export function readStoredDefault(stored: unknown): Pick<StoredConfig, "default_rule" | "brokenDefault"> {
  const rule: { label?: unknown; response?: unknown } = typeof stored === "object" && stored !== null ? stored : {};
  const label = isText(rule.label) && rule.label.trim() !== "" ? rule.label : "Default";
  const read = (response: RuleResponse): DefaultRule => ({
    id: "default",
    label,
    matcher: { kind: "default" },
    response,
  });
  if (isSoundResponse(rule.response)) return { default_rule: read(rule.response) };
  return { default_rule: read({ kind: "none" }), brokenDefault: stored };
}

/** What is written, or exported, of a part: a broken one stays as it was found. */
export const storedPart = (part: StoredRule["matcher"] | StoredRule["response"]): unknown =>
  part.kind === "broken" ? part.stored : part;

/** The default rule as it is written, or exported. */
export const storedDefault = ({ default_rule, brokenDefault }: StoredConfig): unknown => brokenDefault ?? default_rule;

/** A config as it is stored, for an export. */
export function storedJson(config: StoredConfig): unknown {
  const { brokenDefault: _read, ...whole } = config;
  const rules = config.rules.map(({ matcher, response, ...rule }) => ({
    ...rule,
    matcher: storedPart(matcher),
    response: storedPart(response),
  }));
  return { ...whole, rules, default_rule: storedDefault(config) };
}
