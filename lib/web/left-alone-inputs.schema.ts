import * as z from "zod";
import { oneLine } from "../accounts/accounts.schema";
import { LEFT_ALONE_LIMITS } from "../accounts/left-alone";
import { readAddress } from "../channels/whatsapp/read-sender";
import { storedId } from "./stored-id.schema";

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
