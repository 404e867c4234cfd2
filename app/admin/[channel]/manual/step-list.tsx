"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";

const STEPS = ["number", "confirm", "test", "reply"] as const;
export type StepName = (typeof STEPS)[number];

/** Where one is; what lies behind has a tick. */
export function StepList({ current }: { current: StepName }) {
  const t = useTranslations("connect");
  const at = STEPS.indexOf(current);
  return (
    <ol className="mb-6 grid grid-cols-4 gap-2">
      {STEPS.map((step, index) => (
        <li key={step} aria-current={step === current ? "step" : undefined} className="group">
          <span className={`block h-1.5 rounded-full ${index <= at ? "bg-brand" : "bg-line"}`} />
          <span className="mt-2 flex items-center gap-1 text-sm text-soft group-aria-[current=step]:font-semibold group-aria-[current=step]:text-ink">
            {index < at ? <Check aria-hidden className="size-3.5 shrink-0 text-brand" /> : null}
            <span className="truncate">{t(`steps.${step}`)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
