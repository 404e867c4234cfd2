"use client";

import { useId } from "react";
import { classNames } from "./class-names";
import { Radio } from "./radio";

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
    <div
      role="radiogroup"
      aria-label={label}
      className={classNames("grid gap-2", columns === 2 ? "sm:grid-cols-2" : "sm:grid-cols-3")}
    >
      {choices.map((choice) => (
        <label
          key={choice.value}
          htmlFor={`${id}-${choice.value}`}
          className="flex cursor-pointer items-start gap-3 rounded-control border border-edge p-3.5 has-checked:border-brand has-checked:bg-brand-wash"
        >
          <Radio
            id={`${id}-${choice.value}`}
            name={id}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            className="mt-0.5"
          />
          <span>
            <span className="block font-medium text-[0.9375rem]">{choice.label}</span>
            {choice.hint ? <span className="mt-0.5 block text-sm text-soft">{choice.hint}</span> : null}
          </span>
        </label>
      ))}
    </div>
  );
}
