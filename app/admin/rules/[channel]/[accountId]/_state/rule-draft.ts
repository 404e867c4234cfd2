import { type TextLimit, textLength } from "@/lib/core/unicode";
import type { WhenCondition } from "@/lib/facts/opening-hours";
import { unknownPlaceholders } from "@/lib/facts/placeholders";
import {
  type Closeness,
  cannedLimit,
  REPLY_CONFIG_LIMITS as LIMITS,
  type Matcher,
  type PromptMatcher,
  type ReplyRule,
  type RuleResponse,
  type StoredRule,
} from "@/lib/rules/config/reply-config";
import { NO_PHRASES, PHRASES_OF_A_KIND, type RulePhrases } from "@/lib/rules/editing/rule-list";
import { splitKeywords } from "@/lib/rules/editing/split-keywords";
import { writesBlanks } from "@/lib/rules/editing/writes-blanks";

/** A rule while it is typed. Both kinds of each choice are kept: switching to and fro loses nothing. */
export type RuleDraft = {
  label: string;
  matcherKind: Matcher["kind"];
  keywords: string[];
  /** Typed, and not a keyword of its own yet. */
  keywordTyped: string;
  /** Null: nobody has said; see `wholeWordOf`. */
  wholeWord: boolean | null;
  /** The keyword has to be the whole message. */
  exact: boolean;
  description: string;
  /** One in each line. */
  examples: string;
  /** Null: the rule is automatic. */
  threshold: number | null;
  /** How near a message has to come, while the rule is automatic. */
  closeness: Closeness;
  /** What the threshold is placed by, one in each line. */
  should: string;
  shouldNot: string;
  whenKind: (typeof WHEN_KINDS)[number];
  /** The rule's own hours. */
  spans: Extract<WhenCondition, { kind: "hours" }>["spans"];
  responseKind: RuleResponse["kind"];
  canned: string;
  prompt: string;
  /** A person takes over after the answer. */
  handsOver: boolean;
  notify: boolean;
  pauseMinutes: number;
};

export const CLOSENESS = ["strict", "normal", "generous"] as const satisfies Closeness[];
export const WHEN_KINDS = ["always", "open", "closed", "hours"] as const satisfies (WhenCondition["kind"] | "always")[];

export type DraftField =
  | "label"
  | "keywords"
  | "description"
  | "examples"
  | "should"
  | "shouldNot"
  | "spans"
  | "text"
  | "handoff";
export type DraftProblem =
  | { kind: "empty" }
  | { kind: "long"; max: number; count: number }
  | { kind: "many"; max: number }
  /** A placeholder that there is not, by its name. */
  | { kind: "unknown"; name: string };
export type DraftProblems = Partial<Record<DraftField, DraftProblem>>;

/** Where the slider begins when an owner wants a number. */
export const FIRST_THRESHOLD = 0.72;

const EMPTY: RuleDraft = {
  label: "",
  matcherKind: "static_text",
  keywords: [],
  keywordTyped: "",
  wholeWord: null,
  exact: false,
  description: "",
  examples: "",
  threshold: null,
  closeness: "normal",
  should: "",
  shouldNot: "",
  whenKind: "always",
  spans: [],
  responseKind: "canned",
  canned: "",
  prompt: "",
  handsOver: false,
  notify: true,
  pauseMinutes: 720,
};

export function draftOfRule(rule: StoredRule | null, { should, shouldNot }: RulePhrases = NO_PHRASES): RuleDraft {
  if (!rule) return EMPTY;
  const { label, matcher, response, when, handoff } = rule;
  const draft: RuleDraft = { ...EMPTY, label, should: should.join("\n"), shouldNot: shouldNot.join("\n") };
  if (matcher.kind === "static_text")
    Object.assign(draft, {
      keywords: matcher.keywords,
      wholeWord: matcher.whole_word ?? false,
      exact: matcher.exact ?? false,
    });
  if (matcher.kind === "prompt")
    Object.assign(draft, {
      matcherKind: "prompt",
      description: matcher.description,
      examples: (matcher.examples ?? []).join("\n"),
      threshold: matcher.threshold ?? null,
      closeness: matcher.closeness ?? "normal",
    });
  if (matcher.kind === "first_message" || matcher.kind === "any") draft.matcherKind = matcher.kind;
  if (when && when.kind !== "broken") draft.whenKind = when.kind;
  if (when?.kind === "hours") draft.spans = when.spans;
  if (handoff && "notify" in handoff)
    Object.assign(draft, { handsOver: true, notify: handoff.notify, pauseMinutes: handoff.pause_minutes });
  if (response.kind !== "broken") draft.responseKind = response.kind;
  if (response.kind !== "broken" && response.kind !== "none") draft[response.kind] = response.text;
  return draft;
}

/** The rule that a draft would be saved as, under `id`. Optional fields that it doesn't need stay as they were. */
export function ruleOfDraft(draft: RuleDraft, id: string, base: StoredRule | null): ReplyRule {
  const { whenKind, spans, handsOver, notify, pauseMinutes } = draft;
  return {
    ...(base?.enabled === undefined ? {} : { enabled: base.enabled }),
    id,
    label: draft.label.trim(),
    ...(whenKind === "always" ? {} : { when: whenKind === "hours" ? { kind: whenKind, spans } : { kind: whenKind } }),
    matcher: matcherOf(draft, base?.matcher),
    response: responseOf(draft),
    ...(handsOver ? { handoff: { notify, pause_minutes: pauseMinutes } } : {}),
  };
}

function responseOf({ responseKind: kind, ...draft }: RuleDraft): RuleResponse {
  return kind === "none" ? { kind } : { kind, text: draft[kind] };
}

function matcherOf(draft: RuleDraft, base: StoredRule["matcher"] | undefined): Matcher {
  const kind = draft.matcherKind;
  switch (kind) {
    case "static_text": {
      const before = base?.kind === kind ? base : null;
      const keywords = keywordsOfDraft(draft);
      const wholeWord = wholeWordOf({ ...draft, keywords });
      return {
        kind,
        keywords,
        ...(wholeWord || before?.whole_word !== undefined ? { whole_word: wholeWord } : {}),
        ...(draft.exact || before?.exact !== undefined ? { exact: draft.exact } : {}),
      };
    }
    case "prompt": {
      const { description, examples } = intentOfDraft(draft);
      const before = base?.kind === kind ? base.examples : undefined;
      return {
        kind,
        description,
        ...lineOf(draft),
        ...(examples.length > 0 || before ? { examples } : {}),
      };
    }
    case "first_message":
    case "any":
      return { kind };
  }
}

/** The owner's own number, or how near is near enough; both at once there is not. */
function lineOf({ threshold, closeness }: RuleDraft): Pick<PromptMatcher, "threshold" | "closeness"> {
  if (threshold !== null) return { threshold };
  return closeness === "normal" ? {} : { closeness };
}

/** Whether keywords are whole words: as the owner says, or else where their script parts words, if they stand in a message. */
export const wholeWordOf = ({
  wholeWord,
  keywords,
  exact,
}: Pick<RuleDraft, "wholeWord" | "keywords" | "exact">): boolean => wholeWord ?? (!exact && writesBlanks(keywords));

/** The chips, and what is typed and none yet. */
function keywordsOfDraft({ keywords, keywordTyped }: RuleDraft): string[] {
  return [...keywords, ...splitKeywords(keywordTyped, keywords)];
}

/** What messages are compared with. */
export function intentOfDraft({ description, examples }: RuleDraft): { description: string; examples: string[] } {
  return { description: description.trim(), examples: linesOf(examples) };
}

export function phrasesOfDraft({ should, shouldNot }: RuleDraft): RulePhrases {
  return { should: [...new Set(linesOf(should))], shouldNot: [...new Set(linesOf(shouldNot))] };
}

function linesOf(typed: string): string[] {
  return typed
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** What keeps a draft from being saved, counted the way the server counts. `textLimit` is the channel's. */
export function problemsOfDraft(draft: RuleDraft, textLimit: TextLimit): DraftProblems {
  const problems: DraftProblems = {};
  const note = (field: DraftField, problem: DraftProblem | null) => {
    if (problem && !problems[field]) problems[field] = problem;
  };
  note("label", wordsProblem(draft.label, LIMITS.labelCharacters));
  if (draft.matcherKind === "static_text") {
    const keywords = keywordsOfDraft(draft);
    if (keywords.length === 0) note("keywords", { kind: "empty" });
    if (keywords.length > LIMITS.keywords) note("keywords", { kind: "many", max: LIMITS.keywords });
    for (const keyword of keywords) note("keywords", wordsProblem(keyword, LIMITS.keywordCharacters));
  } else if (draft.matcherKind === "prompt") {
    note("description", wordsProblem(draft.description, LIMITS.descriptionCharacters));
    const { examples } = intentOfDraft(draft);
    if (examples.length > LIMITS.examples) note("examples", { kind: "many", max: LIMITS.examples });
    for (const example of examples) note("examples", wordsProblem(example, LIMITS.exampleCharacters));
    const phrases = phrasesOfDraft(draft);
    for (const kind of ["should", "shouldNot"] as const) {
      if (phrases[kind].length > PHRASES_OF_A_KIND) note(kind, { kind: "many", max: PHRASES_OF_A_KIND });
      for (const phrase of phrases[kind]) note(kind, wordsProblem(phrase, LIMITS.exampleCharacters));
    }
  }
  if (draft.whenKind === "hours" && !draft.spans.every(isWholeSpan)) note("spans", { kind: "empty" });
  if (draft.handsOver && !draft.notify && draft.pauseMinutes === 0) note("handoff", { kind: "empty" });
  const { responseKind: kind } = draft;
  if (kind === "canned") {
    note("text", textProblem(draft.canned, cannedLimit(textLimit)));
    for (const name of unknownPlaceholders(draft.canned)) note("text", { kind: "unknown", name });
  }
  if (kind === "prompt") note("text", wordsProblem(draft.prompt, LIMITS.promptCharacters));
  return problems;
}

const isWholeSpan = ({ days, from, to }: RuleDraft["spans"][number]): boolean =>
  days.length > 0 && from !== "" && to !== "" && from !== to;

const wordsProblem = (text: string, max: number): DraftProblem | null => textProblem(text, { max, unit: "characters" });

function textProblem(text: string, { max, unit }: TextLimit): DraftProblem | null {
  const count = textLength(text, unit);
  if (text.trim() === "") return { kind: "empty" };
  return count > max ? { kind: "long", max, count } : null;
}
