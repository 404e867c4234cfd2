"use client";

import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/** The part that is touched is larger than the part that is seen. */
export function Switch({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={classNames(
        "relative inline-flex h-7 w-12 shrink-0 items-center rounded-full border border-edge bg-well transition-colors after:absolute after:-inset-2 data-[state=checked]:border-brand data-[state=checked]:bg-brand disabled:opacity-55",
        className,
      )}
      {...props}
    >
      <Radix.Thumb className="block size-5 translate-x-1 rounded-full bg-soft transition-transform data-[state=checked]:translate-x-[1.375rem] data-[state=checked]:bg-on-brand" />
    </Radix.Root>
  );
}
