import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

const look = cva("flex items-start gap-3 rounded-control p-4 text-[0.9375rem] leading-relaxed", {
  variants: {
    tone: { info: "bg-brand-wash text-brand", care: "bg-care-wash text-care", bad: "bg-danger-wash text-danger" },
  },
  defaultVariants: { tone: "info" },
});

const ICONS = { info: Info, care: TriangleAlert, bad: CircleAlert } as const;

type AlertProps = ComponentProps<"div"> &
  VariantProps<typeof look> & {
    title?: string;
    /** A button that leads on. */
    action?: ReactNode;
  };

/** Something to know or to do. What is bad is read out at once, the rest when there is time. */
export function Alert({ className, tone, title, action, children, ...props }: AlertProps) {
  const Icon = ICONS[tone ?? "info"];
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={classNames(look({ tone }), className)} {...props}>
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className="text-ink">{children}</div> : null}
        {action ? <div className="mt-3 flex flex-wrap gap-2">{action}</div> : null}
      </div>
    </div>
  );
}
