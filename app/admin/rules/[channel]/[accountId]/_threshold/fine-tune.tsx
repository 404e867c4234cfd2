"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Label } from "@/components/ui/label";
import { Slider } from "@/components/ui/slider";
import { Switch } from "@/components/ui/switch";
import { REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import { CLOSENESS, type DraftField, FIRST_THRESHOLD, type RuleDraft } from "../_state/rule-draft";
import { ThresholdLine } from "./threshold-line";

type FineTuneProps = {
  list: RuleList;
  ruleId: string;
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
  say: (field: DraftField) => string | null;
};

/** How near is near enough, or a number of the owner's own. Open where either is not as usual. */
export function FineTune({ list, ruleId, draft, onChange, say }: FineTuneProps) {
  const t = useTranslations("rules");
  const id = useId();
  const [open, setOpen] = useState(draft.threshold !== null || draft.closeness !== "normal");
  // What was set comes back when the switch is turned to and fro.
  const [last, setLast] = useState(draft.threshold ?? FIRST_THRESHOLD);
  const { threshold } = draft;
  const wrong = say("should") !== null || say("shouldNot") !== null;
  return (
    <details open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-11 cursor-pointer py-2.5 font-medium text-[0.9375rem]">{t("fineTune")}</summary>
      <div className="flex flex-col gap-4 pt-2">
        {threshold === null ? (
          <fieldset>
            <legend className="mb-2.5 font-medium text-[0.9375rem]">{t("closeness.title")}</legend>
            <ChoiceGroup
              label={t("closeness.title")}
              columns={3}
              value={draft.closeness}
              onChange={(closeness) => onChange({ closeness })}
              choices={CLOSENESS.map((value) => ({
                value,
                label: t(`closeness.${value}`),
                hint: t(`closeness.${value}Hint`),
              }))}
            />
          </fieldset>
        ) : null}
        <div className="flex items-start justify-between gap-4">
          <div>
            <Label htmlFor={id}>{t("ownThreshold")}</Label>
            <p id={`${id}-hint`} className="mt-0.5 text-sm text-soft">
              {t("ownThresholdHint")}
            </p>
          </div>
          <Switch
            id={id}
            aria-describedby={`${id}-hint`}
            checked={threshold !== null}
            onCheckedChange={(own) => onChange({ threshold: own ? last : null })}
          />
        </div>
        {threshold === null ? null : (
          <div>
            <div className="flex items-baseline justify-between gap-4">
              <p className="font-medium text-[0.9375rem]">{t("threshold")}</p>
              <output className="font-medium text-[0.9375rem] text-brand tabular-nums">{threshold.toFixed(2)}</output>
            </div>
            <Slider
              label={t("threshold")}
              valueText={threshold.toFixed(2)}
              min={REPLY_CONFIG_LIMITS.minThreshold}
              max={REPLY_CONFIG_LIMITS.maxThreshold}
              step={0.01}
              value={threshold}
              onValueChange={(moved) => {
                // Steps of a hundredth add up to 0.9500000000000001: the export is to say what the screen says.
                const rounded = Math.round(moved * 100) / 100;
                setLast(rounded);
                onChange({ threshold: rounded });
              }}
            />
            <p aria-hidden className="-mt-2 mb-1 flex justify-between text-soft text-xs tabular-nums">
              <span>{REPLY_CONFIG_LIMITS.minThreshold.toFixed(2)}</span>
              <span>{REPLY_CONFIG_LIMITS.maxThreshold.toFixed(2)}</span>
            </p>
            <p className="text-sm text-soft">{t("thresholdHint")}</p>
          </div>
        )}
        <ThresholdLine
          list={list}
          ruleId={ruleId}
          isSeen={open || wrong}
          draft={draft}
          onChange={(part) => {
            if (typeof part.threshold === "number") setLast(part.threshold);
            onChange(part);
          }}
          say={say}
        />
      </div>
    </details>
  );
}
