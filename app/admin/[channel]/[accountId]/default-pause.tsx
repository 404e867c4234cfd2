"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

const OFFERED = [0, 30, 60, 240, 720, 1_440];

/** For how long one customer is not sent the default reply again. A time that came with an import is offered too. */
export function DefaultPause({ minutes, onChange }: { minutes: number; onChange: (minutes: number) => void }) {
  const t = useTranslations("account");
  const offered = [...new Set([...OFFERED, minutes])].sort((one, other) => one - other);
  return (
    <Field label={t("defaultPause")} hint={t("defaultPauseHint")} error={null}>
      {(control) => (
        <Select {...control} value={minutes} onChange={(event) => onChange(Number(event.target.value))}>
          {offered.map((value) => (
            <option key={value} value={value}>
              {t("defaultPauseValue", { minutes: value })}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
