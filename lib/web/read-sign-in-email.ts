import { normalizeEmail } from "./normalize-email";

/**
 * The address that next-auth will read from a body of this `Content-Type` (4.24, next/utils.js, getBody); null where it
 * would find none. Null too for a repeated field, of which next-auth takes the last, and for what is no single address.
 */
export function readSignInEmail(contentType: string | null, body: string): string | null {
  if (contentType?.includes("application/json")) return normalizeEmail(readJsonEmail(body));
  if (!contentType?.includes("application/x-www-form-urlencoded")) return null;
  const fields = new URLSearchParams(body);
  const names = [...fields.keys()];
  return new Set(names).size === names.length ? normalizeEmail(fields.get("email")) : null;
}

function readJsonEmail(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && "email" in value ? value.email : null;
  } catch {
    return null;
  }
}
