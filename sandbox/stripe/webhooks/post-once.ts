/** One attempt to bring a webhook to the app: no redirect is followed. */
import { Agent, request } from "node:http";

/** Stripe publishes no time-out; this one leaves room for a development server that still compiles its route. */
const timeoutMs = 30_000;

/** A fresh connection for each: a reused one may be closed by the server just then, which would fake a failure. */
const agent = new Agent({ keepAlive: false, maxSockets: 64 });

/** The HTTP status the app answered, or 0 if there was no whole answer (refused, reset, timed out, aborted). */
export function postOnce(options: {
  url: string;
  body: string;
  signature: string;
  signal: AbortSignal;
}): Promise<number> {
  const { url, body, signature, signal } = options;
  return new Promise((resolve) => {
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      "stripe-signature": signature,
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
