/** `Stripe-Signature` (docs.stripe.com/webhooks/signature): time and one v1 for each secret, of which two live during a change. */
import { createHmac } from "node:crypto";

/** @param at seconds since 1970 */
export function signatureHeader(body: string, secrets: readonly string[], at: number): string {
  const signatures = secrets.map((secret) => createHmac("sha256", secret).update(`${at}.${body}`).digest("hex"));
  return [`t=${at}`, ...signatures.map((signature) => `v1=${signature}`)].join(",");
}
