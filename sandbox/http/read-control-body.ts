import type * as z from "zod";
import type { StandInAnswer } from "./route";

/** Hands a valid body of a `/_sandbox/` address on; otherwise 400 with the field at fault. */
export function readControlBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  handle: (given: z.infer<Schema>) => StandInAnswer,
): StandInAnswer {
  const read = schema.safeParse(body ?? {});
  if (read.success) return handle(read.data);
  const [issue] = read.error.issues;
  return { status: 400, body: { error: `${issue?.path.join(".") || "body"}: ${issue?.message ?? "not valid"}` } };
}
