import type { TextLimit } from "@/lib/core/unicode";
import type { WhenCondition } from "@/lib/facts/opening-hours";

/**
 * The reply config exactly as it travels: in the database, in exports and in imports, hence snake_case. Optional
 * fields were added later and stay absent where they were absent, so that old files remain valid and come back equal.
 */
export type StaticTextMatcher = {
  kind: "static_text";
  keywords: string[];
  whole_word?: boolean;
  /** The keyword must be a whole message, punctuation, emoji and blanks aside; `whole_word` then says nothing. */
  exact?: boolean;
};
/**
 * Matches by meaning. With a threshold, 0.50 to 0.95: the text's likeness to the nearest phrase must reach it. Without, the
 * rule is automatic: it draws its own line, and of adjacent ones the furthest above its line wins. `closeness`, of
 * automatic rules alone, draws that line higher or lower.
 */
export type PromptMatcher = {
  kind: "prompt";
  description: string;
  threshold?: number;
  closeness?: Exclude<Closeness, "normal">;
  examples?: string[];
};
/** How near a message has to come to an automatic rule; absent on the wire: normal. */
export type Closeness = "strict" | "normal" | "generous";
/** The customer's first message to this account in 14 days, whatever it says. */
export type FirstMessageMatcher = { kind: "first_message" };
/** Every message: what answers while the shop is closed, say. */
export type AnyMatcher = { kind: "any" };
export type Matcher = StaticTextMatcher | PromptMatcher | FirstMessageMatcher | AnyMatcher;
/** The default rule's matcher: everything that no rule before it took. */
export type DefaultMatcher = { kind: "default" };

/** Sent verbatim. */
export type CannedResponse = { kind: "canned"; text: string };
/** Instructions for the AI. */
export type PromptResponse = { kind: "prompt"; text: string };
/** Stays silent: what the rule takes gets no answer. */
export type NoResponse = { kind: "none" };
/** Named apart from the platform's `Response`. */
export type RuleResponse = CannedResponse | PromptResponse | NoResponse;

/** What follows the rule's answer: a person is wanted. `notify`: the owner is told. */
export type Handoff = { notify: boolean; pause_minutes: number };

/** A rule without `enabled` is enabled, and one without `when` answers at any time. */
export type ReplyRule = {
  id: string;
  label: string;
  enabled?: boolean;
  when?: WhenCondition;
  matcher: Matcher;
  response: RuleResponse;
  handoff?: Handoff;
};
export type DefaultRule = { id: "default"; label: string; matcher: DefaultMatcher; response: RuleResponse };

export type ReplyConfig = {
  enabled: boolean;
  /** How long an answer waits for more messages, whole seconds, 0 to 30. */
  wait_seconds: number;
  /** What the customer gets when the AI's answer was blocked; absent means `silent`. */
  on_ai_blocked?: "silent" | "default";
  /** For how long one customer is not sent the default again, whole minutes, 1 to 1,440; absent or 0: every time. */
  default_pause_minutes?: number;
  /** Tried from the top; the first match wins. */
  rules: ReplyRule[];
  default_rule: DefaultRule;
};

/** Whether a rule matches by meaning and draws its own line. */
export const isAutomatic = ({ matcher }: Pick<StoredRule, "matcher">): boolean =>
  matcher.kind === "prompt" && matcher.threshold === undefined;

/** What stands where a part of a stored rule can't be read. */
export type BrokenPart = { kind: "broken"; stored: unknown };

/** A rule as it is stored. A broken one is shown, may be mended, moved or removed, and never matches. */
export type StoredRule = Omit<ReplyRule, "when" | "matcher" | "response" | "handoff"> & {
  when?: WhenCondition | BrokenPart;
  matcher: Matcher | BrokenPart;
  response: RuleResponse | BrokenPart;
  handoff?: Handoff | BrokenPart;
};

export type StoredConfig = Omit<ReplyConfig, "rules"> & {
  rules: StoredRule[];
  /** What stands where the default rule can't be read: it stays there until somebody writes another. */
  brokenDefault?: unknown;
};

export const isSoundRule = (rule: StoredRule): rule is ReplyRule =>
  [rule.when, rule.matcher, rule.response, rule.handoff].every(
    (part) => part === undefined || !("kind" in part && part.kind === "broken"),
  );

/** Limits of a reply config. Lengths count code points, so that an emoji costs the same as a letter. */
export const REPLY_CONFIG_LIMITS = {
  rules: 200,
  idCharacters: 80,
  labelCharacters: 80,
  keywords: 50,
  keywordCharacters: 200,
  descriptionCharacters: 500,
  examples: 50,
  exampleCharacters: 200,
  promptCharacters: 2_000,
  cannedCharacters: 4_096,
  minThreshold: 0.5,
  maxThreshold: 0.95,
  maxWaitSeconds: 30,
  maxDefaultPauseMinutes: 1_440,
  /** How long the bot may rest after a hand-over: a week. */
  maxHandoffMinutes: 10_080,
} as const;

/** Of a fixed text on one channel: what the channel takes, and never more than a config may hold. */
export function cannedLimit({ max, unit }: TextLimit): TextLimit {
  return { max: Math.min(max, REPLY_CONFIG_LIMITS.cannedCharacters), unit };
}

/** Folded keywords longer than this are not searched for: the search costs one step a character and length. */
export const FOLDED_KEYWORD_UNITS = 400;

/** The id of the default rule; no other rule may have it. */
export const DEFAULT_RULE_ID = "default";

/** What a newly connected number starts with: it answers everything with one canned sentence. */
export function newAccountConfig(): ReplyConfig {
  return {
    enabled: true,
    wait_seconds: 5,
    rules: [],
    default_rule: {
      id: "default",
      label: "Default reply",
      matcher: { kind: "default" },
      response: { kind: "canned", text: "Thanks for your message! We will answer as soon as we can." },
    },
  };
}
