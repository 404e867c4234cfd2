"use client";

import { RadioGroup as Radix } from "radix-ui";
import { useId } from "react";
import { classNames } from "./class-names";

export type Choice<Value extends string> = { value: Value; label: string; hint?: string };

type ChoiceGroupProps<Value extends string> = {
  label: string;
  choices: readonly Choice<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  /** Beside each other on wide screens. */
  columns?: 2 | 3;
};

/** One of a few, each with a line that says what it does. */
export function ChoiceGroup<Value extends string>({
  label,
  choices,
  value,
  onChange,
  columns = 2,
}: ChoiceGroupProps<Value>) {
  const id = useId();
  return (
    <Radix.Root
      aria-label={label}
      className={classNames("grid gap-2", columns === 2 ? "sm:grid-cols-2" : "sm:grid-cols-3")}
      value={value}
      onValueChange={(next) => {
        const chosen = choices.find((choice) => choice.value === next);
        if (chosen) onChange(chosen.value);
      }}
    >
      {choices.map((choice) => (
        <label
          key={choice.value}
          htmlFor={`${id}-${choice.value}`}
          className="flex cursor-pointer items-start gap-3 rounded-control border border-edge p-3.5 has-data-[state=checked]:border-brand has-data-[state=checked]:bg-brand-wash"
        >
          <Radix.Item
            id={`${id}-${choice.value}`}
            value={choice.value}
            className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-full border-2 border-edge bg-card data-[state=checked]:border-brand"
          >
            <Radix.Indicator className="block size-2.5 rounded-full bg-brand" />
          </Radix.Item>
          <span>
            <span className="block font-medium text-[0.9375rem]">{choice.label}</span>
            {choice.hint ? <span className="mt-0.5 block text-sm text-soft">{choice.hint}</span> : null}
          </span>
        </label>
      ))}
    </Radix.Root>
  );
}
