"use client";

import { useTranslations } from "next-intl";
import type { PersonaBrief } from "@/lib/persona/persona";
import { CountedField } from "./counted-field";
import { limitOf } from "./persona-draft";

/** The builder's questions in their order, in groups, each with the lines that its answer wants. */
const GROUPS = {
  business: [
    ["businessName", 1],
    ["businessType", 1],
    ["place", 2],
    ["openingHours", 2],
  ],
  manner: [
    ["voice", 3],
    ["goal", 2],
    ["link", 1],
    ["phrases", 2],
  ],
  bounds: [
    ["avoidTopics", 2],
    ["neverSay", 2],
    ["humanWhen", 2],
    ["humanHow", 2],
  ],
} as const satisfies Record<string, readonly (readonly [keyof PersonaBrief, number])[]>;

type Props = {
  brief: PersonaBrief;
  onChange: (brief: PersonaBrief) => void;
  problem: (field: keyof PersonaBrief) => string | null;
};

export function BuilderFields({ brief, onChange, problem }: Props) {
  const t = useTranslations("persona");
  return (
    <div className="flex flex-col gap-8">
      {(["business", "manner", "bounds"] as const).map((group) => (
        <fieldset key={group} className="flex flex-col gap-4">
          <legend className="mb-4 font-semibold">{t(`groups.${group}`)}</legend>
          {GROUPS[group].map(([field, rows]) => (
            <CountedField
              key={field}
              name={field}
              label={t(`fields.${field}.label`)}
              placeholder={t(`fields.${field}.example`)}
              value={brief[field]}
              onChange={(value) => onChange({ ...brief, [field]: value })}
              max={limitOf(field)}
              rows={rows}
              error={problem(field)}
            />
          ))}
        </fieldset>
      ))}
    </div>
  );
}
