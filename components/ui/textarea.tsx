import type { ComponentProps } from "react";
import { classNames } from "./class-names";
import { TYPED } from "./input";

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={classNames(TYPED, "field-sizing-content max-h-96 min-h-28 py-2.5 leading-relaxed", className)}
      {...props}
    />
  );
}
