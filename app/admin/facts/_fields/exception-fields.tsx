"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FACTS_LIMITS } from "@/lib/facts/facts";
import { type ExceptionDraft, newKey } from "./facts-draft";
import { below, type ProblemAt } from "./field-problems";
import { ListCard } from "./list-card";
import { SpanFields } from "./span-fields";

type Props = {
  items: ExceptionDraft[];
  onChange: (items: ExceptionDraft[]) => void;
  onRemove: (item: ExceptionDraft) => void;
  problem: ProblemAt;
};

/** Days that are unlike their weekday. */
export function ExceptionFields({ items, onChange, onRemove, problem }: Props) {
  const t = useTranslations("businessFacts.exceptions");
  const change = (key: string, part: Partial<ExceptionDraft>) =>
    onChange(items.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <ListCard
      title={t("title")}
      text={t("text")}
      items={items}
      max={FACTS_LIMITS.exceptions}
      addWords={t("add")}
      removeWords={({ label, date }) => t("removeOne", { name: label || date })}
      onAdd={() => onChange([...items, { key: newKey(), date: "", label: "", spans: [] }])}
      onRemove={onRemove}
      error={problem("exceptions")}
    >
      {(item, index) => {
        const at = below(problem, `exceptions.${index}`);
        return (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t("date")} error={at("date")}>
              {(control) => (
                <Input
                  {...control}
                  type="date"
                  value={item.date}
                  onChange={(event) => change(item.key, { date: event.target.value })}
                />
              )}
            </Field>
            <Field label={t("label")} error={at("label")}>
              {(control) => (
                <Input
                  {...control}
                  placeholder={t("labelExample")}
                  value={item.label}
                  onChange={(event) => change(item.key, { label: event.target.value })}
                />
              )}
            </Field>
            <SpanFields
              name={item.label || item.date || t("day")}
              spans={item.spans}
              onChange={(spans) => change(item.key, { spans })}
              problem={below(at, "hours")}
            />
          </div>
        );
      }}
    </ListCard>
  );
}
