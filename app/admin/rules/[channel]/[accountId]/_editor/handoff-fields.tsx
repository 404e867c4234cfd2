"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SwitchRow } from "@/components/ui/switch-row";
import type { RuleDraft } from "../_state/rule-draft";

const OFFERED = [0, 15, 60, 240, 720, 1_440, 4_320, 10_080];

type HandoffFieldsProps = { draft: RuleDraft; onChange: (part: Partial<RuleDraft>) => void; error: string | null };

/** What follows the answer where the rule calls for a person. */
export function HandoffFields({ draft, onChange, error }: HandoffFieldsProps) {
  const t = useTranslations("rules");
  const { handsOver, notify, pauseMinutes } = draft;
  const offered = [...new Set([...OFFERED, pauseMinutes])].sort((one, other) => one - other);
  const row = (name: "handsOver" | "notify", checked: boolean) => (
    <SwitchRow label={t(name)} hint={t(`${name}Hint`)} checked={checked} onChange={(to) => onChange({ [name]: to })} />
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
