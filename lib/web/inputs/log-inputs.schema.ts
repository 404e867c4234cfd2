import * as z from "zod";
import { MAX_RETENTION_DAYS, MIN_RETENTION_DAYS } from "@/lib/pipeline/log/retention";

const days = z.int("must be a whole number of days").min(MIN_RETENTION_DAYS).max(MAX_RETENTION_DAYS);

export const shortMemoryInput = z.strictObject({ on: z.boolean() });

/** `seenDays`: what the page showed as in force. */
export const retentionInput = z.strictObject({ days, seenDays: days });
