"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Radio } from "@/components/ui/radio";
import { PRESETS } from "@/lib/persona/presets";

/** The voices to begin with, each with what it would answer. */
export function PresetChoice({ value, onChange }: { value: string; onChange: (preset: string) => void }) {
  const t = useTranslations("persona");
  const id = useId();
  return (
    <div>
      <p className="mb-3 text-soft">{t("presetAsked")}</p>
      <div role="radiogroup" aria-label={t("presets")} className="grid gap-3 sm:grid-cols-2">
        {PRESETS.map((preset) => (
          <label
            key={preset.id}
            htmlFor={`${id}-${preset.id}`}
            className="flex cursor-pointer flex-col gap-3 rounded-control border border-edge p-4 has-checked:border-brand has-checked:bg-brand-wash"
          >
            <span className="flex items-start gap-3">
              <Radio
                id={`${id}-${preset.id}`}
                name={id}
                value={preset.id}
                checked={preset.id === value}
                onChange={() => onChange(preset.id)}
                className="mt-0.5"
              />
              <span>
                <span className="block font-medium text-[0.9375rem]">{preset.name}</span>
                <span className="mt-0.5 block text-sm text-soft">{preset.summary}</span>
              </span>
            </span>
            <span className="block rounded-2xl rounded-tl-md border border-line bg-card px-3.5 py-2.5 text-sm leading-relaxed">
              {preset.sample}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}
