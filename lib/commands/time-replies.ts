import { parseArgs } from "node:util";
import { SHOWN_CHANNEL } from "@/lib/channels/channel-traits";
import { AppError } from "@/lib/core/errors";
import { environment } from "@/lib/env/environment";
import { defaultPersona } from "@/lib/persona/persona";
import { renderPersona } from "@/lib/persona/render-persona";
import { writeDraft } from "@/lib/pipeline/answer/run-model";
import { NEUTRAL_RULE_PROMPT } from "@/lib/playground/test-reply";
import { replyTools } from "@/lib/wiring/build-models";
import { runCommand } from "./run-command";

const OPTIONS = { runs: { type: "string", default: "5" }, json: { type: "boolean", default: false } } as const;

/** Ordinary questions of customers; asked in turn. */
const QUESTIONS = ["Hi, can I book a cut for Friday?", "Wie lange habt ihr heute offen?", "¿Cuánto cuesta un tinte?"];

type Timing = {
  model: string;
  runs: number;
  /** Answers that the guards refused twice; they count in the times. */
  refused: number;
  median_ms: number;
  slowest_ms: number;
  median_input_tokens: number | null;
  median_output_tokens: number | null;
};

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}

/** Asks the configured model for replies, one after the other, without a tenant, a credit or a message. */
async function timeReplies(runs: number): Promise<Timing> {
  const env = environment();
  const tools = replyTools(env);
  const personaText = renderPersona(defaultPersona("Salon Aurora"));
  const times: number[] = [];
  const read: number[] = [];
  const written: number[] = [];
  let refused = 0;
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    const draft = await writeDraft(tools, {
      channel: SHOWN_CHANNEL,
      personaText,
      factsText: "",
      rulePrompt: NEUTRAL_RULE_PROMPT,
      senderName: "Alex",
      text: QUESTIONS[run % QUESTIONS.length] ?? "",
      ownAddress: "",
      mark: crypto.randomUUID(),
    });
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
    median_input_tokens: median(read),
    median_output_tokens: median(written),
  };
}

function print(timing: Timing): string {
  const { model, runs, refused, median_ms, slowest_ms, median_input_tokens, median_output_tokens } = timing;
  return [
    `${model}: ${runs} replies${refused > 0 ? `, ${refused} of them refused by the guards` : ""}`,
    `time: ${median_ms} ms median, ${slowest_ms} ms slowest`,
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
);
