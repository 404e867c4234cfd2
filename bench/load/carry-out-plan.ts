import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { GraphSend, LoadAnswer, LoadMessage, LoadPlan, LoadReport, LoadShape } from "./load-plan";
import { percentile } from "./percentiles";
import { postWebhook } from "./post-webhook";
import { messageWebhook, type SignedWebhook, type StatusName, statusWebhook } from "./signed-webhooks";

const STATUSES: readonly StatusName[] = ["sent", "delivered", "read"];

/** Meta brings again after pauses that grow; never more than these between two tries. */
const longestPauseMs = 20_000;

/** With a fixed number in flight, a place that was refused stays empty for so long. */
const afterRefusalMs = 250;

/** A customer whose reply takes longer has none. */
const replyWithinMs = 30_000;

type Status = { send: GraphSend; status: StatusName };

/** Carries out one plan: builds, signs and posts what customers and Meta would, and notes what was answered. */
export class PlannedLoad {
  private readonly answers: LoadAnswer[] = [];
  private readonly messages: LoadMessage[] = [];
  private readonly lateMs: number[] = [];
  private readonly dueStatuses: Status[] = [];
  /** Customers who wait for a reply. */
  private readonly waiting = new Map<string, () => void>();
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
    this.waiting.get(send.to)?.();
    if (this.plan.shape.kind === "closed") return;
    for (const status of STATUSES) this.dueStatuses.push({ send, status });
  }

  async carryOut(): Promise<LoadReport> {
    const { shape, warmSeconds, seconds } = this.plan;
    const pending: Promise<unknown>[] = [];
    if (shape.kind === "closed") pending.push(...this.inFlight(shape, warmSeconds + seconds));
    const part = (rate: "warmPerSecond" | "perSecond", length: number) =>
      shape.kind === "open"
        ? this.atRate(shape[rate], length, shape.statusesPerMessage, pending)
        : delay(length * 1000);
    await part("warmPerSecond", warmSeconds);
    this.measuring = true;
    const beganAt = Date.now();
    await part("perSecond", seconds);
    const endedAt = Date.now();
    this.giveUpAt = endedAt + this.plan.giveUpSeconds * 1000;
    for (const replied of this.waiting.values()) replied();
    await Promise.all(pending);
    const { answers, messages, broughtAgain, repeatedStatuses } = this;
    const generatorLateMs = percentile(this.lateMs, 0.99);
    return { answers, messages, broughtAgain, repeatedStatuses, generatorLateMs, beganAt, endedAt };
  }

  private async atRate(
    perSecond: number,
    length: number,
    statusesPerMessage: number,
    pending: Promise<unknown>[],
  ): Promise<void> {
    const began = performance.now();
    const total = Math.round(perSecond * length);
    for (let n = 0; n < total; n += 1) {
      const wait = began + (n * 1000) / perSecond - performance.now();
      if (wait > 0.5) await delay(wait);
      if (this.measuring) this.lateMs.push(Math.max(0, performance.now() - began - (n * 1000) / perSecond));
      pending.push(n % (statusesPerMessage + 1) === 0 ? this.bringMessage().taken : this.bringStatus());
    }
    const rest = began + length * 1000 - performance.now();
    if (rest > 0) await delay(rest);
  }

  private inFlight({ inFlight, until }: Extract<LoadShape, { kind: "closed" }>, seconds: number): Promise<void>[] {
    const endAt = performance.now() + seconds * 1000;
    const one = async (): Promise<void> => {
      while (performance.now() < endAt) {
        const { from, taken } = this.bringMessage();
        const replied = until === "replied" ? this.repliedTo(from) : undefined;
        // Nobody who was sent away is back in the same millisecond.
        if (await taken) await replied;
        else await delay(afterRefusalMs);
      }
    };
    return Array.from({ length: inFlight }, one);
  }

  /** Resolves when a reply was sent to the customer, when none came for long, and at the end of the load. */
  private repliedTo(from: string): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.waiting.delete(from);
        resolve();
      };
      const timer = setTimeout(end, replyWithinMs);
      this.waiting.set(from, end);
    });
  }

  private bringMessage(): { from: string; taken: Promise<boolean> } {
    const { numberIds, burst, text, appSecret } = this.plan;
    const n = this.messages.length;
    const customer = Math.floor(n / burst);
    const from = `49${this.firstCustomer}${String(customer).padStart(5, "0")}`;
    const numberId = numberIds[customer % numberIds.length] ?? "";
    const message = { id: `wamid.bench.${this.run}.${n}`, from, at: Date.now(), warm: !this.measuring, taken: false };
    this.messages.push(message);
    const webhook = messageWebhook({ id: message.id, from, numberId, text }, appSecret);
    const taken = this.bring("message", webhook).then((every) => {
      message.taken = every;
      return every;
    });
    return { from, taken };
  }

  private bringStatus(): Promise<boolean> {
    const next = this.dueStatuses.shift();
    if (!next) this.repeatedStatuses += 1;
    const status = next ?? this.lastStatus ?? this.strangersStatus();
    if (next) this.lastStatus = next;
    return this.bring("status", statusWebhook(status.send, status.status, this.plan.appSecret));
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

  /** Whether it was answered with 200, everywhere, at the first try or, where it is brought again, at a later one. */
  private async bring(kind: LoadAnswer["kind"], webhook: SignedWebhook): Promise<boolean> {
    const { toEach } = this.plan;
    const turn = this.posted++ % this.urls.length;
    const targets = toEach ? this.urls : this.urls.slice(turn, turn + 1);
    const ends = await Promise.all(targets.map((url) => this.bringTo(url, kind, webhook)));
    return ends.every(Boolean);
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
