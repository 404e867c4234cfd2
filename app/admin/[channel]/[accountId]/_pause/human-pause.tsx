"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { AccountView } from "@/lib/accounts/account-view";
import { HUMAN_PAUSE } from "@/lib/accounts/pause";
import { setHumanPause } from "./actions";

const OFFERED = [0, 60, 240, HUMAN_PAUSE.usual, 1_440, 4_320, HUMAN_PAUSE.most];

/** For how long a customer is left to whoever answered on the phone: saved as soon as it is chosen. */
export function HumanPause({ account, onView }: { account: AccountView; onView: (view: AccountView) => void }) {
  const t = useTranslations("pause");
  const words = useActionWords();
  const [busy, startTransition] = useTransition();
  const [chosen, setChosen] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const minutes = chosen ?? account.humanPauseMinutes;
  const offered = [...new Set([...OFFERED, account.humanPauseMinutes])].sort((one, other) => one - other);

  function choose(wanted: number): void {
    setChosen(wanted);
    setError(null);
    startTransition(async () => {
      const result = await reachAction(() => setHumanPause({ accountId: account.id, minutes: wanted }));
      setChosen(null);
      if (!result.ok) return setError(words(result));
      toast.success(t("hoursSaved"));
      onView(result.value);
    });
  }

  return (
    <Field label={t("hours")} hint={t(minutes === 0 ? "hoursHintNone" : "hoursHint")} error={error}>
      {(control) => (
        <Select
          {...control}
          value={minutes}
          aria-busy={busy}
          onChange={(event) => {
            if (!busy) choose(Number(event.target.value));
          }}
        >
          {offered.map((value) => (
            <option key={value} value={value}>
              {t("hoursValue", { minutes: value })}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
