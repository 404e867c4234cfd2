"use client";

import { useTranslations } from "next-intl";
import { useOptimistic, useState, useTransition } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SwitchRow } from "@/components/ui/switch-row";
import { FOLLOW_UP, type FollowUpSettings } from "@/lib/accounts/account";
import type { AccountView } from "@/lib/accounts/account-view";
import { setFollowUp } from "./actions";

const OFFERED = [0, 15, FOLLOW_UP.usual, 60, 120, FOLLOW_UP.most];

/** How long a conversation with the AI goes on by itself. Saved as soon as it is chosen. */
export function FollowUpCard({ account, onView }: { account: AccountView; onView: (view: AccountView) => void }) {
  const t = useTranslations("followUp");
  const words = useActionWords();
  const [busy, startTransition] = useTransition();
  const [shown, show] = useOptimistic(account.followUp);
  const [error, setError] = useState<string | null>(null);
  const offered = [...new Set([...OFFERED, shown.minutes])].sort((one, other) => one - other);

  function choose(part: Partial<FollowUpSettings>): void {
    if (busy) return;
    const wanted = { ...account.followUp, ...part };
    setError(null);
    startTransition(async () => {
      show(wanted);
      const result = await reachAction(() => setFollowUp({ accountId: account.id, ...wanted }));
      if (!result.ok) return setError(words(result));
      toast.success(t("saved"));
      startTransition(() => onView(result.value));
    });
  }

  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{t("text")}</CardText>
      <div className="mt-4 flex flex-col gap-5">
        <Field label={t("minutes")} hint={t(shown.minutes === 0 ? "minutesHintNone" : "minutesHint")} error={error}>
          {(control) => (
            <Select
              {...control}
              value={shown.minutes}
              aria-busy={busy}
              onChange={(event) => choose({ minutes: Number(event.target.value) })}
            >
              {offered.map((minutes) => (
                <option key={minutes} value={minutes}>
                  {t("minutesValue", { minutes })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {shown.minutes > 0 ? (
          <SwitchRow
            label={t("thanks")}
            hint={t("thanksHint")}
            checked={shown.endsOnThanks}
            onChange={(endsOnThanks) => choose({ endsOnThanks })}
          />
        ) : null}
      </div>
    </Card>
  );
}
