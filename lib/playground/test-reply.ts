import type { Channel } from "@/lib/channels/inbound-message";
import type { CompleteChat } from "@/lib/core/chat-model.port";
import type { Clock } from "@/lib/core/clock";
import { UpstreamError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { DailyBudget } from "@/lib/credits/daily-budget";
import type { Facts } from "@/lib/facts/facts";
import { renderFacts } from "@/lib/facts/render-facts";
import type { AiPorts } from "@/lib/pipeline/answer/generate-reply";
import { writeDraft } from "@/lib/pipeline/answer/run-model";
import { RESPONSE_TABLE } from "@/lib/rules/config/response-table";
import type { SafetyState } from "@/lib/safety/safety-check";

/** Characters of a question, at most. */
export const MAX_SAMPLE_CHARACTERS = 1_000;

/** Stands in the place of a rule's prompt when the owner asks the persona alone. Ours, so nobody has to approve it. */
export const NEUTRAL_RULE_PROMPT = "Answer what the customer asks, as far as you know it.";

export type SampleRef = { tenantId: string; sampleId: string };

/** The credit of a sample answer. Each call is one transaction and may be repeated with the same effect. */
export type SampleRecords = {
  reserveSample(
    ref: SampleRef,
    priceCredits: number,
    now: Date,
  ): Promise<{ kind: "reserved"; notice: boolean } | { kind: "no_credit" }>;
  /** Settles or restores, whichever comes first; false when it had been ended. */
  endSample(ref: SampleRef, end: "settle" | "restore", reason: string | null, now: Date): Promise<boolean>;
  /** Those of all tenants that were begun before this moment and never ended. */
  findOpenSamples(before: Date, limit: number): Promise<SampleRef[]>;
};

export type SamplePorts = {
  samples: SampleRecords;
  readPersona(tenantId: string): Promise<{ text: string; safety: SafetyState }>;
  readPrompts: AiPorts["readPrompts"];
  /** Those that customers get. */
  readFacts(tenantId: string): Promise<Facts | null>;
  generate: CompleteChat;
  renderReply: AiPorts["renderReply"];
  budget: Pick<DailyBudget, "take" | "giveBack">;
  /** Rung when the balance came down to where its owner is to be told. */
  noticeDue(): void;
  clock: Clock;
  ids: IdSource;
  log: Logger;
};

export type SampleRequest = {
  tenantId: string;
  /** Whose frame, marks and limits it is written in. */
  channel: Channel;
  senderName: string;
  text: string;
  /** What the matched rule tells the AI; null asks the persona alone. */
  rulePrompt: string | null;
};

export type SampleReply =
  | {
      kind: "answered";
      text: string;
      inputTokens: number | null;
      outputTokens: number | null;
      /** From the question to the answer, a second draft included. */
      milliseconds: number;
    }
  /** None of these costs anything. */
  | {
      kind:
        | "persona_not_approved"
        | "rule_not_approved"
        | "no_credit"
        | "guard_blocked"
        | "ai_unavailable"
        | "ai_refused"
        | "tries_used_up";
    };

/** A sample takes two drafts at most; one that is older than this was left by a crash, ms. */
const LEFT_OPEN_MS = 120_000;
const BATCH = 200;

/**
 * Answers the owner's question as a customer would be answered, and sends nothing. Costs one credit, unless there is no
 * answer: then the credit is back when this returns. What a crash leaves reserved, `endOpenSamples` gives back.
 */
export async function sampleReply(ports: SamplePorts, request: SampleRequest): Promise<SampleReply> {
  const { samples, budget, clock, ids, log } = ports;
  const { tenantId, channel, senderName, text, rulePrompt } = request;
  const prompts =
    rulePrompt === null
      ? { persona: await ports.readPersona(tenantId), rule: null }
      : await ports.readPrompts(tenantId, rulePrompt);
  if (prompts.persona.safety.status !== "approved") return { kind: "persona_not_approved" };
  if (prompts.rule && prompts.rule.safety.status !== "approved") return { kind: "rule_not_approved" };

  if (!(await budget.take(tenantId, "generate", 1))) return { kind: "tries_used_up" };
  const ref = { tenantId, sampleId: ids.newId() };
  const reserve = await samples.reserveSample(ref, RESPONSE_TABLE.prompt.priceCredits, clock.now());
  if (reserve.kind === "no_credit") {
    await budget.giveBack(tenantId, "generate", 1);
    return { kind: "no_credit" };
  }
  if (reserve.notice) ports.noticeDue();
  const giveBack = (reason: string) => samples.endSample(ref, "restore", reason, clock.now());
  const began = clock.now().getTime();
  let drafts = 0;
  const generate: CompleteChat = async (request) => {
    drafts += 1;
    // Counted; not refused, where the first was the day's last: a reply is not left half written.
    if (drafts > 1) await budget.take(tenantId, "generate", 1);
    return ports.generate(request);
  };
  try {
    const draft = await writeDraft(
      { ...ports, generate },
      {
        channel,
        personaText: prompts.persona.text,
        factsText: renderFacts((await ports.readFacts(tenantId)) ?? {}, clock.now()),
        rulePrompt: prompts.rule?.text ?? NEUTRAL_RULE_PROMPT,
        senderName,
        text,
        ownAddress: "",
        mark: ids.newId(),
      },
    );
    if (draft.kind === "breached") {
      log.warn("sample.guard_blocked", { breaches: draft.breaches.join(",") });
      await giveBack("guard_blocked");
      return { kind: "guard_blocked" };
    }
    await samples.endSample(ref, "settle", null, clock.now());
    const { inputTokens, outputTokens } = draft.answer;
    const milliseconds = clock.now().getTime() - began;
    return { kind: "answered", text: draft.text, inputTokens, outputTokens, milliseconds };
  } catch (error) {
    // After a settle that was written this changes nothing: the first end stands.
    const kind = error instanceof UpstreamError && !error.retryable ? "ai_refused" : "ai_unavailable";
    await giveBack(kind);
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("sample.generation_failed", { error: error.message });
    return { kind };
  }
}

/** Gives back the credits of sample answers that nobody is writing any more. For the sweep. */
export async function endOpenSamples({
  samples,
  clock,
  log,
}: Pick<SamplePorts, "samples" | "clock" | "log">): Promise<number> {
  const now = clock.now();
  let ended = 0;
  for (const ref of await samples.findOpenSamples(new Date(now.getTime() - LEFT_OPEN_MS), BATCH)) {
    if (!(await samples.endSample(ref, "restore", "left_open", now))) continue;
    log.error("sample.left_open", { sampleId: ref.sampleId });
    ended += 1;
  }
  return ended;
}
