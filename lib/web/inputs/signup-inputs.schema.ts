import * as z from "zod";
import { CANCEL_SCREENS, SAID_UNITS } from "@/lib/accounts/connection/whatsapp/signup/signup-event";
import { graphId, sixDigits } from "./account-inputs.schema";
import { storedId } from "./plain-inputs.schema";

/** Meta's codes have no documented shape. */
const code = z.string().regex(/^[\x21-\x7e]{1,2000}$/, "must be a code as Meta's window gives it");

const short = z
  .string()
  .regex(/^[\w.:-]{1,80}$/, "must be an id of Meta's")
  .nullable();

/** As `readSignupEvent` makes it of the window's message, in the browser. */
const event = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("finished"), wabaId: graphId.nullable(), numberId: graphId.nullable() }),
    z.strictObject({ kind: z.literal("cancelled"), at: z.enum(CANCEL_SCREENS) }),
    z.strictObject({ kind: z.literal("error"), said: z.string().max(SAID_UNITS), errorId: short, sessionId: short }),
  ])
  .nullable();

const signupId = storedId;

/** Both may be null: the window was closed without a word. */
export const signupReturn = z.strictObject({ code: code.nullable(), event });
export const signupRetry = z.strictObject({ signupId, event });
export const signupNumber = z.strictObject({ signupId, numberId: graphId });
export const signupPin = z.strictObject({ signupId, pin: sixDigits });
