"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useOptimistic, useTransition } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import { setAnyLanguage } from "./_state/actions";
import type { RuleListState } from "./_state/use-rule-list";
import { scoresKey } from "./_threshold/use-phrase-scores";

/** Lets rules match by meaning in languages that the embedding model was not made for. */
export function LanguageSwitch({ state: { saved, accept } }: { state: RuleListState }) {
  const t = useTranslations("rules");
  const words = useActionWords();
  const client = useQueryClient();
  const id = useId();
  const [, startTransition] = useTransition();
  const [on, showOn] = useOptimistic(saved.anyLanguage);

  function turn(wanted: boolean): void {
    startTransition(async () => {
      showOn(wanted);
      const result = await reachAction(() => setAnyLanguage({ accountId: saved.accountId, anyLanguage: wanted }));
      if (!result.ok) return void toast.error(words(result));
      accept(result.value);
      // Open editors are not drawn anew by a list whose rules are the same.
      void client.invalidateQueries({ queryKey: scoresKey(saved.accountId) });
    });
  }

  return (
    <div className="mt-6 flex items-start justify-between gap-5">
      <div>
        <Label htmlFor={id}>{t("anyLanguage")}</Label>
        <p id={`${id}-hint`} className="mt-0.5 text-sm text-soft leading-relaxed">
          {t("anyLanguageHint")}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-hint`} checked={on} onCheckedChange={turn} />
    </div>
  );
}
