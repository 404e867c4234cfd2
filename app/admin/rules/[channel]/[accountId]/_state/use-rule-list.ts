"use client";

import { useMutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { reachAction, type Unreached } from "@/components/call-action";
import { applyEdits, type EditClash, type RuleEdit } from "@/lib/rules/editing/rule-edit";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import type { ActionFailure } from "@/lib/web/actions/run-action";
import { readRules, saveEdit } from "./actions";

/** While a rule waits for its vectors or its verdict the list is read again this often, ms. */
const READ_EVERY_MS = 3_000;
/** How often an edit is put on a newer list before its author has to look. */
const REBASES = 6;

export type EditFailure =
  | { ok: false; kind: "failed"; failure: ActionFailure | Unreached }
  | { ok: false; kind: "too_many" };
/** `rebased`: somebody else had changed the list, and both changes are in it now. */
export type EditOutcome = { ok: true; rebased: boolean; clash: EditClash | null } | EditFailure;

export type RuleListState = {
  /** As the server has it. */
  saved: RuleList;
  /** The same with the edits that are on their way. */
  shown: RuleList;
  pending: readonly RuleEdit[];
  apply(edit: RuleEdit): Promise<EditOutcome>;
  accept(list: RuleList): void;
};

class Refused extends Error {
  constructor(readonly failure: EditFailure) {
    super(failure.kind);
  }
}

/**
 * The list, and edits that show at once and are sent one after the other. An edit that meets a newer list is put on that
 * one and sent again; one that is refused disappears from the screen.
 */
export function useRuleList(first: RuleList): RuleListState {
  const { accountId } = first;
  const client = useQueryClient();
  const key = useMemo(() => ["rules", accountId], [accountId]);

  const { data: saved } = useQuery({
    queryKey: key,
    initialData: first,
    // A list that was left and opened again begins with what the server said this time.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data) ? READ_EVERY_MS : false),
    queryFn: async () => {
      const before = client.getQueryData<RuleList>(key) ?? first;
      const answer = await reachAction(() => readRules({ accountId }));
      const known = client.getQueryData<RuleList>(key) ?? first;
      // What was saved while this read was under way is newer, also where only phrases changed, which have no version.
      if (!answer.ok || known !== before) return known;
      return answer.value.version < known.version ? known : answer.value;
    },
  });

  const { mutateAsync } = useMutation({
    mutationKey: key,
    scope: { id: `rules ${accountId}` },
    networkMode: "always",
    mutationFn: async (edit: RuleEdit): Promise<Extract<EditOutcome, { ok: true }>> => {
      for (let rebased = 0; rebased < REBASES; rebased += 1) {
        const { version } = client.getQueryData<RuleList>(key) ?? first;
        const answer = await reachAction(() => saveEdit({ accountId, version, edit }));
        if (!answer.ok) throw new Refused({ ok: false, kind: "failed", failure: answer });
        client.setQueryData(key, answer.value.list);
        if (answer.value.kind === "saved") return { ok: true, rebased: rebased > 0, clash: answer.value.clash };
        if (answer.value.kind === "too_many") throw new Refused({ ok: false, kind: "too_many" });
        // A whole list can't be put on a newer one: its author has to look first.
        if (edit.kind === "replace") break;
      }
      throw new Refused({ ok: false, kind: "failed", failure: { ok: false, code: "conflict" } });
    },
  });

  const pending = useMutationState({
    filters: { mutationKey: key, status: "pending" },
    select: ({ state }) => state.variables as RuleEdit,
  });

  const apply = useCallback(
    async (edit: RuleEdit): Promise<EditOutcome> => {
      try {
        return await mutateAsync(edit);
      } catch (error) {
        if (error instanceof Refused) return error.failure;
        throw error;
      }
    },
    [mutateAsync],
  );
  const accept = useCallback((list: RuleList) => void client.setQueryData(key, list), [client, key]);
  const shown = useMemo(
    () =>
      pending.length === 0
        ? saved
        : { ...saved, config: applyEdits(saved.config, pending), phrases: withPhrases(saved.phrases, pending) },
    [saved, pending],
  );
  return { saved, shown, pending, apply, accept };
}

function withPhrases(saved: RuleList["phrases"], pending: readonly RuleEdit[]): RuleList["phrases"] {
  const puts = pending.flatMap((edit) => (edit.kind === "put" && edit.phrases ? [[edit.rule.id, edit.phrases]] : []));
  return { ...saved, ...Object.fromEntries(puts) };
}

function isUnfinished({ notActive, safety }: RuleList): boolean {
  return notActive.length > 0 || Object.values(safety).some(({ status }) => status === "pending");
}
