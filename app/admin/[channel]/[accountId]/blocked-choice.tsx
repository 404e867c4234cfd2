"use client";

import { useTranslations } from "next-intl";
import { ChoiceGroup } from "@/components/ui/choice-group";
import type { OnAiBlocked } from "@/lib/accounts/account-view";

export function BlockedChoice({ value, onChange }: { value: OnAiBlocked; onChange: (value: OnAiBlocked) => void }) {
  const t = useTranslations("account");
  return (
    <fieldset>
      <legend className="font-medium text-[0.9375rem]">{t("blocked")}</legend>
      <p className="mt-0.5 mb-2.5 text-sm text-soft">{t("blockedHint")}</p>
      <ChoiceGroup
        label={t("blocked")}
        value={value}
        onChange={onChange}
        choices={[
          { value: "silent", label: t("blockedSilent"), hint: t("blockedSilentHint") },
          { value: "default", label: t("blockedDefault"), hint: t("blockedDefaultHint") },
        ]}
      />
    </fieldset>
  );
}
