import type { WhenCondition } from "@/lib/facts/opening-hours";
import type {
  BrokenPart,
  DefaultRule,
  Handoff,
  Matcher,
  PromptMatcher,
  RuleResponse,
  StaticTextMatcher,
  StoredConfig,
  StoredRule,
} from "./reply-config";
import { isSoundResponse } from "./response-table";

/** A rule's columns as the database gives them: nobody vouches for the JSON in them. */
export type RuleRow = {
  id: string;
  label: string;
  enabled: boolean | null;
  appliesWhen?: unknown;
  matcher: unknown;
  response: unknown;
  handoff?: unknown;
};

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
  prompt: ({ description, threshold, closeness, examples }: Stored<PromptMatcher>) =>
    isText(description) &&
    (threshold === undefined || Number.isFinite(threshold)) &&
    (closeness === undefined || closeness === "strict" || closeness === "generous") &&
    (examples === undefined || areTexts(examples)),
  first_message: () => true,
  any: () => true,
} satisfies Record<Matcher["kind"], (stored: never) => boolean>;

type Stored<Shape> = { [Field in keyof Shape]?: unknown };

function isSoundMatcher(matcher: unknown): matcher is Matcher {
  if (typeof matcher !== "object" || matcher === null || !("kind" in matcher)) return false;
  const { kind } = matcher;
  if (typeof kind !== "string" || !Object.hasOwn(MATCHER_SHAPES, kind)) return false;
  return MATCHER_SHAPES[kind as Matcher["kind"]](matcher);
}

const WHEN_SHAPES = {
  open: () => true,
  closed: () => true,
  hours: (stored: { spans?: unknown }) => Array.isArray(stored.spans) && stored.spans.every(isSoundSpan),
} satisfies Record<WhenCondition["kind"], (stored: never) => boolean>;

function isSoundSpan(stored: unknown): boolean {
  if (typeof stored !== "object" || stored === null) return false;
  const { days, from, to }: { days?: unknown; from?: unknown; to?: unknown } = stored;
  return areTexts(days) && [from, to].every((time) => isText(time) && /^\d\d:\d\d$/.test(time));
}

function isSoundWhen(stored: unknown): stored is WhenCondition {
  if (typeof stored !== "object" || stored === null || !("kind" in stored)) return false;
  const { kind } = stored;
  if (typeof kind !== "string" || !Object.hasOwn(WHEN_SHAPES, kind)) return false;
  return WHEN_SHAPES[kind as WhenCondition["kind"]](stored as { spans?: unknown });
}

function isSoundHandoff(stored: unknown): stored is Handoff {
  if (typeof stored !== "object" || stored === null) return false;
  const { notify, pause_minutes: minutes }: Stored<Handoff> = stored;
  return typeof notify === "boolean" && Number.isInteger(minutes) && Number(minutes) >= 0;
}

const broken = (stored: unknown): BrokenPart => ({ kind: "broken", stored });

/** Parses what is stored, once: behind this a rule is sound, or says of its parts that they are broken. */
export function readStoredRule(row: RuleRow): StoredRule {
  const { id, label, enabled, appliesWhen, matcher, response, handoff } = row;
  return {
    id,
    label,
    ...(enabled === null ? {} : { enabled }),
    ...(appliesWhen == null ? {} : { when: isSoundWhen(appliesWhen) ? appliesWhen : broken(appliesWhen) }),
    matcher: isSoundMatcher(matcher) ? matcher : broken(matcher),
    response: isSoundResponse(response) ? response : broken(response),
    ...(handoff == null ? {} : { handoff: isSoundHandoff(handoff) ? handoff : broken(handoff) }),
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
export const storedPart = (part: object): unknown =>
  "kind" in part && part.kind === "broken" && "stored" in part ? part.stored : part;

/** The default rule as it is written, or exported. */
export const storedDefault = ({ default_rule, brokenDefault }: StoredConfig): unknown => brokenDefault ?? default_rule;

/** A config as it is stored, for an export. */
export function storedJson(config: StoredConfig): unknown {
  const { brokenDefault: _read, ...whole } = config;
  const rules = config.rules.map(({ id, label, enabled, when, matcher, response, handoff }) => ({
    id,
    label,
    ...(enabled === undefined ? {} : { enabled }),
    ...(when === undefined ? {} : { when: storedPart(when) }),
    matcher: storedPart(matcher),
    response: storedPart(response),
    ...(handoff === undefined ? {} : { handoff: storedPart(handoff) }),
  }));
  return { ...whole, rules, default_rule: storedDefault(config) };
}
