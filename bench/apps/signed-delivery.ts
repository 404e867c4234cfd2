import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether Meta signed these bytes; the secret is APP_SECRET. */
export function isSigned(body: Buffer, header: string | null | undefined): boolean {
  const expected = Buffer.from(
    `sha256=${createHmac("sha256", process.env.APP_SECRET ?? "")
      .update(body)
      .digest("hex")}`,
  );
  const given = Buffer.from(header ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
