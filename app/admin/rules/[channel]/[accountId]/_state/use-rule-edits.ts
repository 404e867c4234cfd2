"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { useActionWords } from "@/components/call-action";
import { invertEdit, type RuleEdit } from "@/lib/rules/editing/rule-edit";
import { NO_PHRASES, ownEntry } from "@/lib/rules/editing/rule-list";
import type { EditOutcome, RuleListState } from "./use-rule-list";

/**
 * `words` null says nothing when all went well. `reopen` brings back what was typed when the edit is refused; where it
 * can, nobody needs a button to send the same once more.
 */
export type ApplyEdit = (edit: RuleEdit, words: string | null, reopen?: () => boolean) => void;

/**
 * Applies edits and says what came of them: done, with the way back; put together with somebody else's; or refused, with
 * another try.
 */
export function useRuleEdits({ shown, apply }: RuleListState): ApplyEdit {
  const t = useTranslations("rules");
  const sayFailure = useActionWords();

  const say = useCallback(
    (outcome: EditOutcome, again: (() => void) | null): void => {
      if (outcome.ok) {
        if (outcome.clash) toast.warning(t(`clash.${outcome.clash.kind}`), { duration: 10_000 });
        else if (outcome.rebased) toast.info(t("rebased"), { duration: 8_000 });
        return;
      }
      const words = outcome.kind === "too_many" ? t("tooManyRules") : sayFailure(outcome.failure);
      const action = again ? { action: { label: t("again"), onClick: again } } : {};
      toast.error(again ? words : `${t("notSaved")} ${words}`, { duration: 20_000, ...action });
    },
    [t, sayFailure],
  );

  return useCallback(
    (edit, words, reopen) => {
      const send = async (one: RuleEdit): Promise<EditOutcome> => {
        const outcome = await apply(one);
        const reopened = !outcome.ok && one === edit && reopen?.() === true;
        say(outcome, reopened ? null : () => void send(one));
        return outcome;
      };
      const back = inverse(shown, edit);
      void send(edit).then((outcome) => {
        if (!outcome.ok || words === null) return;
        const undo = back ? { action: { label: t("undo"), onClick: () => void send(back) } } : {};
        toast.success(words, { duration: 8_000, ...undo });
      });
    },
    [apply, shown, say, t],
  );
}

/** The edit that takes `edit` back, with the phrases that it replaced. */
function inverse({ config, phrases }: RuleListState["shown"], edit: RuleEdit): RuleEdit | null {
  const back = invertEdit(config, edit);
  if (back?.kind !== "put" || edit.kind !== "put" || !edit.phrases) return back;
  return { ...back, phrases: ownEntry(phrases, edit.rule.id) ?? NO_PHRASES };
}
