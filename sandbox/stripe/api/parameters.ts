/**
 * Parameters as zod sees them: all text, since they come as a form. A parameter that an operation doesn't list is refused as
 * Stripe refuses one that it doesn't know; so is one of Stripe's own that the stand-in doesn't imitate.
 */
import * as z from "zod";
import { invalid, type StripeFailure } from "../objects/stripe-error";
import { type FormValue, formName } from "./form-body";

export const text = z.string();
export const whole = z
  .string()
  .regex(/^-?\d{1,12}$/, "integer")
  .transform(Number);
export const flag = z.enum(["true", "false"]).transform((value) => value === "true");
export const currency = z
  .string()
  .regex(/^[a-zA-Z]{3}$/, "a currency's three letters")
  .transform((value) => value.toLowerCase());
export const address = z.string().refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), "url");
/** At most 50 keys of 40 characters with values of 500 (docs.stripe.com/api/metadata); an empty value removes a key. */
export const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((values) => Object.keys(values).length <= 50, "at most 50 keys");
const expand = z.array(z.string()).max(20).optional();
const range = z.union([whole, z.strictObject({ gt: whole, gte: whole, lt: whole, lte: whole }).partial()]);

export const parameters = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...shape, expand });

export const listParameters = <Shape extends z.ZodRawShape>(shape: Shape) =>
  parameters({
    ...shape,
    created: range.optional(),
    limit: whole.pipe(z.number().min(1).max(100)).optional(),
    starting_after: text.optional(),
    ending_before: text.optional(),
  });

/** Of what `listParameters` read: the page wanted. */
export type PageWanted = {
  created?: number | { gt?: number; gte?: number; lt?: number; lte?: number };
  limit?: number;
  starting_after?: string;
  ending_before?: string;
};

/** @throws StripeFailure 400 that names the first parameter at fault */
export function readParameters<Schema extends z.ZodType>(
  schema: Schema,
  given: { [name: string]: FormValue },
): z.infer<Schema> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw failure(read.error.issues[0], given);
}

function failure(issue: z.core.$ZodIssue | undefined, given: FormValue): StripeFailure {
  if (!issue) return invalid("Invalid request");
  const param = formName(issue.path);
  if (issue.code === "unrecognized_keys") {
    const unknown = formName([...issue.path, issue.keys[0] ?? ""]);
    return invalid(`Received unknown parameter: ${unknown}`, unknown, "parameter_unknown");
  }
  const value = issue.path.reduce<unknown>((at, key) => Object(at)[key], given);
  if (value === undefined) return invalid(`Missing required param: ${param}.`, param, "parameter_missing");
  if (value === "") {
    const message = `You passed an empty string for '${param}'. Remove it, or give it a value.`;
    return invalid(message, param, "parameter_invalid_empty");
  }
  if (issue.code === "invalid_value") {
    return invalid(`Invalid ${param}: must be one of ${issue.values.map(String).join(", ")}`, param);
  }
  if (issue.message === "integer") return invalid(`Invalid integer: ${value}`, param, "parameter_invalid_integer");
  if (issue.message === "url") return invalid("Not a valid URL", param, "url_invalid");
  return invalid(`Invalid ${param}: ${issue.message}`, param);
}
