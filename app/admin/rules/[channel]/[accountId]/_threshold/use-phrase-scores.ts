"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useChannelTraits } from "@/app/admin/_frame/use-channel-traits";
import { reachAction, type Unreached } from "@/components/call-action";
import type { TryLimit } from "@/lib/pipeline/answer/match-turn";
import type { PhraseScore } from "@/lib/playground/preview-lines";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import type { ActionFailure } from "@/lib/web/actions/run-action";
import { scorePhrases } from "../_state/actions";
import { intentOfDraft, phrasesOfDraft, problemsOfDraft, type RuleDraft } from "../_state/rule-draft";
import { useSettled } from "../_state/use-settled";

/** How long nothing has to be typed before phrases are measured, ms. */
const PAUSE_MS = 350;

type Asked = { intent: { description: string; examples: string[] }; phrases: string[] };
const NOTHING = JSON.stringify(null);

/** Every score of an account was measured by its switch for languages, too. */
export const scoresKey = (accountId: string) => ["phrase scores", accountId] as const;

export type PhraseScoring = {
  /** What was measured last, by phrase; it stays while the next answer is on its way. */
  scores: ReadonlyMap<string, PhraseScore>;
  busy: boolean;
  trouble: "embedding_down" | TryLimit | ActionFailure | Unreached | null;
  again: () => void;
};

/** How near the phrases of a draft come to it, measured anew when either has changed. */
export function usePhraseScores({ accountId, anyLanguage }: RuleList, draft: RuleDraft): PhraseScoring {
  const { should, shouldNot } = phrasesOfDraft(draft);
  const { examples } = intentOfDraft(draft);
  const typed = should.length + shouldNot.length > 0;
  const phrases = [...new Set([...should, ...shouldNot, ...examples])];
  const problems = problemsOfDraft(draft, useChannelTraits().textLimit);
  const sound = !problems.description && !problems.examples && !problems.should && !problems.shouldNot;
  const wanted: Asked | null = sound && typed ? { intent: intentOfDraft(draft), phrases } : null;
  const asked = useSettled(JSON.stringify(wanted), PAUSE_MS);

  const query = useQuery({
    queryKey: [...scoresKey(accountId), anyLanguage, asked],
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
  const trouble =
    !data || query.isFetching ? null : !data.ok ? data : data.value.kind === "scored" ? null : data.value.kind;
  return { scores, busy: query.isFetching, trouble, again: () => void query.refetch() };
}
