"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { WEEKDAYS, type Weekday } from "@/lib/facts/facts";
import { MOST_SPANS } from "@/lib/facts/opening-hours";
import { type RuleDraft, WHEN_KINDS } from "../_state/rule-draft";

type Span = RuleDraft["spans"][number];

const NEW_SPAN: Span = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00" };

type WhenFieldsProps = {
  draft: RuleDraft;
  /** Whether the business has told its opening hours: "open" and "closed" go by them. */
  hasHours: boolean;
  onChange: (part: Partial<RuleDraft>) => void;
  error: string | null;
};

/** At which times a rule answers. */
export function WhenFields({ draft, hasHours, onChange, error }: WhenFieldsProps) {
  const t = useTranslations("rules");
  const { whenKind, spans } = draft;
  const change = (at: number, part: Partial<Span>) =>
    onChange({ spans: spans.map((span, index) => (index === at ? { ...span, ...part } : span)) });
  const needsHours = (whenKind === "open" || whenKind === "closed") && !hasHours;
  return (
    <div className="flex flex-col gap-3">
      <Field label={t("at")} hint={needsHours ? t("atNeedsHours") : t(`atHint.${whenKind}`)} error={error}>
        {(control) => (
          <Select
            {...control}
            value={whenKind}
            onChange={(event) => {
              const kind = WHEN_KINDS.find((one) => one === event.target.value) ?? "always";
              onChange({ whenKind: kind, spans: kind === "hours" && spans.length === 0 ? [NEW_SPAN] : spans });
            }}
          >
            {WHEN_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`atKind.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {whenKind === "hours" ? (
        <>
          {spans.map((span, at) => (
            <SpanFields
              // biome-ignore lint/suspicious/noArrayIndexKey: a span has no name of its own, and none changes its place
              key={at}
              span={span}
              number={at + 1}
              onChange={(part) => change(at, part)}
              onRemove={spans.length === 1 ? null : () => onChange({ spans: spans.toSpliced(at, 1) })}
            />
          ))}
          {spans.length < MOST_SPANS ? (
            <Button kind="quiet" className="self-start" onClick={() => onChange({ spans: [...spans, NEW_SPAN] })}>
              <Plus aria-hidden />
              {t("addSpan")}
            </Button>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

type SpanFieldsProps = {
  span: Span;
  number: number;
  onChange: (part: Partial<Span>) => void;
  onRemove: (() => void) | null;
};

function SpanFields({ span, number, onChange, onRemove }: SpanFieldsProps) {
  const t = useTranslations("rules");
  const id = useId();
  const toggle = (day: Weekday) =>
    onChange({ days: WEEKDAYS.filter((one) => (one === day) !== span.days.includes(one)) });
  return (
    <fieldset className="flex flex-col gap-2 rounded-control border border-line p-3">
      <legend className="sr-only">{t("span", { number })}</legend>
      <div className="grid grid-cols-7 gap-1">
        {WEEKDAYS.map((day) => (
          <button
            key={day}
            type="button"
            aria-pressed={span.days.includes(day)}
            aria-label={t(`day.${day}`)}
            onClick={() => toggle(day)}
            className={classNames(
              "min-h-10 min-w-0 rounded-control border text-sm",
              span.days.includes(day) ? "border-brand bg-brand-wash font-medium" : "border-edge text-soft",
            )}
          >
            {t(`dayShort.${day}`)}
          </button>
        ))}
      </div>
      <div className="grid grid-cols-2 gap-2">
        {(["from", "to"] as const).map((end) => (
          <label key={end} htmlFor={`${id}-${end}`} className="flex min-w-0 flex-col gap-1 text-sm">
            <span className="text-soft">{t(end)}</span>
            <Input
              id={`${id}-${end}`}
              type="time"
              value={span[end] === "24:00" ? "00:00" : span[end]}
              onChange={(event) => onChange({ [end]: event.target.value })}
            />
          </label>
        ))}
      </div>
      {onRemove ? (
        <Button kind="quiet" className="self-start" aria-label={t("removeSpan", { number })} onClick={onRemove}>
          <X aria-hidden />
          {t("remove")}
        </Button>
      ) : null}
    </fieldset>
  );
}
