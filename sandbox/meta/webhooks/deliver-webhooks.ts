/**
 * Brings webhooks to the app as Meta does (DOC/webhooks/overview, DOC/webhooks/create-webhook-endpoint): at least once,
 * concurrently, in no promised order, again after anything but a 200, less and less often, for 7 days.
 * The queue lives in memory: what waits for a retry is lost when the stand-in stops.
 * The faults of operation `webhook` apply to each attempt: `error` fails it without reaching the app, `drop_before`
 * too, `drop_after` reaches the app but loses its answer, `delay` and `hold` wait, `duplicate` posts the same bytes twice at once,
 * `reorder` lets the next delivery go first (or waits `ms`, 1,000 if missing, when none comes).
 */
import { setTimeout as delay } from "node:timers/promises";
import type { FaultTable } from "../../http/fault-table";
import { createWebhookAgent, postWebhook } from "./post-webhook";
import { type Update, webhookBytes, webhookPayload } from "./webhook-payload";

const firstRetryMs = 1000;
const longestRetryMs = 60_000;
const forgetAfterMs = 7 * 24 * 3600 * 1000;
/** DOC/webhooks/create-webhook-endpoint: up to 1,000 updates in one POST. */
const maxUpdatesPerDelivery = 1000;
const maxAttemptsKept = 5000;

/** One attempt, for tests; `status` is 0 when the app gave no whole answer. */
export interface DeliveryAttempt {
  n: number;
  at: string;
  url: string;
  attempt: number;
  updates: number;
  status: number;
}

interface Parcel {
  update: Update;
  onDelivered: () => void;
}

interface Delivery {
  url: string;
  body: Buffer;
  parcels: Parcel[];
  since: number;
  attempts: number;
}

export class WebhookCourier {
  readonly attempts: DeliveryAttempt[] = [];
  private readonly stop = new AbortController();
  private readonly agent = createWebhookAgent();
  private readonly retries = new Set<NodeJS.Timeout>();
  private readonly overtaken: (() => void)[] = [];
  private collected = new Map<string, Parcel[]>();
  private window: NodeJS.Timeout | undefined;
  private batchMs = 0;
  private count = 0;

  constructor(
    private readonly appSecret: string,
    private readonly faults: () => FaultTable | undefined,
  ) {}

  /** Milliseconds in which updates are collected into one delivery; 0 sends each at once. */
  setBatching(ms: number): void {
    this.batchMs = ms;
    if (ms === 0) this.flush();
  }

  /** Sends `update` to `url` until a 200 comes; `onDelivered` is called then, once. */
  dispatch(url: string, update: Update, onDelivered: () => void = () => undefined): void {
    if (this.stop.signal.aborted) return;
    if (this.batchMs === 0) {
      this.start(url, [{ update, onDelivered }]);
      return;
    }
    this.collected.set(url, [...(this.collected.get(url) ?? []), { update, onDelivered }]);
    this.window ??= setTimeout(() => this.flush(), this.batchMs);
  }

  /** Deliveries that wait for their next attempt. */
  waiting(): number {
    return this.retries.size;
  }

  close(): void {
    this.stop.abort();
    clearTimeout(this.window);
    for (const retry of this.retries) clearTimeout(retry);
    this.retries.clear();
    this.agent.destroy();
  }

  private flush(): void {
    clearTimeout(this.window);
    this.window = undefined;
    const batches = this.collected;
    this.collected = new Map();
    for (const [url, parcels] of batches) {
      for (let from = 0; from < parcels.length; from += maxUpdatesPerDelivery) {
        this.start(url, parcels.slice(from, from + maxUpdatesPerDelivery));
      }
    }
  }

  private start(url: string, parcels: Parcel[]): void {
    const body = webhookBytes(webhookPayload(parcels.map(({ update }) => update)));
    void this.attempt({ url, body, parcels, since: Date.now(), attempts: 0 });
  }

  private async attempt(delivery: Delivery): Promise<void> {
    delivery.attempts += 1;
    const status = await this.carry(delivery).catch(() => 0);
    if (this.stop.signal.aborted) return;
    this.note(delivery, status);
    if (status === 200) {
      for (const { onDelivered } of delivery.parcels) onDelivered();
      return;
    }
    if (Date.now() - delivery.since > forgetAfterMs) return;
    const retry = setTimeout(
      () => {
        this.retries.delete(retry);
        void this.attempt(delivery);
      },
      Math.min(firstRetryMs * 2 ** (delivery.attempts - 1), longestRetryMs),
    );
    this.retries.add(retry);
  }

  /** One attempt with its fault; answers the status that counts for Meta. */
  private async carry(delivery: Delivery): Promise<number> {
    const faults = this.faults();
    const fault = faults?.take("webhook");
    if (fault?.kind === "error") return fault.status ?? 502;
    if (fault?.kind === "drop_before") return 0;
    if (fault?.kind === "delay") await delay(fault.ms ?? 1000, undefined, { signal: this.stop.signal });
    if (fault?.kind === "hold" && fault.when !== "after" && (await faults?.held("webhook")) === "drop") return 0;
    if (fault?.kind === "reorder") await this.waitToBeOvertaken(fault.ms ?? 1000);
    const status = await this.post(delivery, fault?.kind === "duplicate");
    if (fault?.kind !== "reorder") {
      for (const goOn of this.overtaken.splice(0)) goOn();
    }
    if (fault?.kind === "hold" && fault.when === "after" && (await faults?.held("webhook")) === "drop") return 0;
    return fault?.kind === "drop_after" ? 0 : status;
  }

  private async post({ url, body }: Delivery, twice: boolean): Promise<number> {
    const once = () =>
      postWebhook({ url, body, appSecret: this.appSecret, agent: this.agent, signal: this.stop.signal });
    const [status = 0] = await Promise.all(twice ? [once(), once()] : [once()]);
    return status;
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

  private note({ url, attempts, parcels }: Delivery, status: number): void {
    this.count += 1;
    const at = new Date().toISOString();
    this.attempts.push({ n: this.count, at, url, attempt: attempts, updates: parcels.length, status });
    if (this.attempts.length > maxAttemptsKept) this.attempts.shift();
  }
}
