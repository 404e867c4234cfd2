"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Slider } from "@/components/ui/slider";
import { Textarea } from "@/components/ui/textarea";
import { REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import type { DraftField, RuleDraft } from "../_state/rule-draft";
import { ThresholdLine } from "../_threshold/threshold-line";

type IntentFieldsProps = {
  list: RuleList;
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
  say: (field: DraftField) => string | null;
};

/** What the customer means, in the owner's words, and how near a message has to come to it. */
export function IntentFields({ list, draft, onChange, say }: IntentFieldsProps) {
  const t = useTranslations("rules");
  const shown = draft.threshold.toFixed(2);
  return (
    <>
      <Field label={t("description")} hint={t("descriptionHint")} error={say("description")}>
        {(control) => (
          <Textarea
            {...control}
            className="min-h-20"
            placeholder={t("descriptionPlaceholder")}
            value={draft.description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("examples")} hint={t("examplesHint")} error={say("examples")}>
        {(control) => (
          <Textarea
            {...control}
            className="min-h-24"
            placeholder={t("examplesPlaceholder")}
            value={draft.examples}
            onChange={(event) => onChange({ examples: event.target.value })}
          />
        )}
      </Field>
      <div>
        <div className="flex items-baseline justify-between gap-4">
          <p className="font-medium text-[0.9375rem]">{t("threshold")}</p>
          <output className="font-medium text-[0.9375rem] text-brand tabular-nums">{shown}</output>
        </div>
        <Slider
          label={t("threshold")}
          valueText={shown}
          min={REPLY_CONFIG_LIMITS.minThreshold}
          max={REPLY_CONFIG_LIMITS.maxThreshold}
          step={0.01}
          value={draft.threshold}
          // Steps of a hundredth add up to 0.9500000000000001: the export is to say what the screen says.
          onValueChange={(threshold) => onChange({ threshold: Math.round(threshold * 100) / 100 })}
        />
        <p className="text-sm text-soft">{t("thresholdHint")}</p>
      </div>
      <ThresholdLine list={list} draft={draft} onChange={onChange} say={say} />
    </>
  );
}
