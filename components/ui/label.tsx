"use client";

import { Label as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

export function Label({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root className={classNames("font-medium text-[0.9375rem] text-ink", className)} {...props} />;
}
