import * as z from "zod";
import { PERSONA_LIMITS, type Persona } from "./persona";
import { PRESETS } from "./presets";

const words = (max: number) =>
  z
    .string()
    // No text of so many characters is longer than twice as many code units, and those need no counting.
    .refine((text) => text.length <= 2 * max && [...text].length <= max, {
      error: `must have at most ${max} characters`,
      abort: true,
    })
    .refine((text) => !text.includes("\u0000") && !/\p{Surrogate}/u.test(text), {
      error: "must not hold characters that can't be kept",
    });

const needed = (max: number, what: string) => words(max).refine((text) => text.trim() !== "", { error: what });

const field = words(PERSONA_LIMITS.field);

/** What may be saved as a persona. Messages are for the owner, beside the field. */
export const personaSchema: z.ZodType<Persona> = z.discriminatedUnion("mode", [
  z.strictObject({
    mode: z.literal("preset"),
    preset: z
      .string()
      .refine((id) => PRESETS.some((preset) => preset.id === id), { error: "choose one of the voices" }),
    businessName: needed(PERSONA_LIMITS.name, "say what your business is called"),
  }),
  z.strictObject({
    mode: z.literal("builder"),
    businessName: needed(PERSONA_LIMITS.name, "say what your business is called"),
    businessType: needed(PERSONA_LIMITS.field, "say what kind of business it is"),
    place: field,
    openingHours: field,
    voice: field,
    goal: field,
    link: field.refine((link) => link.trim() === "" || /^https?:\/\/\S+$/.test(link.trim()), {
      error: "must begin with https:// or be empty",
    }),
    phrases: field,
    avoidTopics: field,
    neverSay: field,
    humanWhen: field,
    humanHow: needed(PERSONA_LIMITS.field, "say how customers reach a human: messaging services ask for that"),
  }),
  z.strictObject({ mode: z.literal("custom"), text: needed(PERSONA_LIMITS.custom, "write how your assistant speaks") }),
]);
