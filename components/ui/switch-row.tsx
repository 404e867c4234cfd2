"use client";

import { useId } from "react";
import { Label } from "./label";
import { Switch } from "./switch";

type SwitchRowProps = { label: string; hint: string; checked: boolean; onChange: (to: boolean) => void };

/** A switch with its name and a line that says what it does. */
export function SwitchRow({ label, hint, checked, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-5">
      <div>
        <Label htmlFor={id}>{label}</Label>
        <p id={`${id}-hint`} className="mt-0.5 text-sm text-soft leading-relaxed">
          {hint}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-hint`} checked={checked} onCheckedChange={onChange} />
    </div>
  );
}
