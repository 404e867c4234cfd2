import * as z from "zod";
import { MAX_LOW_CREDIT_THRESHOLD } from "@/lib/credits/balance";
import { LEDGER_FILTERS, type LedgerFilter } from "@/lib/credits/ledger-reader";

const moment = z
  .string()
  .max(30, { error: "must be a time", abort: true })
  .pipe(z.iso.datetime({ error: "must be a time, such as 2026-11-01T00:00:00Z" }))
  .transform((text) => new Date(text));

/** Which part of the ledger; what is left out is not asked for. `until` itself is no part of it. */
export const ledgerInput = z.strictObject({
  filter: z.enum(Object.keys(LEDGER_FILTERS) as LedgerFilter[], "must be one of the filters").optional(),
  from: moment.optional(),
  until: moment.optional(),
  after: z.string().max(40, "must be the place of a row").optional(),
});

export const thresholdInput = z.strictObject({
  threshold: z.int("must be a whole number").min(0).max(MAX_LOW_CREDIT_THRESHOLD),
});
