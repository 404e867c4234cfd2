import type { AccountWithConfig } from "@/lib/accounts/account";
import { type IntentGap, type IntentPorts, measureIntent, type TryLimit } from "@/lib/pipeline/answer/match-turn";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import type { PhraseRecords } from "@/lib/rules/intent/embed-waiting-phrases";
import { createDraftLoader, embedTogether, type TrialPorts } from "./preview-lines";

/** How near a phrase comes to a rule; null where a customer's message in these words would not be compared at all. */
export type PhraseScore = { phrase: string; score: number | null; gap: IntentGap };

export type PhraseScores = { kind: "scored"; phrases: PhraseScore[] } | { kind: "embedding_down" | TryLimit };

type Measurement = {
  owner: AccountWithConfig;
  /** As it is typed, saved or not. */
  intent: { description: string; examples?: string[] | undefined };
  phrases: readonly string[];
  loadPhrases: PhraseRecords["loadPhrases"];
};

const MEASURED = "measured";

/**
 * Measures phrases against one rule by the functions that measure customers' messages, all phrases in one call. Keeps
 * nothing.
 */
export async function scorePhrases(
  ports: TrialPorts,
  { owner, intent, phrases, loadPhrases }: Measurement,
): Promise<PhraseScores> {
  const rule: ReplyRule = {
    id: MEASURED,
    label: "",
    // Scores don't depend on the threshold.
    matcher: { kind: "prompt", description: intent.description, examples: intent.examples ?? [], threshold: 1 },
    response: { kind: "canned", text: "" },
  };
  const alone: AccountWithConfig = { ...owner, config: { ...owner.config, rules: [rule] } };
  const draft: IntentPorts = {
    ...ports,
    embed: embedTogether(ports.embed, phrases),
    loadVectors: createDraftLoader(loadPhrases, ports.embed),
  };
  const scored: PhraseScore[] = [];
  for (const phrase of phrases) {
    await ports.giveWay();
    const { scores, gap } = await measureIntent(draft, alone, phrase);
    // Of all phrases, for they are asked about together.
    if (gap === "embedding_down" || gap === "tries_used_up" || gap === "too_much_new") return { kind: gap };
    scored.push({ phrase, gap, score: scores.kind === "scored" ? (scores.scores.get(MEASURED) ?? null) : null });
  }
  return { kind: "scored", phrases: scored };
}
