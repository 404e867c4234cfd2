import type { ComponentProps, KeyboardEvent } from "react";
import { classNames } from "./class-names";

/**
 * The browser's own radio button: an arrow key moves and chooses in one step. Radix moves a moment later, and chooses
 * only if the key is still down by then: while the page was busy, a short press moved and chose nothing.
 */
export function Radio({ className, ...props }: Omit<ComponentProps<"input">, "type" | "onKeyDown">) {
  return (
    <input
      type="radio"
      onKeyDown={keepForm}
      className={classNames(
        "size-5 shrink-0 cursor-pointer appearance-none rounded-full border-2 border-edge bg-card checked:border-6 checked:border-brand",
        className,
      )}
      {...props}
    />
  );
}

/** Enter on a radio button would send the form that it stands in. */
function keepForm(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key === "Enter") event.preventDefault();
}
