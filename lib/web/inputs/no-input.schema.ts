import * as z from "zod";

/** Of an action that takes nothing. */
export const nothing = z.strictObject({});
