"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useChannelTraits } from "@/app/admin/_frame/use-channel-traits";
import { reachAction, type Unreached } from "@/components/call-action";
import type { TryLimit } from "@/lib/pipeline/answer/match-turn";
import type { PhraseScore } from "@/lib/playground/preview-lines";
import type { Closeness } from "@/lib/rules/config/reply-config";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import type { ActionFailure } from "@/lib/web/actions/run-action";
import { scorePhrases } from "../_state/actions";
import { intentOfDraft, phrasesOfDraft, problemsOfDraft, type RuleDraft } from "../_state/rule-draft";
import { useSettled } from "../_state/use-settled";

/** How long nothing has to be typed before phrases are measured, ms. */
const PAUSE_MS = 350;

type Asked = {
  automatic?: { ruleId: string };
  intent: { description: string; examples: string[] };
  phrases: string[];
};
const NOTHING = JSON.stringify(null);

/** Every score of an account was measured by its switch for languages, too. */
export const scoresKey = (accountId: string) => ["phrase scores", accountId] as const;

export type PhraseScoring = {
  /** What was measured last, by phrase; it stays while the next answer is on its way. */
  scores: ReadonlyMap<string, PhraseScore>;
  /** Where the rule itself would draw its line; null where it has a number, and where nothing is measured. */
  lines: Record<Closeness, number> | null;
  busy: boolean;
  trouble: "embedding_down" | TryLimit | ActionFailure | Unreached | null;
  again: () => void;
};

/** How near the phrases of a draft come to it, measured anew when either has changed. */
export function usePhraseScores(
  { accountId, anyLanguage, version }: RuleList,
  ruleId: string,
  draft: RuleDraft,
  isSeen: boolean,
): PhraseScoring {
  const { should, shouldNot } = phrasesOfDraft(draft);
  const { examples } = intentOfDraft(draft);
  // A rule that draws its own line shows it beside its examples alone, too.
  const looksOn = isSeen && draft.threshold === null && examples.length > 0;
  const typed = should.length + shouldNot.length > 0;
  const phrases = [...new Set([...should, ...shouldNot, ...examples])];
  const problems = problemsOfDraft(draft, useChannelTraits().textLimit);
  const sound = !problems.description && !problems.examples && !problems.should && !problems.shouldNot;
  // The list's other rules move the line of an automatic one, and no score against a number.
  const automatic = draft.threshold === null ? { automatic: { ruleId } } : {};
  const wanted: Asked | null =
    sound && (typed || looksOn) ? { ...automatic, intent: intentOfDraft(draft), phrases } : null;
  const asked = useSettled(JSON.stringify(wanted), PAUSE_MS);

  const query = useQuery({
    queryKey: [...scoresKey(accountId), anyLanguage, draft.threshold === null ? version : null, asked],
    enabled: asked !== NOTHING,
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: () => reachAction(() => scorePhrases({ accountId, ...(JSON.parse(asked) as Asked) })),
  });
  // Of what can't be measured there is nothing to say, least of all what was measured against other words.
  const data = wanted ? query.data : undefined;
  const scores = useMemo(
    () => new Map(data?.ok && data.value.kind === "scored" ? data.value.phrases.map((one) => [one.phrase, one]) : []),
    [data],
  );
  const lines = data?.ok && data.value.kind === "scored" ? data.value.lines : null;
  const trouble =
    !data || query.isFetching ? null : !data.ok ? data : data.value.kind === "scored" ? null : data.value.kind;
  return { scores, lines, busy: query.isFetching, trouble, again: () => void query.refetch() };
}
