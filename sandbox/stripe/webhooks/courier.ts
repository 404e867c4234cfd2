/**
 * Brings events to the app's endpoint as Stripe does (docs.stripe.com/webhooks): at least once, side by side, in no promised
 * order, again after anything but a 2xx (a redirect too), less and less often, for three days; signed anew each time.
 * The faults of operation `webhook` apply to each attempt: `error` and `drop_before` fail it without reaching the app,
 * `drop_after` reaches the app but loses its answer, `delay` and `hold` wait, `duplicate` posts the same bytes twice at
 * once, `reorder` lets the next delivery go first (or waits `ms`, 1,000 if missing, when none comes).
 */

import { createHmac } from "node:crypto";
import { setMaxListeners } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { FaultTable } from "../../http/fault-table";
import { nowInSeconds } from "../stripe-world";

const firstRetryMs = 1000;
const longestRetryMs = 60_000;
const forgetAfterMs = 3 * 24 * 3600 * 1000;
const maxAttemptsKept = 5000;

/** One attempt, for tests; `status` is 0 when the app gave no whole answer. */
export type DeliveryAttempt = { n: number; at: string; event: string; type: string; attempt: number; status: number };

export type Parcel = { event: string; type: string; body: string; secrets?: readonly string[] };

type Delivery = Parcel & { since: number; attempts: number; delivered: () => void };

export class WebhookCourier {
  readonly attempts: DeliveryAttempt[] = [];
  private readonly stop = new AbortController();
  private readonly retries = new Map<NodeJS.Timeout, Delivery>();
  private readonly overtaken: (() => void)[] = [];
  private count = 0;

  constructor(
    private readonly url: string,
    /** More than one while a secret is changed. */
    public secrets: readonly string[],
    private readonly faults: () => FaultTable | undefined,
  ) {
    // Each delivery under way listens to it.
    setMaxListeners(0, this.stop.signal);
  }

  /** Resolves when the app has taken it: perhaps never. */
  dispatch(parcel: Parcel): Promise<void> {
    return new Promise((delivered) => {
      void this.attempt({ ...parcel, since: Date.now(), attempts: 0, delivered });
    });
  }

  /** Deliveries that wait for their next attempt. */
  waiting(): number {
    return this.retries.size;
  }

  /** Makes the next attempt of all that wait at once. */
  hurry(): number {
    const waiting = [...this.retries];
    this.retries.clear();
    for (const [timer, delivery] of waiting) {
      clearTimeout(timer);
      void this.attempt(delivery);
    }
    return waiting.length;
  }

  close(): void {
    this.stop.abort();
    for (const timer of this.retries.keys()) clearTimeout(timer);
    this.retries.clear();
  }

  private async attempt(delivery: Delivery): Promise<void> {
    if (this.stop.signal.aborted) return;
    delivery.attempts += 1;
    const status = await this.carry(delivery).catch(() => 0);
    if (this.stop.signal.aborted) return;
    this.note(delivery, status);
    if (status >= 200 && status < 300) return delivery.delivered();
    if (Date.now() - delivery.since > forgetAfterMs) return;
    const wait = Math.min(firstRetryMs * 2 ** (delivery.attempts - 1), longestRetryMs);
    const retry = setTimeout(() => {
      this.retries.delete(retry);
      void this.attempt(delivery);
    }, wait);
    this.retries.set(retry, delivery);
  }

  /** One attempt with its fault; answers the status that counts for Stripe. */
  private async carry(delivery: Delivery): Promise<number> {
    const faults = this.faults();
    const names = ["webhook", `webhook:${delivery.type}`];
    const fault = faults?.take(names);
    if (fault?.kind === "error") return fault.status ?? 502;
    if (fault?.kind === "drop_before") return 0;
    if (fault?.kind === "delay") await delay(fault.ms ?? 1000, undefined, { signal: this.stop.signal });
    if (fault?.kind === "hold" && fault.when !== "after" && (await faults?.held(names)) === "drop") return 0;
    if (fault?.kind === "reorder") await this.waitToBeOvertaken(fault.ms ?? 1000);
    const [status = 0] = await Promise.all(
      Array.from({ length: fault?.kind === "duplicate" ? 2 : 1 }, () => this.post(delivery)),
    );
    if (fault?.kind !== "reorder") for (const goOn of this.overtaken.splice(0)) goOn();
    if (fault?.kind === "hold" && fault.when === "after" && (await faults?.held(names)) === "drop") return 0;
    return fault?.kind === "drop_after" ? 0 : status;
  }

  private post({ body, secrets = this.secrets }: Delivery): Promise<number> {
    const signature = signatureHeader(body, secrets, nowInSeconds());
    return postOnce({ url: this.url, body, signature, signal: this.stop.signal });
  }

  private waitToBeOvertaken(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, atMostMs);
      this.overtaken.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private note({ event, type, attempts }: Delivery, status: number): void {
    this.count += 1;
    this.attempts.push({ n: this.count, at: new Date().toISOString(), event, type, attempt: attempts, status });
    if (this.attempts.length > maxAttemptsKept) this.attempts.shift();
  }
}

/** @param at seconds since 1970 */
function signatureHeader(body: string, secrets: readonly string[], at: number): string {
  const signatures = secrets.map((secret) => createHmac("sha256", secret).update(`${at}.${body}`).digest("hex"));
  return [`t=${at}`, ...signatures.map((signature) => `v1=${signature}`)].join(",");
}

/** Stripe publishes no time-out; this one leaves room for a development server that still compiles its route. */
const timeoutMs = 30_000;

/** A fresh connection for each: a reused one may be closed by the server just then, which would fake a failure. */
const agent = new Agent({ keepAlive: false, maxSockets: 64 });

/** The HTTP status the app answered, or 0 if there was no whole answer (refused, reset, timed out, aborted). */
function postOnce(options: { url: string; body: string; signature: string; signal: AbortSignal }): Promise<number> {
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
