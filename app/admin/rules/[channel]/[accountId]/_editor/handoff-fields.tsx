"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Field } from "@/components/ui/field";
import { Label } from "@/components/ui/label";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { RuleDraft } from "../_state/rule-draft";

const OFFERED = [0, 15, 60, 240, 720, 1_440, 4_320, 10_080];

type HandoffFieldsProps = { draft: RuleDraft; onChange: (part: Partial<RuleDraft>) => void; error: string | null };

/** What follows the answer where the rule calls for a person. */
export function HandoffFields({ draft, onChange, error }: HandoffFieldsProps) {
  const t = useTranslations("rules");
  const { handsOver, notify, pauseMinutes } = draft;
  const offered = [...new Set([...OFFERED, pauseMinutes])].sort((one, other) => one - other);
  const id = useId();
  const row = (name: "handsOver" | "notify", checked: boolean) => (
    <div className="flex items-start justify-between gap-4">
      <div>
        <Label htmlFor={`${id}-${name}`}>{t(name)}</Label>
        <p id={`${id}-${name}-hint`} className="mt-0.5 text-sm text-soft">
          {t(`${name}Hint`)}
        </p>
      </div>
      <Switch
        id={`${id}-${name}`}
        aria-describedby={`${id}-${name}-hint`}
        checked={checked}
        onCheckedChange={(to) => onChange({ [name]: to })}
      />
    </div>
  );
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="sr-only">{t("handsOver")}</legend>
      {row("handsOver", handsOver)}
      {handsOver ? (
        <>
          {row("notify", notify)}
          <Field label={t("rests")} hint={t("restsHint")} error={error}>
            {(control) => (
              <Select
                {...control}
                value={pauseMinutes}
                onChange={(event) => onChange({ pauseMinutes: Number(event.target.value) })}
              >
                {offered.map((minutes) => (
                  <option key={minutes} value={minutes}>
                    {t("restsValue", { minutes })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </>
      ) : null}
    </fieldset>
  );
}
