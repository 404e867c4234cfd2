"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { LEDGER_FILTERS, type LedgerFilter } from "@/lib/credits/ledger-reader";
import type { LedgerChoice } from "./use-ledger";

const FILTERS = Object.keys(LEDGER_FILTERS) as LedgerFilter[];

type LedgerFilterProps = { choice: LedgerChoice; onChange: (choice: LedgerChoice) => void };

/** Which rows are shown and exported. */
export function LedgerFilterFields({ choice, onChange }: LedgerFilterProps) {
  const t = useTranslations("credits.ledger");
  const { filter, fromDay, toDay } = choice;
  return (
    <div className="mt-4 grid grid-cols-2 gap-3 sm:grid-cols-3">
      <div className="col-span-2 sm:col-span-1">
        <Field label={t("kind")}>
          {(control) => (
            <Select
              {...control}
              value={filter}
              onChange={({ target }) =>
                onChange({ ...choice, filter: FILTERS.find((one) => one === target.value) ?? "" })
              }
            >
              <option value="">{t("all")}</option>
              {FILTERS.map((one) => (
                <option key={one} value={one}>
                  {t(`filters.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Field label={t("from")}>
        {(control) => (
          <Input
            {...control}
            type="date"
            className="min-w-0 px-2.5"
            max={toDay || undefined}
            value={fromDay}
            onChange={({ target }) => onChange({ ...choice, fromDay: target.value })}
          />
        )}
      </Field>
      <Field label={t("to")}>
        {(control) => (
          <Input
            {...control}
            type="date"
            className="min-w-0 px-2.5"
            min={fromDay || undefined}
            value={toDay}
            onChange={({ target }) => onChange({ ...choice, toDay: target.value })}
          />
        )}
      </Field>
    </div>
  );
}
