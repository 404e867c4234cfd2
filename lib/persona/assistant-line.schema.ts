import * as z from "zod";
import { ASSISTANT_LINE_LIMIT, namesAssistant } from "./assistant-line";

/** The owner's own line; empty goes back to the built-in ones. Messages are for the owner, beside the field. */
export const assistantLineSchema = z
  .string()
  // No text of so many characters is longer than twice as many code units, and those need no counting.
  .refine((line) => line.length <= 2 * ASSISTANT_LINE_LIMIT && [...line].length <= ASSISTANT_LINE_LIMIT, {
    error: `must have at most ${ASSISTANT_LINE_LIMIT} characters`,
    abort: true,
  })
  .refine((line) => !/\p{Control}|\p{Surrogate}/u.test(line), { error: "must be one line", abort: true })
  .transform((line) => line.trim())
  .refine((line) => line === "" || namesAssistant(line), {
    error: "must say that an assistant, an AI or a bot writes",
  });
