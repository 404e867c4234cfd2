"use client";

import { CircleAlert, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { FACTS_LIMITS } from "@/lib/facts/facts";
import { newKey, type SpanDraft } from "./facts-draft";
import type { ProblemAt } from "./field-problems";

type Props = {
  /** Whose times these are, for those who hear the fields. */
  name: string;
  spans: readonly SpanDraft[];
  onChange: (spans: SpanDraft[]) => void;
  problem: ProblemAt;
  children?: ReactNode;
};

/** On a phone there is room for the time alone; tapped, its picker opens anyway. */
const TIME_LOOKS = "min-w-0 flex-1 px-2.5 max-sm:[&::-webkit-calendar-picker-indicator]:hidden sm:max-w-36";

const FIRST = { from: "09:00", to: "18:00" };

/** The times of one day: none is closed. A time that ends before it begins ends on the next day. */
export function SpanFields({ name, spans, onChange, problem, children }: Props) {
  const t = useTranslations("businessFacts.hours");
  const id = useId();
  const change = (key: string, part: Partial<SpanDraft>) =>
    onChange(spans.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <div className="flex flex-col gap-2">
      {spans.map((span, index) => {
        const error = problem(`${index}`) ?? problem(`${index}.0`) ?? problem(`${index}.1`);
        const noteId = `${id}-${span.key}`;
        const common = { type: "time", className: TIME_LOOKS, "aria-invalid": error !== null };
        const described = { "aria-describedby": error ? noteId : undefined };
        const label = { name, number: index + 1 };
        return (
          <div key={span.key}>
            <div className="flex items-center gap-2">
              <Input
                {...common}
                {...described}
                aria-label={t("from", label)}
                value={span.from}
                onChange={(event) => change(span.key, { from: event.target.value })}
              />
              <span aria-hidden>–</span>
              <Input
                {...common}
                {...described}
                aria-label={t("to", label)}
                value={span.to}
                onChange={(event) => change(span.key, { to: event.target.value })}
              />
              <Button
                kind="quiet"
                size="icon"
                className="shrink-0"
                aria-label={t("removeSpan", label)}
                onClick={() => onChange(spans.filter(({ key }) => key !== span.key))}
              >
                <X aria-hidden />
              </Button>
            </div>
            {error ? (
              <p id={noteId} className="mt-1 flex items-start gap-1.5 text-danger text-sm">
                <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
                {error}
              </p>
            ) : null}
          </div>
        );
      })}
      {spans.length === 0 ? <p className="py-1 text-soft">{t("closed")}</p> : null}
      <div className="flex flex-wrap gap-x-1 gap-y-0">
        {spans.length < FACTS_LIMITS.spansOfADay ? (
          <Button
            kind="quiet"
            size="small"
            className="-ml-3 text-brand"
            aria-label={t("addTo", { name })}
            onClick={() =>
              onChange([...spans, { key: newKey(), ...(spans.length === 0 ? FIRST : { from: "", to: "" }) }])
            }
          >
            <Plus aria-hidden />
            {spans.length === 0 ? t("add") : t("addMore")}
          </Button>
        ) : null}
        {children}
      </div>
    </div>
  );
}
