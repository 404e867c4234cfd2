import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** With the radii of `app/globals.css`: without their names the one that a component is given does not take its own's place. */
const merge = extendTailwindMerge({ extend: { theme: { radius: ["card", "control"] } } });

/** Joins class names; of two Tailwind classes for the same property the later wins. */
export function classNames(...values: ClassValue[]): string {
  return merge(clsx(values));
}
