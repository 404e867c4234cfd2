import { draftOfRule, type RuleDraft } from "./rule-draft";

/** Rules that most shops want, with their words still to be looked over. `first`: it stands above all others. */
export const READY_RULES = {
  greeting: { first: false, draft: { matcherKind: "first_message" } },
  closed: { first: false, draft: { matcherKind: "any", whenKind: "closed" } },
  person: { first: true, draft: { matcherKind: "static_text", handsOver: true, notify: true, pauseMinutes: 720 } },
} as const satisfies Record<string, { first: boolean; draft: Partial<RuleDraft> }>;

export type ReadyRule = keyof typeof READY_RULES;

/** `keywords`: of a rule that goes by words, parted by commas. */
export function draftOfReadyRule(kind: ReadyRule, words: { label: string; text: string; keywords: string }): RuleDraft {
  const { draft } = READY_RULES[kind];
  const keywords = draft.matcherKind === "static_text" ? words.keywords.split(",").map((word) => word.trim()) : [];
  return { ...draftOfRule(null), ...draft, label: words.label, canned: words.text, keywords };
}
