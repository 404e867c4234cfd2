import { Agent, request } from "node:http";
import type { SignedWebhook } from "./signed-webhooks";

// Next closes idle connections after 5 s: one that is taken from here before that is alive.
const agent = new Agent({ keepAlive: true, maxSockets: 2_000, timeout: 4_000 });

/** A server that hangs is one that does not answer. */
const answerWithinMs = 30_000;

/** Posts one delivery; status 0 if no answer came. `ms` is the time until the whole answer was there. */
export function postWebhook(url: URL, { body, signature }: SignedWebhook): Promise<{ status: number; ms: number }> {
  const began = performance.now();
  const headers = {
    "content-type": "application/json",
    "content-length": body.length,
    "x-hub-signature-256": signature,
    "user-agent": "facebookexternalua",
  };
  return new Promise((resolve) => {
    const end = (status: number) => resolve({ status, ms: performance.now() - began });
    const call = request(url, { method: "POST", agent, headers, timeout: answerWithinMs }, (answer) => {
      answer.resume();
      answer.on("end", () => end(answer.statusCode ?? 0));
      answer.on("error", () => end(0));
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => end(0));
    call.end(body);
  });
}
