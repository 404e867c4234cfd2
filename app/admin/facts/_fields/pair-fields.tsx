"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { FACTS_LIMITS } from "@/lib/facts/facts";
import { newKey, type PairDraft } from "./facts-draft";
import { below, type ProblemAt } from "./field-problems";
import { ListCard } from "./list-card";

/** What the two fields of a row are called in what is saved. */
const NAMES = {
  policies: { head: "topic", text: "text" },
  questions: { head: "question", text: "answer" },
} as const;

type Props = {
  list: keyof typeof NAMES;
  items: PairDraft[];
  onChange: (items: PairDraft[]) => void;
  onRemove: (item: PairDraft) => void;
  problem: ProblemAt;
};

/** Policies, or questions with their answers. */
export function PairFields({ list, items, onChange, onRemove, problem }: Props) {
  const t = useTranslations(`businessFacts.${list}`);
  const change = (key: string, part: Partial<PairDraft>) =>
    onChange(items.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <ListCard
      title={t("title")}
      text={t("text")}
      items={items}
      max={FACTS_LIMITS[list]}
      addWords={t("add")}
      removeWords={({ head }, index) => t("removeOne", { name: head || String(index + 1) })}
      onAdd={() => onChange([...items, { key: newKey(), head: "", text: "" }])}
      onRemove={onRemove}
      error={problem(list)}
    >
      {(item, index) => {
        const at = below(problem, `${list}.${index}`);
        return (
          <div className="flex flex-col gap-4">
            <Field label={t("head")} error={at(NAMES[list].head)}>
              {(control) => (
                <Input
                  {...control}
                  placeholder={t("headExample")}
                  value={item.head}
                  onChange={(event) => change(item.key, { head: event.target.value })}
                />
              )}
            </Field>
            <Field label={t("body")} error={at(NAMES[list].text)}>
              {(control) => (
                <Textarea
                  {...control}
                  rows={2}
                  className="min-h-0"
                  placeholder={t("bodyExample")}
                  value={item.text}
                  onChange={(event) => change(item.key, { text: event.target.value })}
                />
              )}
            </Field>
          </div>
        );
      }}
    </ListCard>
  );
}
