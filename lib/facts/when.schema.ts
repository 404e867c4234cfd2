import * as z from "zod";
import { WEEKDAYS } from "./facts";
import { endTimeSchema, timeSchema } from "./facts.schema";
import { MOST_SPANS, type WhenCondition } from "./opening-hours";

const span = z
  .strictObject({
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .max(WEEKDAYS.length)
      .refine((days) => new Set(days).size === days.length, { error: "must name each day once" }),
    from: timeSchema,
    to: endTimeSchema,
  })
  .refine(({ from, to }) => from !== to, {
    path: ["to"],
    error: 'must not be when it begins; a whole day is "00:00" to "24:00"',
  });

/** When a rule applies. */
export const whenSchema: z.ZodType<WhenCondition> = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("open") }),
    z.strictObject({ kind: z.literal("closed") }),
    z.strictObject({ kind: z.literal("hours"), spans: z.array(span).min(1).max(MOST_SPANS) }),
  ],
  { error: (issue) => (issue.code === "invalid_union" ? 'must be "open" or "closed" or "hours"' : undefined) },
);
