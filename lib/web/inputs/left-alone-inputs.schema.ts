import * as z from "zod";
import { LEFT_ALONE_LIMITS } from "@/lib/accounts/left-alone";
import { readAddress } from "@/lib/channels/whatsapp/read-sender";
import { oneLine } from "@/lib/people/tenant-name.schema";
import { storedId } from "./plain-inputs.schema";

/** As the log and the list have it. */
const address = z
  .string()
  .max(LEFT_ALONE_LIMITS.typedUnits, { error: "must be an address as the log has it", abort: true })
  .refine((given) => readAddress(given)?.value === given, "must be an address as the log has it");

const note = oneLine(LEFT_ALONE_LIMITS.noteCharacters).nullable();

export const leftAloneCustomer = z.strictObject({ accountId: storedId, address });
export const leftAloneNote = z.strictObject({ accountId: storedId, address, note });
export const leftAloneInput = z.strictObject({
  accountId: storedId,
  customer: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("address"), address }),
    z.strictObject({ kind: z.literal("typed"), text: z.string().max(LEFT_ALONE_LIMITS.typedUnits) }),
  ]),
  note,
});
