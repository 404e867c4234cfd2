"use client";

import { useTranslations } from "next-intl";
import { classNames } from "@/components/ui/class-names";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { countCharacters } from "./persona-draft";

type Props = {
  name: string;
  label: string;
  hint?: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  max: number;
  /** Lines that are shown; 1 is a field of one line. */
  rows: number;
  error: string | null;
};

/** A text field that says while typing how much of its limit is used. */
export function CountedField({ name, label, hint, placeholder, value, onChange, max, rows, error }: Props) {
  const t = useTranslations("persona");
  const count = countCharacters(value);
  return (
    <div>
      <Field label={label} hint={hint} error={error}>
        {(control) =>
          rows === 1 ? (
            <Input
              {...control}
              name={name}
              placeholder={placeholder}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          ) : (
            <Textarea
              {...control}
              name={name}
              rows={rows}
              className="min-h-0"
              placeholder={placeholder}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          )
        }
      </Field>
      <p className={classNames("mt-1 text-right text-sm tabular-nums", count > max ? "text-danger" : "text-soft")}>
        {t("count", { count, max })}
      </p>
    </div>
  );
}
