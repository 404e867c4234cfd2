import type { ComponentProps } from "react";
import { classNames } from "./class-names";

export function Card({ className, ...props }: ComponentProps<"section">) {
  return <section className={classNames("rounded-card border border-line bg-card p-5 sm:p-6", className)} {...props} />;
}

export function CardTitle({ className, ...props }: ComponentProps<"h2">) {
  return <h2 className={classNames("font-semibold text-lg tracking-tight", className)} {...props} />;
}

export function CardText({ className, ...props }: ComponentProps<"p">) {
  return <p className={classNames("mt-1 text-soft leading-relaxed", className)} {...props} />;
}
