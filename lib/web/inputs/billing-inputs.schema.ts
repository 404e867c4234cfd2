import * as z from "zod";
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
