"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FACTS_LIMITS, type Service } from "@/lib/facts/facts";
import { newKey, type ServiceDraft, serviceDraft } from "./facts-draft";
import { below, type ProblemAt } from "./field-problems";
import { ListCard } from "./list-card";
import { PasteServices } from "./paste-services";

type Props = {
  items: ServiceDraft[];
  onChange: (items: ServiceDraft[]) => void;
  onRemove: (item: ServiceDraft) => void;
  problem: ProblemAt;
};

/** A price list. A new row has the currency of the one before. */
export function ServiceFields({ items, onChange, onRemove, problem }: Props) {
  const t = useTranslations("businessFacts.services");
  const change = (key: string, part: Partial<ServiceDraft>) =>
    onChange(items.map((one) => (one.key === key ? { ...one, ...part } : one)));

  const currency = items.at(-1)?.currency ?? "";

  function add(): void {
    onChange([...items, { key: newKey(), name: "", price: "", currency, minutes: "", note: "" }]);
  }

  const paste = (services: Service[]) =>
    onChange([...items, ...services.map((one) => serviceDraft({ currency, ...one }))]);

  return (
    <ListCard
      title={t("title")}
      text={t("text")}
      items={items}
      max={FACTS_LIMITS.services}
      addWords={t("add")}
      removeWords={({ name }, index) => t("removeOne", { name: name || String(index + 1) })}
      onAdd={add}
      onRemove={onRemove}
      error={problem("services")}
      also={<PasteServices room={FACTS_LIMITS.services - items.length} onPaste={paste} />}
    >
      {(item, index) => {
        const at = below(problem, `services.${index}`);
        const field = (name: Exclude<keyof ServiceDraft, "key">, inputMode: "text" | "decimal" | "numeric") => (
          <Field label={t(`${name}.label`)} error={at(name)}>
            {(control) => (
              <Input
                {...control}
                inputMode={inputMode}
                className="px-2.5"
                placeholder={t(`${name}.example`)}
                value={item[name]}
                onChange={(event) => change(item.key, { [name]: event.target.value })}
              />
            )}
          </Field>
        );
        return (
          <div className="flex flex-col gap-4">
            {field("name", "text")}
            <div className="grid grid-cols-3 items-start gap-3">
              {field("price", "decimal")}
              {field("currency", "text")}
              {field("minutes", "numeric")}
            </div>
            {field("note", "text")}
          </div>
        );
      }}
    </ListCard>
  );
}
