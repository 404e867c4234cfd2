import * as z from "zod";
import { FOLLOW_UP } from "@/lib/accounts/account";
import { LEFT_ALONE_LIMITS } from "@/lib/accounts/left-alone";
import { HUMAN_PAUSE } from "@/lib/accounts/pause";
import { readAddress } from "@/lib/channels/whatsapp/read-sender";
import { oneLine } from "@/lib/people/tenant-name.schema";
import { REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import { responseSchema } from "@/lib/rules/config/reply-config.schema";
import { moreOwnWordsSchema } from "@/lib/rules/own-words/own-words.schema";
import { storedId } from "./plain-inputs.schema";

const accountId = storedId;

/** An id of the Graph API: a number's, or a WABA's. */
export const graphId = z
  .string()
  .max(80, { error: "must be digits only", abort: true })
  .trim()
  .regex(/^\d{5,40}$/, "must be digits only");

/** A number's two-step PIN. */
export const sixDigits = z.string().regex(/^\d{6}$/, "must be six digits");

/** Meta's tokens have no documented shape; white space and control characters are from copying. */
const accessToken = z
  .string()
  .max(2_000, { error: "must be a token as Meta shows it", abort: true })
  .trim()
  .regex(/^[\x21-\x7e]{10,1000}$/, "must be a token as Meta shows it");

const settings = {
  displayName: oneLine(60).nullable(),
  waitSeconds: z.int().min(0).max(REPLY_CONFIG_LIMITS.maxWaitSeconds),
  onAiBlocked: z.enum(["silent", "default"]),
  defaultPauseMinutes: z.int().min(0).max(REPLY_CONFIG_LIMITS.maxDefaultPauseMinutes),
  defaultResponse: responseSchema,
};

export const oneAccount = z.strictObject({ accountId });
export const oneWarning = z.strictObject({ accountId, warningId: storedId });
/** `wabaId`: where to look, for tokens that don't say it. */
export const numberAndToken = z.strictObject({
  numberId: graphId,
  token: accessToken.nullable(),
  wabaId: graphId.nullable().default(null),
});
export const newToken = z.strictObject({ accountId, token: accessToken });
export const switchInput = z.strictObject({ accountId, enabled: z.boolean() });
export const replyInput = z.strictObject({ accountId, version: z.int(), confirm: z.boolean(), ...settings });
export const mendInput = z.strictObject({
  accountId,
  mend: z.discriminatedUnion("step", [
    z.strictObject({ step: z.literal("subscribe") }),
    z.strictObject({ step: z.literal("callback") }),
    z.strictObject({ step: z.literal("register"), pin: sixDigits }),
  ]),
});

/** As the log and the list have it. */
const address = z
  .string()
  .max(LEFT_ALONE_LIMITS.typedUnits, { error: "must be an address as the log has it", abort: true })
  .refine((given) => readAddress(given)?.value === given, "must be an address as the log has it");

const note = oneLine(LEFT_ALONE_LIMITS.noteCharacters).nullable();

export const oneCustomer = z.strictObject({ accountId: storedId, address });
/** `liftsStop`: their own wish for no more answers goes too, which they have taken back. */
export const leftAloneEnd = z.strictObject({ accountId: storedId, address, liftsStop: z.boolean() });
export const leftAloneNote = z.strictObject({ accountId: storedId, address, note });
export const leftAloneInput = z.strictObject({
  accountId: storedId,
  customer: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("address"), address }),
    z.strictObject({ kind: z.literal("typed"), text: z.string().max(LEFT_ALONE_LIMITS.typedUnits) }),
  ]),
  note,
});

export const ownWordsInput = z.strictObject({ accountId: storedId, words: moreOwnWordsSchema });
export const handOverMailInput = z.strictObject({
  accountId: storedId,
  wholeNumber: z.boolean(),
  words: z.boolean(),
});

export const pauseUntil = z.strictObject({ accountId: storedId, until: z.date() });
export const followUpInput = z.strictObject({
  accountId: storedId,
  minutes: z.int().min(0).max(FOLLOW_UP.most),
  endsOnThanks: z.boolean(),
});
export const humanPauseInput = z.strictObject({ accountId: storedId, minutes: z.int().min(0).max(HUMAN_PAUSE.most) });
