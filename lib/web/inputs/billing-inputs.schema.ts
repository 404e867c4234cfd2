import * as z from "zod";
import { MAX_LOW_CREDIT_THRESHOLD } from "@/lib/credits/balance";
import { LEDGER_FILTERS, type LedgerFilter } from "@/lib/credits/ledger-reader";
import { storedId } from "./plain-inputs.schema";

const credits = z.int("must be the credits of a pack").min(1).max(1_000_000);

/** A pack is named by its credits; its price is ours to know. */
export const packInput = z.strictObject({ credits });

export const orderInput = z.strictObject({ orderId: storedId });

/** `monthlyLimitMinor` in the smallest unit of the pack's currency. */
export const autoTopUpInput = z.discriminatedUnion("enabled", [
  z.strictObject({ enabled: z.literal(false) }),
  z.strictObject({
    enabled: z.literal(true),
    credits,
    below: z.int("must be a whole number").min(1).max(100_000),
    monthlyLimitMinor: z.int("must be a whole amount").min(1).max(2_147_483_647),
  }),
]);

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
