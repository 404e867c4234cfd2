"use client";

import { useTranslations } from "next-intl";
import { useOptimistic, useTransition } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { SwitchRow } from "@/components/ui/switch-row";
import { setCloseCalls } from "./_state/actions";
import type { RuleListState } from "./_state/use-rule-list";

/** Lets the AI be asked where automatic rules are hard to tell apart. Saved as soon as it is turned. */
export function CloseCallSwitch({ state: { saved, accept } }: { state: RuleListState }) {
  const t = useTranslations("rules");
  const words = useActionWords();
  const [, startTransition] = useTransition();
  const [on, showOn] = useOptimistic(saved.asksCloseCalls);

  function turn(wanted: boolean): void {
    startTransition(async () => {
      showOn(wanted);
      const result = await reachAction(() => setCloseCalls({ accountId: saved.accountId, asks: wanted }));
      if (!result.ok) return void toast.error(words(result));
      startTransition(() => accept(result.value));
    });
  }

  return (
    <div className="mt-6">
      <SwitchRow label={t("closeCalls")} hint={t("closeCallsHint")} checked={on} onChange={turn} />
    </div>
  );
}
