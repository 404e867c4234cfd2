/**
 * One attempt to bring a webhook to the app (DOC/webhooks/overview): signed POST, no redirect followed.
 * Not imitated: TLS, client certificates, Meta's addresses.
 */
import { createHmac } from "node:crypto";
import { Agent as HttpAgent, request } from "node:http";

/** Meta publishes no time-out; this one leaves room for a development server that still compiles its route. */
const timeoutMs = 30_000;

/** `sha256=` + HMAC-SHA256 of the raw bytes in lower-case hex: the value of `X-Hub-Signature-256`. */
function signWebhook(appSecret: string, body: Buffer): string {
  return `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
}

/** A fresh connection for each delivery: a reused one may be closed by the server just then, which would fake a failure. */
export function createWebhookAgent(): HttpAgent {
  return new HttpAgent({ keepAlive: false, maxSockets: 128 });
}

/** The HTTP status the app answered, or 0 if there was no whole answer (refused, reset, timed out, aborted). */
export function postWebhook(options: {
  url: string;
  body: Buffer;
  appSecret: string;
  agent: HttpAgent;
  signal: AbortSignal;
}): Promise<number> {
  const { url, body, appSecret, agent, signal } = options;
  return new Promise((resolve) => {
    const headers = {
      "content-type": "application/json",
      "content-length": body.length,
      "user-agent": "facebookexternalua",
      "x-hub-signature-256": signWebhook(appSecret, body),
    };
    const call = request(url, { method: "POST", headers, agent, signal, timeout: timeoutMs }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
      answer.on("error", () => resolve(0));
      answer.on("close", () => resolve(0));
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(0));
    call.end(body);
  });
}
