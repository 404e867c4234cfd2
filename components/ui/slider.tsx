"use client";

import { Slider as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

type SliderProps = Omit<ComponentProps<typeof Radix.Root>, "value" | "onValueChange"> & {
  value: number;
  onValueChange: (value: number) => void;
  label: string;
  /** What is read out instead of the bare number. */
  valueText: string;
};

/** One value on a line; arrow keys move it by one step. */
export function Slider({ className, value, onValueChange, label, valueText, ...props }: SliderProps) {
  return (
    <Radix.Root
      className={classNames("relative flex h-11 w-full touch-none select-none items-center", className)}
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onValueChange(next);
      }}
      {...props}
    >
      <Radix.Track className="relative h-2 w-full grow overflow-hidden rounded-full bg-line">
        <Radix.Range className="absolute h-full bg-brand" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        className="block size-6 rounded-full border-2 border-brand bg-card shadow-sm"
      />
    </Radix.Root>
  );
}
