import { parseArgs } from "node:util";
import { CHANNEL_TRAITS, SHOWN_CHANNEL } from "@/lib/channels/channel-traits";
import { AppError } from "@/lib/core/errors";
import { environment } from "@/lib/env/environment";
import { defaultPersona } from "@/lib/persona/persona";
import { renderPersona } from "@/lib/persona/render-persona";
import { writeDraft } from "@/lib/pipeline/answer/run-model";
import { NEUTRAL_RULE_PROMPT } from "@/lib/playground/test-reply";
import { buildInjectionScan } from "@/lib/safety/injection-scan";
import { embedTexts, replyTools } from "@/lib/wiring/build-models";
import { runCommand } from "./run-command";

const USAGE = `ai:time [--runs N]   (5 unless said otherwise, 100 at most; asks the configured AI, and needs no tenant and no credit)
also with --json`;

const OPTIONS = { runs: { type: "string", default: "5" }, json: { type: "boolean", default: false } } as const;

/** Ordinary questions of customers; asked in turn. */
const QUESTIONS = ["Hi, can I book a cut for Friday?", "Wie lange habt ihr heute offen?", "¿Cuánto cuesta un tinte?"];

type Timing = {
  model: string;
  runs: number;
  /** Answers that the guards refused twice; they count in the times. */
  refused: number;
  /** From the message to the text that would be sent: the vector, then scan and writing beside each other. */
  median_ms: number;
  slowest_ms: number;
  /** Medians of each vendor's call by itself. */
  embedding_ms: number;
  scan_ms: number;
  writing_ms: number;
  median_input_tokens: number | null;
  median_output_tokens: number | null;
};

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}

const ASKED = {
  channel: SHOWN_CHANNEL,
  factsText: "",
  rulePrompt: NEUTRAL_RULE_PROMPT,
  senderName: "Alex",
  ownAddress: "",
};

/** Asks the configured models as a turn does, one message after the other, without a tenant, a credit or a database. */
async function timeReplies(runs: number): Promise<Timing> {
  const env = environment();
  const tools = replyTools(env);
  const personaText = renderPersona(defaultPersona("Salon Aurora"));
  const embed = embedTexts(env);
  const times: number[] = [];
  const alone = { embedding: [] as number[], scan: [] as number[], writing: [] as number[] };
  const timed = async <T>(name: keyof typeof alone, call: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const answer = await call();
    alone[name].push(performance.now() - began);
    return answer;
  };
  const read: number[] = [];
  const written: number[] = [];
  let refused = 0;
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    const text = QUESTIONS[run % QUESTIONS.length] ?? "";
    await timed("embedding", () => embed([text]));
    const mark = crypto.randomUUID();
    const { promptNoun } = CHANNEL_TRAITS[SHOWN_CHANNEL];
    const [draft] = await Promise.all([
      timed("writing", () => writeDraft(tools, { ...ASKED, personaText, text, mark })),
      timed("scan", () => tools.judge(buildInjectionScan(ASKED.senderName, text, mark, promptNoun))),
    ]);
    times.push(performance.now() - began);
    if (draft.kind === "breached") {
      refused += 1;
      continue;
    }
    const { inputTokens, outputTokens } = draft.answer;
    if (inputTokens !== null) read.push(inputTokens);
    if (outputTokens !== null) written.push(outputTokens);
  }
  return {
    model: env.GENERATION_MODEL,
    runs,
    refused,
    median_ms: median(times) ?? 0,
    slowest_ms: Math.round(Math.max(...times)),
    embedding_ms: median(alone.embedding) ?? 0,
    scan_ms: median(alone.scan) ?? 0,
    writing_ms: median(alone.writing) ?? 0,
    median_input_tokens: median(read),
    median_output_tokens: median(written),
  };
}

function print(timing: Timing): string {
  const {
    model,
    runs,
    refused,
    median_ms,
    slowest_ms,
    embedding_ms,
    scan_ms,
    writing_ms,
    median_input_tokens,
    median_output_tokens,
  } = timing;
  return [
    `${model}: ${runs} replies${refused > 0 ? `, ${refused} of them refused by the guards` : ""}`,
    `AI calls: ${median_ms} ms (median), ${slowest_ms} ms (slowest), without Concierge's own work`,
    `of that: comparing meaning ${embedding_ms} ms, then writing ${writing_ms} ms with the scan (${scan_ms} ms) at the same time (medians)`,
    `tokens: ${median_input_tokens ?? "unknown"} read, ${median_output_tokens ?? "unknown"} written (medians)`,
  ].join("\n");
}

await runCommand(
  process.argv.includes("--json"),
  () => {
    const { values } = parseArgs({ options: OPTIONS });
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1 || runs > 100) {
      throw new AppError("invalid_input", "--runs: expected a whole number, 1 to 100");
    }
    return timeReplies(runs);
  },
  print,
  USAGE,
);
