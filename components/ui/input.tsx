import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/** The looks of everything that is typed into. */
export const TYPED =
  "w-full rounded-control border border-edge bg-card px-3.5 text-base text-ink placeholder:text-soft/80 aria-invalid:border-danger disabled:opacity-55";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={classNames(TYPED, "min-h-11 py-2", className)} {...props} />;
}
