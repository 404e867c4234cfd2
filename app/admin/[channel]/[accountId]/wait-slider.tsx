"use client";

import { useTranslations } from "next-intl";
import { Slider } from "@/components/ui/slider";
import { REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";

export function WaitSlider({ seconds, onChange }: { seconds: number; onChange: (seconds: number) => void }) {
  const t = useTranslations("account");
  const valueText = t("waitValue", { seconds });
  return (
    <div>
      <div className="flex items-baseline justify-between gap-4">
        <p className="font-medium text-[0.9375rem]">{t("wait")}</p>
        <output className="font-medium text-[0.9375rem] text-brand tabular-nums">{valueText}</output>
      </div>
      <Slider
        label={t("wait")}
        valueText={valueText}
        min={0}
        max={REPLY_CONFIG_LIMITS.maxWaitSeconds}
        step={1}
        value={seconds}
        onValueChange={onChange}
      />
      <p className="text-sm text-soft">{seconds === 0 ? t("waitNone") : t("waitSome", { seconds })}</p>
    </div>
  );
}
