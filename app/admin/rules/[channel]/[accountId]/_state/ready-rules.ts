import type { RuleTemplate } from "@/lib/rules/templates/rule-templates";
import { draftOfRule, type RuleDraft } from "./rule-draft";

/** Rules that most shops want, with their words still to be looked over. */
export const READY_RULES = {
  greeting: { matcherKind: "first_message" },
  closed: { matcherKind: "any", whenKind: "closed" },
  person: { matcherKind: "static_text", handsOver: true },
} as const satisfies Record<string, Partial<RuleDraft>>;

export type ReadyRule = keyof typeof READY_RULES;

/** `keywords`: of a rule that goes by words, parted by commas. */
export function draftOfReadyRule(kind: ReadyRule, words: { label: string; text: string; keywords: string }): RuleDraft {
  const ready = READY_RULES[kind];
  const keywords = ready.matcherKind === "static_text" ? words.keywords.split(",").map((word) => word.trim()) : [];
  return { ...draftOfRule(null), ...ready, label: words.label, canned: words.text, keywords };
}

export function draftOfTemplate({ description, examples, response }: RuleTemplate, label: string): RuleDraft {
  const draft = { ...draftOfRule(null), label, matcherKind: "prompt" as const, description };
  return { ...draft, examples: examples.join("\n"), responseKind: response.kind, [response.kind]: response.text };
}
