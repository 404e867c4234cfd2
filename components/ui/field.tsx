"use client";

import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Label } from "./label";

/** What a control inside a field needs to be read out with its label, hint and error. */
export type FieldControl = { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean };

type FieldProps = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  children: (control: FieldControl) => ReactNode;
};

/** A labelled control with a hint below, and the error in its place when there is one. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className="flex flex-col gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      {children({ id, "aria-describedby": hint || error ? noteId : undefined, "aria-invalid": Boolean(error) })}
      {error ? (
        <p id={noteId} className="flex items-start gap-1.5 text-danger text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{error}</span>
        </p>
      ) : hint ? (
        <p id={noteId} className="text-sm text-soft">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
