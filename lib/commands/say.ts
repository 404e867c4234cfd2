import { parseArgs } from "node:util";
import { AppError } from "@/lib/core/errors";
import { environment } from "@/lib/env/environment";
import type { OperatorRecords, TurnSummary } from "@/lib/wiring/operator";
import { connectOperator } from "@/lib/wiring/operator";
import { runCommand } from "./run-command";

const USAGE = `say "are you open on sunday?"
say --burst "are you" "open" "on sunday?"
--number PHONE_NUMBER_ID, --from PHONE, --timeout SECONDS, --json`;

const OPTIONS = {
  burst: { type: "boolean", default: false },
  number: { type: "string", default: "200000000000001" },
  from: { type: "string", default: "15550100100" },
  timeout: { type: "string", default: "60" },
  json: { type: "boolean", default: false },
} as const;

/** How often the database and the phone are asked while the reply is under way, ms. */
const ASK_EVERY_MS = 50;

type ThreadMessage = {
  id: string;
  direction: "in" | "out";
  text: string;
  at: number;
  state: string;
  callbackData?: string;
};

type Said = {
  reply: string | null;
  rule: string | null;
  matched_by: string | null;
  close_call: string | null;
  outcome: string | null;
  reason: string | null;
  turn: string;
  messages: number;
  attempts: number;
  times: { total_ms: number; waited_ms: number; answered_ms: number | null };
};

/** Plays a customer through the sandbox's phone; the app sees a signed webhook like any other. */
class Phone {
  constructor(
    private readonly baseUrl: string,
    private readonly numberId: string,
    private readonly from: string,
  ) {}

  async send(text: string): Promise<string> {
    const sent = await this.ask("POST", "/_sandbox/phone/messages", { numberId: this.numberId, from: this.from, text });
    return (sent as { id: string }).id;
  }

  async thread(): Promise<ThreadMessage[]> {
    const query = new URLSearchParams({ numberId: this.numberId, from: this.from });
    return ((await this.ask("GET", `/_sandbox/phone/thread?${query}`)) as { messages: ThreadMessage[] }).messages;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).catch(() => null);
    if (!response?.ok) {
      throw new AppError(
        "invalid_input",
        `the sandbox's phone does not answer at ${this.baseUrl}: run \`npm run dev\` first`,
      );
    }
    return response.json();
  }
}

async function waitForTurns(
  records: OperatorRecords,
  numberId: string,
  ids: string[],
  giveUpAt: number,
): Promise<TurnSummary[]> {
  const turns = new Map<string, TurnSummary>();
  for (const id of ids) {
    for (;;) {
      const turn = await records.turnOfMessage({ channel: "whatsapp", externalId: numberId }, id);
      if (turn?.closed_at) {
        turns.set(turn.id, turn);
        break;
      }
      if (Date.now() > giveUpAt)
        throw new AppError("not_found", "no answer in time; `npm run turns` tells what is under way");
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }
  return [...turns.values()];
}

function describe(turn: TurnSummary, thread: ThreadMessage[], startedAt: number): Said {
  const reply = thread.findLast(
    (message) => message.direction === "out" && message.callbackData?.startsWith(`${turn.id}:`),
  );
  const ms = (from: string, to: string | null): number | null => (to ? Date.parse(to) - Date.parse(from) : null);
  return {
    reply: reply?.text ?? null,
    rule: turn.rule,
    matched_by: turn.matched_by,
    close_call: turn.close_call,
    outcome: turn.outcome,
    reason: turn.reason,
    turn: turn.id,
    messages: turn.messages,
    attempts: turn.attempts,
    times: {
      total_ms: Date.now() - startedAt,
      waited_ms: ms(turn.opened_at, turn.released_at) ?? 0,
      answered_ms: ms(turn.released_at, turn.closed_at),
    },
  };
}

function print(said: Said[]): string {
  return said
    .map(({ reply, rule, matched_by, close_call, outcome, reason, times }) => {
      const answer = reply ?? `(no reply: ${outcome ?? "open"}${reason ? `, ${reason}` : ""})`;
      const how = [matched_by, close_call && `AI asked: ${close_call}`].filter(Boolean).join(", ");
      return `${answer}\n  rule ${rule ?? "none"}${how === "" ? "" : ` (${how})`} · waited ${times.waited_ms} ms · answered in ${times.answered_ms} ms`;
    })
    .join("\n");
}

const json = process.argv.includes("--json");

await runCommand<Said | Said[]>(
  json,
  async () => {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    const texts = values.burst ? positionals : [positionals.join(" ")];
    if (texts.length === 0 || texts.some((text) => text.trim() === "")) throw new AppError("invalid_input", USAGE);
    const env = environment();
    if (!env.META_GRAPH_URL)
      throw new AppError("invalid_input", "WhatsApp is not set up here: there is no phone to say it on");
    const phone = new Phone(env.META_GRAPH_URL, values.number, values.from);
    const operator = connectOperator(env);
    try {
      const startedAt = Date.now();
      const ids: string[] = [];
      for (const text of texts) ids.push(await phone.send(text));
      const turns = await waitForTurns(operator.records, values.number, ids, startedAt + Number(values.timeout) * 1000);
      const thread = await phone.thread();
      const said = turns.map((turn) => describe(turn, thread, startedAt));
      const [only] = said;
      return said.length === 1 && only ? only : said;
    } finally {
      await operator.close();
    }
  },
  (said) => print(Array.isArray(said) ? said : [said]),
  USAGE,
);
