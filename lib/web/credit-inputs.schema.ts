import * as z from "zod";
import { MAX_LOW_CREDIT_THRESHOLD } from "../credits/low-balance";

/** `before`: the id of the last entry that is shown; null for the newest. */
export const entriesInput = z.strictObject({
  before: z
    .string()
    .max(18, { error: "must be the id of an entry", abort: true })
    .regex(/^\d{1,18}$/, "must be the id of an entry")
    .nullable(),
});
export const thresholdInput = z.strictObject({
  threshold: z.int("must be a whole number").min(0).max(MAX_LOW_CREDIT_THRESHOLD),
});
