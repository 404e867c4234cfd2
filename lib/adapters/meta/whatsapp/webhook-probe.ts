import { createHmac } from "node:crypto";
import type { ProbeAnswer, WebhookProbe } from "@/lib/accounts/connection/webhook-probe.port";

/** Node's codes for a certificate that is not accepted, and for a server that speaks no TLS. */
const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;

/** Posts to the webhook's public address, signed like Meta's (`X-Hub-Signature-256`). Redirects count as no arrival. */
export function createWebhookProbe(address: string, appSecret: string, timeoutMs: number): WebhookProbe {
  return {
    async probe(body) {
      const signature = createHmac("sha256", appSecret).update(body).digest("hex");
      try {
        const response = await fetch(address, {
          method: "POST",
          headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` },
          body,
          redirect: "manual",
          cache: "no-store",
          signal: AbortSignal.timeout(timeoutMs),
        });
        await response.body?.cancel();
        return { kind: "answered", status: response.status };
      } catch (error) {
        return { kind: kindOf(error) };
      }
    },
  };
}

function kindOf(error: unknown): Exclude<ProbeAnswer["kind"], "answered"> {
  if (!(error instanceof Error)) return "unreachable";
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (error.name === "TimeoutError" || code.endsWith("_TIMEOUT") || code === "ETIMEDOUT") return "timeout";
  return TLS.test(code) ? "tls" : "unreachable";
}
