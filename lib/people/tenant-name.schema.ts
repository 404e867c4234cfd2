import * as z from "zod";

/** One line of 1 to `max` characters without control characters, trimmed. */
export const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .max(max, { error: `must have at most ${max} characters`, abort: true })
    .min(1, "must not be empty")
    .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, "must be one line of text");

export const businessNameSchema = z.strictObject({ name: oneLine(80) });
