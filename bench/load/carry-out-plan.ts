import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { GraphSend, LoadAnswer, LoadMessage, LoadPlan, LoadReport } from "./load-plan";
import { percentile } from "./percentiles";
import { postWebhook } from "./post-webhook";
import { messageWebhook, type SignedWebhook, type StatusName, statusWebhook } from "./signed-webhooks";

const STATUSES: readonly StatusName[] = ["sent", "delivered", "read"];

/** Meta brings again after pauses that grow; never more than these between two tries. */
const longestPauseMs = 20_000;

type Status = { send: GraphSend; status: StatusName };

/** Carries out one plan: builds, signs and posts what customers and Meta would, and notes what was answered. */
export class PlannedLoad {
  private readonly answers: LoadAnswer[] = [];
  private readonly messages: LoadMessage[] = [];
  private readonly lateMs: number[] = [];
  private readonly dueStatuses: Status[] = [];
  private readonly urls: URL[];
  private readonly run = randomUUID().slice(0, 8);
  private readonly firstCustomer = 1_000_000 + Math.floor(Math.random() * 8_000_000);
  private lastStatus: Status | undefined;
  private posted = 0;
  private broughtAgain = 0;
  private repeatedStatuses = 0;
  private giveUpAt = Number.POSITIVE_INFINITY;
  private measuring = false;

  constructor(private readonly plan: LoadPlan) {
    this.urls = plan.urls.map((url) => new URL(url));
  }

  /** What was sent is delivered and read a moment later: its statuses are the next to be brought. */
  noteSend(send: GraphSend): void {
    for (const status of STATUSES) this.dueStatuses.push({ send, status });
  }

  async carryOut(): Promise<LoadReport> {
    const { shape, warmSeconds, seconds } = this.plan;
    const pending: Promise<void>[] = [];
    const part = (perSecond: number, length: number) =>
      shape.kind === "open"
        ? this.atRate(perSecond, length, shape.statusesPerMessage, pending)
        : this.inFlight(shape.inFlight, length);
    await part(shape.kind === "open" ? shape.warmPerSecond : 0, warmSeconds);
    this.measuring = true;
    const beganAt = Date.now();
    await part(shape.kind === "open" ? shape.perSecond : 0, seconds);
    const endedAt = Date.now();
    this.giveUpAt = endedAt + this.plan.giveUpSeconds * 1000;
    await Promise.all(pending);
    const { answers, messages, broughtAgain, repeatedStatuses } = this;
    const generatorLateMs = percentile(this.lateMs, 0.99);
    return { answers, messages, broughtAgain, repeatedStatuses, generatorLateMs, beganAt, endedAt };
  }

  private async atRate(
    perSecond: number,
    length: number,
    statusesPerMessage: number,
    pending: Promise<void>[],
  ): Promise<void> {
    const began = performance.now();
    const total = Math.round(perSecond * length);
    for (let n = 0; n < total; n += 1) {
      const wait = began + (n * 1000) / perSecond - performance.now();
      if (wait > 0.5) await delay(wait);
      if (this.measuring) this.lateMs.push(Math.max(0, performance.now() - began - (n * 1000) / perSecond));
      pending.push(n % (statusesPerMessage + 1) === 0 ? this.bringMessage() : this.bringStatus());
    }
    const rest = began + length * 1000 - performance.now();
    if (rest > 0) await delay(rest);
  }

  private async inFlight(count: number, length: number): Promise<void> {
    const until = performance.now() + length * 1000;
    const one = async (): Promise<void> => {
      while (performance.now() < until) await this.bringMessage();
    };
    await Promise.all(Array.from({ length: count }, one));
  }

  private bringMessage(): Promise<void> {
    const { numberIds, burst, text, appSecret } = this.plan;
    const n = this.messages.length;
    const customer = Math.floor(n / burst);
    const from = `49${this.firstCustomer}${String(customer).padStart(5, "0")}`;
    const numberId = numberIds[customer % numberIds.length] ?? "";
    const message = { id: `wamid.bench.${this.run}.${n}`, from, at: Date.now(), warm: !this.measuring, taken: false };
    this.messages.push(message);
    const webhook = messageWebhook({ id: message.id, from, numberId, text }, appSecret);
    return this.bring("message", webhook, () => {
      message.taken = true;
    });
  }

  private bringStatus(): Promise<void> {
    const next = this.dueStatuses.shift();
    if (!next) this.repeatedStatuses += 1;
    const status = next ?? this.lastStatus ?? this.strangersStatus();
    if (next) this.lastStatus = next;
    return this.bring("status", statusWebhook(status.send, status.status, this.plan.appSecret), () => undefined);
  }

  /** Before anything was sent: of a message that somebody else's program sent from the same number. */
  private strangersStatus(): Status {
    const [numberId = ""] = this.plan.numberIds;
    const send = {
      to: `49${this.firstCustomer}`,
      at: 0,
      id: `wamid.bench.${this.run}.none`,
      callbackData: "",
      numberId,
    };
    return { send, status: "sent" };
  }

  /** Resolves with the first answer where nothing is brought again, else when there is a 200 or no more time. */
  private async bring(kind: LoadAnswer["kind"], webhook: SignedWebhook, taken: () => void): Promise<void> {
    const turn = this.posted++;
    const targets = this.plan.toEach
      ? this.urls
      : [this.urls[turn % this.urls.length]].filter((url) => url !== undefined);
    const ends = await Promise.all(targets.map((url) => this.bringTo(url, kind, webhook)));
    if (ends.every(Boolean)) taken();
  }

  private async bringTo(url: URL, kind: LoadAnswer["kind"], webhook: SignedWebhook): Promise<boolean> {
    const { bringAgainMs } = this.plan;
    const [warm, at] = [!this.measuring, Date.now()];
    const { status, ms } = await postWebhook(url, webhook);
    this.answers.push({ kind, warm, status, ms, at });
    if (status === 200 || bringAgainMs === null) return status === 200;
    for (let pauseMs = bringAgainMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      await delay(pauseMs * (0.75 + Math.random() / 2));
      if (Date.now() > this.giveUpAt) return false;
      this.broughtAgain += 1;
      if ((await postWebhook(url, webhook)).status === 200) return true;
    }
  }
}
