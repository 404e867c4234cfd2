import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

const look = cva(
  "inline-flex items-center justify-center gap-2 rounded-control font-medium text-[0.9375rem] transition-colors disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      kind: {
        primary: "bg-brand text-on-brand hover:bg-brand-strong",
        secondary: "border border-edge bg-card text-ink hover:bg-well",
        quiet: "text-ink hover:bg-well",
        danger: "bg-danger text-on-danger hover:bg-danger-strong",
        "danger-quiet": "border border-danger/60 text-danger hover:bg-danger-wash",
      },
      size: { normal: "min-h-11 px-4 py-2", small: "min-h-9 px-3 py-1 text-sm", icon: "size-11" },
    },
    defaultVariants: { kind: "primary", size: "normal" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof look> & { asChild?: boolean };

/** A push button; with `asChild` its child takes the looks, for links. */
export function Button({ className, kind, size, asChild, type = "button", ...props }: ButtonProps) {
  const classes = classNames(look({ kind, size }), className);
  if (asChild) return <Slot.Root className={classes} {...props} />;
  return <button type={type} className={classes} {...props} />;
}
