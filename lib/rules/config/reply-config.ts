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
/** Matches by meaning: the text's likeness to the description must reach the threshold, 0.50 to 0.95. */
export type PromptMatcher = { kind: "prompt"; description: string; threshold: number; examples?: string[] };
export type Matcher = StaticTextMatcher | PromptMatcher;
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

/** A rule without `enabled` is enabled. */
export type ReplyRule = { id: string; label: string; enabled?: boolean; matcher: Matcher; response: RuleResponse };
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
