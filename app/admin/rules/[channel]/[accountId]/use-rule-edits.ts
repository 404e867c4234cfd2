"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { useActionWords } from "../../../../../components/action-words";
import { invertEdit, type RuleEdit } from "../../../../../lib/rules/rule-edit";
import type { EditOutcome, RuleListState } from "./use-rule-list";

/**
 * Applies edits and says what came of them: done, with the way back; put together with somebody else's; or refused, with
 * another try. `words` null says nothing when all went well.
 */
export function useRuleEdits({ shown, apply }: RuleListState): (edit: RuleEdit, words: string | null) => void {
  const t = useTranslations("rules");
  const sayFailure = useActionWords();

  const say = useCallback(
    (outcome: EditOutcome, again: () => void): void => {
      if (outcome.ok) {
        if (outcome.clash) toast.warning(t(`clash.${outcome.clash.kind}`), { duration: 10_000 });
        else if (outcome.rebased) toast.info(t("rebased"), { duration: 8_000 });
        return;
      }
      const words = outcome.kind === "too_many" ? t("tooManyRules") : sayFailure(outcome.failure);
      toast.error(words, { duration: 20_000, action: { label: t("again"), onClick: again } });
    },
    [t, sayFailure],
  );

  const { config } = shown;
  return useCallback(
    (edit, words) => {
      const send = async (one: RuleEdit): Promise<EditOutcome> => {
        const outcome = await apply(one);
        say(outcome, () => void send(one));
        return outcome;
      };
      const back = invertEdit(config, edit);
      void send(edit).then((outcome) => {
        if (!outcome.ok || words === null) return;
        const undo = back ? { action: { label: t("undo"), onClick: () => void send(back) } } : {};
        toast.success(words, { duration: 8_000, ...undo });
      });
    },
    [apply, config, say, t],
  );
}
