import * as z from "zod";
import { MORE_OWN_WORDS } from "./own-words";
import { whyNoOwnWord } from "./read-own-word";

const oneWord = z
  .string()
  .max(MORE_OWN_WORDS.units, { error: `must have at most ${MORE_OWN_WORDS.units} characters`, abort: true })
  .trim()
  .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, { error: "must be one line of text", abort: true })
  .refine((text) => whyNoOwnWord(text) !== "empty", { error: "must not be empty", abort: true })
  .refine((text) => whyNoOwnWord(text) === null, "must not be what customers say all day");

const words = z.array(oneWord).max(MORE_OWN_WORDS.words);

/** What an owner adds to the words that customers can always use. */
export const moreOwnWordsSchema = z.strictObject({ stop: words, start: words, human: words });
