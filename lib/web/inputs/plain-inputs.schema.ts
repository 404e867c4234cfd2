import * as z from "zod";

/** Ids are looked up, never parsed: any short text may be asked for, and finds nothing. */
export const storedId = z.string().min(1).max(80);

/** Of an action that takes nothing. */
export const nothing = z.strictObject({});
