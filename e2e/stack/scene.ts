import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../servers/until";
import type { ConciergeStack } from "./concierge-stack";
import { numbers } from "./furnish-database";
import { type CustomerText, deliveryBody, newMessageId, postDelivery } from "./signed-delivery";
import type { InboundRow } from "./stack-records";

/** A call to the Graph API that sends a text; `status` 0: Meta has not answered, or the connection died. */
export type SendCall = { n: number; at: number; to: string; status: number; turnId: string; attempt: number };

/** What one test says, and what became of it. Its customers and the marked word in every text are its own. */
export class Scene {
  /** In every text of this scene; nowhere else. */
  readonly marker = `quagga${randomBytes(8).toString("hex")}`;
  readonly beganAt = Date.now();
  private readonly said = new Map<string, CustomerText>();
  /** When each message was first posted, and when it first had a 200. */
  private readonly journeys = new Map<string, { postedAt: number; takenAt: number }>();
  private readonly firstCustomer = randomInt(1_000_000, 9_000_000) * 1000;
  private customers = 0;

  constructor(readonly stack: ConciergeStack) {}

  /** A phone number (digits) that nobody has written from. */
  newCustomer(): string {
    this.customers += 1;
    return `49${this.firstCustomer + this.customers}`;
  }

  /** A text that will be said; the marked word follows it, or stands where it has `%`. */
  text(given: Partial<Omit<CustomerText, "id">> = {}): CustomerText {
    const words = given.text ?? "are you open on sunday? %";
    const made: CustomerText = {
      id: newMessageId(),
      numberId: given.numberId ?? numbers.quick,
      from: given.from ?? this.newCustomer(),
      text: words.includes("%") ? words.replace("%", this.marker) : `${words} ${this.marker}`,
      sentAt: given.sentAt ?? new Date(),
    };
    this.said.set(made.id, made);
    return made;
  }

  /** A message through the stand-in's phone: Meta brings it to the door, again and again until it gets a 200. */
  async sayOnPhone(numberId: string): Promise<void> {
    const from = this.newCustomer();
    const text = `are you open? ${this.marker}`;
    const said = await this.stack.meta.ask<{ id: string }>("POST", "/_sandbox/phone/messages", {
      numberId,
      from,
      text,
    });
    this.said.set(said.id, { id: said.id, numberId, from, text, sentAt: new Date() });
  }

  /** The ids of what the customer of this text was sent, oldest first. */
  async repliesOnPhone({ numberId, from }: CustomerText): Promise<string[]> {
    const path = `/_sandbox/phone/thread?numberId=${numberId}&from=${from}`;
    const { messages } = await this.stack.meta.ask<{ messages: { id: string; direction: string }[] }>("GET", path);
    return messages.filter(({ direction }) => direction === "out").map(({ id }) => id);
  }

  /** One signed delivery of these texts; answers the HTTP status, 0 if no answer came. */
  async deliver(appUrl: string, ...texts: CustomerText[]): Promise<number> {
    const postedAt = performance.now();
    const status = await postDelivery(appUrl, deliveryBody(texts));
    for (const { id } of texts) {
      const known = this.journeys.get(id) ?? { postedAt, takenAt: Number.POSITIVE_INFINITY };
      if (status === 200) known.takenAt = Math.min(known.takenAt, performance.now());
      this.journeys.set(id, known);
    }
    return status;
  }

  /** Whether the one message had its 200 before the other was posted at all: only then is their order a fact. */
  cameBefore(messageId: string, otherId: string): boolean {
    const [one, other] = [this.journeys.get(messageId), this.journeys.get(otherId)];
    return one !== undefined && other !== undefined && one.takenAt < other.postedAt;
  }

  /** As Meta does: what gets no 200 is brought again, each after pauses of its own that grow, for up to two minutes. */
  async bring(appUrl: string, ...texts: CustomerText[]): Promise<void> {
    const until = performance.now() + 120_000;
    for (let pauseMs = 50; performance.now() < until; pauseMs = Math.min(2 * pauseMs, 2_000)) {
      if ((await this.deliver(appUrl, ...texts)) === 200) return;
      await delay(pauseMs * (0.5 + Math.random()));
    }
    throw new Error("a delivery was refused for two minutes");
  }

  get messages(): CustomerText[] {
    return [...this.said.values()];
  }

  rows(): Promise<InboundRow[]> {
    return this.stack.records.inbound([...this.said.keys()]);
  }

  attempts(): Promise<{ attempt: number; state: string }[]> {
    return this.stack.records.attempts([...this.said.keys()]);
  }

  /** The calls that send something to this scene's customers, oldest first. */
  async sends(): Promise<SendCall[]> {
    const customers = new Set(this.messages.map(({ from }) => from));
    const calls = await this.stack.meta.calls();
    return calls.flatMap(({ n, at, path, body, status }) => {
      const fields = new Map<string, unknown>(Object.entries(body ?? {}));
      const phone = String(fields.get("to")).replace(/^\+/, "");
      if (!path.endsWith("/messages") || fields.get("type") !== "text" || !customers.has(phone)) return [];
      const [turnId = "", attempt] = String(fields.get("biz_opaque_callback_data")).split(":");
      return [{ n, at: Date.parse(at), to: phone, status, turnId, attempt: Number(attempt) }];
    });
  }

  /** Resolves when all is closed and Redis holds no conversation: then nobody is left who could send anything. */
  async settled(timeoutMs = 45_000): Promise<void> {
    const ids = [...this.said.keys()];
    const look = async () => {
      if ((await this.stack.records.closedCount(ids)) < ids.length) return null;
      const open = await this.stack.redisCommand<string[]>("KEYS", "conversation:*");
      return open.length === 0 ? true : null;
    };
    // Looking must not be a good part of what a flooded database has to do.
    await until("all turns to be closed and forgotten", timeoutMs, look, 40 + ids.length / 2);
  }
}

/** The steps of a turn in Redis, by the names of their scripts. */
const SCRIPTS = { append: "append", claim: "claim", fence: "begin_send", ack: "ack" } as const;

/** The next turn meets a hold at this step: before it takes effect, or when its answer is under way. */
export async function holdStep(
  stack: ConciergeStack,
  step: keyof typeof SCRIPTS,
  when: "before" | "after",
): Promise<void> {
  await stack.redis.setFaults({ op: `eval:${SCRIPTS[step]}`, kind: "hold", when });
}

/** Resolves when the step is held. */
export async function stepHeld(stack: ConciergeStack): Promise<void> {
  await until("a script that is held", 30_000, async () => {
    const [faults, calls] = await Promise.all([stack.redis.faultsLeft(), stack.redis.calls()]);
    const pending = calls.some(({ body, status }) => status === 0 && /^\[+"eval/.test(JSON.stringify(body)));
    return faults.length === 0 && pending ? true : null;
  });
}
