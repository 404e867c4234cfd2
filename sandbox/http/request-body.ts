import type { IncomingMessage } from "node:http";
import type * as z from "zod";
import type { StandInAnswer } from "./route";

/** Thrown when a body is larger than a stand-in takes. */
export class BodyTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`body larger than ${maxBytes} bytes`);
  }
}

/** Reads a whole body of at most `maxBytes` bytes. @throws BodyTooLarge */
export async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw new BodyTooLarge(maxBytes);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The body as a test wants to see it: JSON and forms parsed, anything else as text, nothing as null. */
export function parseBody(raw: Buffer, contentType: string): unknown {
  if (raw.length === 0) return null;
  const text = raw.toString("utf8");
  if (contentType.includes("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

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
