import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

const look = cva(
  "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-1 font-medium text-sm [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        good: "bg-brand-wash text-brand",
        care: "bg-care-wash text-care",
        bad: "bg-danger-wash text-danger",
        plain: "bg-well text-soft",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

export function Badge({ className, tone, ...props }: ComponentProps<"span"> & VariantProps<typeof look>) {
  return <span className={classNames(look({ tone }), className)} {...props} />;
}
