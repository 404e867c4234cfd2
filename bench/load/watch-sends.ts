import type { GraphSend } from "./load-plan";

type Call = { n: number; at: string; path: string; body: unknown; status: number; answer: unknown };

const everyMs = 20;

const fieldsOf = (value: unknown): Map<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);

/** Looks fifty times a second at what Meta's stand-in has accepted, and hands each text over once. */
export class SendWatch {
  readonly sends: GraphSend[] = [];
  private readonly seen = new Set<number>();
  private after = 0;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly graphUrl: string,
    private readonly onSend: (send: GraphSend) => void,
  ) {}

  start(): void {
    const again = (): void => {
      this.looking = this.look().catch(() => undefined);
      void this.looking.then(() => {
        if (this.timer) this.timer = setTimeout(again, everyMs);
      });
    };
    this.timer = setTimeout(again, everyMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** All that was sent up to now. */
  async all(): Promise<GraphSend[]> {
    await this.looking;
    await this.look();
    return this.sends;
  }

  private async look(): Promise<void> {
    const answer = await fetch(`${this.graphUrl}/_sandbox/calls?after=${this.after}`);
    const calls = (await answer.json()) as Call[];
    const open = calls.find(({ status }) => status === 0);
    for (const call of calls) {
      if (call.status === 0 || this.seen.has(call.n)) continue;
      this.seen.add(call.n);
      const send = readSend(call);
      if (send === null) continue;
      this.sends.push(send);
      this.onSend(send);
    }
    // What is not answered yet is looked at again.
    this.after = open ? open.n - 1 : (calls.at(-1)?.n ?? this.after);
  }
}

function readSend({ at, path, body, status, answer }: Call): GraphSend | null {
  const fields = fieldsOf(body);
  if (status !== 200 || !path.endsWith("/messages") || fields.get("type") !== "text") return null;
  const messages = fieldsOf(answer).get("messages");
  const [first] = Array.isArray(messages) ? messages : [];
  return {
    to: String(fields.get("to")).replace(/^\+/, ""),
    at: Date.parse(at),
    id: String(fieldsOf(first).get("id")),
    callbackData: String(fields.get("biz_opaque_callback_data") ?? ""),
    numberId: path.split("/").at(-2) ?? "",
  };
}
