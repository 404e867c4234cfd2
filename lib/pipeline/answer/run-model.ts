import { CHANNEL_TRAITS, type FormattingInUse } from "@/lib/channels/channel-traits";
import type { Channel } from "@/lib/channels/inbound-message";
import type { ChatAnswer, CompleteChat } from "@/lib/core/chat-model.port";
import { describeError, UpstreamError } from "@/lib/core/errors";
import { chooseAssistantLine, withAssistantLine } from "@/lib/persona/assistant-line";
import { readReplyAnswer } from "@/lib/persona/guards/read-reply-answer";
import { type Breach, guardDraft, guardLength, guardReply } from "@/lib/persona/guards/reply-guards";
import {
  buildSystemPrompt,
  buildUserMessage,
  type Dialogue,
  listedText,
  NO_DIALOGUE,
  type PromptTexts,
  promptFrame,
  REPLY_SCHEMA,
} from "@/lib/persona/prompt-frame";
import { buildInjectionScan, readInjectionScan } from "@/lib/safety/injection-scan";
import type { SilentReason } from "../turn";
import { joinTexts } from "./choose-reply";
import type {
  AdmitReply,
  AiPorts,
  GenerateReply,
  GenerateRequest,
  PromptsInForce,
  RenderReply,
  ScanMessage,
  Scanned,
  WritingTime,
} from "./generate-reply";

/** The gates before a credit is reserved: the persona and the rule's prompt. */
export function createAdmitReply({ readPrompts }: Pick<AiPorts, "readPrompts">): AdmitReply {
  return async ({ account, rule }) => {
    const reason = unapproved(await readPrompts(account.tenantId, rule.response.text));
    return reason ? { kind: "blocked", reason } : { kind: "admitted" };
  };
}

function unapproved({ persona, rule }: PromptsInForce): SilentReason | null {
  if (persona.safety.status !== "approved") return "ai_blocked_persona";
  return rule.safety.status === "approved" ? null : "ai_blocked_rule";
}

export function createScanMessage({ judge, countCall, ids, log }: AiPorts): ScanMessage {
  return async ({ account, messages, senderName, turnId, remembered }) => {
    const undecided: Scanned = { kind: "undecided", reason: "injection_scan_down" };
    try {
      const request = buildInjectionScan(
        senderName,
        // What is remembered goes to the model too, and was answered without a scan where a fixed text answered it.
        [...remembered.customer.map(({ text }) => text), joinTexts(messages) ?? ""].join("\n"),
        ids.newId(),
        CHANNEL_TRAITS[account.channel].promptNoun,
      );
      const [answer] = await Promise.all([judge(request), countCall(account.tenantId, "check")]);
      const found = readInjectionScan(answer.text);
      if (found === null) return undecided;
      return found === "flagged" ? { kind: "blocked", reason: "injection_flagged" } : { kind: "admitted" };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      log.warn("turn.scan_failed", { turnId, error: error.message });
      return error.refusal ? { kind: "blocked", reason: "ai_refused" } : undecided;
    }
  };
}

/** Writes the reply from the texts that are approved at this moment. */
export function createGenerateReply(ports: AiPorts): GenerateReply {
  return async (request, time) => {
    const { turnId, account, rule, factsText, senderName, messages } = request;
    const text = joinTexts(messages) ?? "";
    const prompts = await ports.readPrompts(account.tenantId, rule.response.text);
    // Admitted a moment ago, and changed since: what nobody approved must not speak.
    const reason = unapproved(prompts);
    if (reason) return { kind: "blocked", reason };
    showTyping(ports, request);
    try {
      const draft = await writeDraft(
        { ...ports, generate: counted(ports, account.tenantId, time) },
        {
          channel: account.channel,
          personaText: prompts.persona.text,
          factsText,
          rulePrompt: prompts.rule.text,
          senderName,
          ownAddress: account.displayAddress,
          text,
          mark: ports.ids.newId(),
          dialogue: dialogueOf(request),
          ...(request.tellsAssistant && {
            lineFor: (reply) => chooseAssistantLine(prompts.assistantLine, text, reply, ports.detectLanguage),
          }),
        },
      );
      if (draft.kind === "passed") return { kind: "draft", text: draft.text, handoff: draft.handoff };
      ports.log.warn("turn.guard_blocked", { turnId, breaches: draft.breaches.join(",") });
      return { kind: "blocked", reason: "guard_blocked" };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      ports.log.warn("turn.generation_failed", { turnId, error: error.message });
      return error.retryable ? { kind: "unavailable" } : { kind: "blocked", reason: "ai_refused" };
    }
  };
}

function dialogueOf({ followsUp, remembered: { ownReply, customer } }: GenerateRequest): Dialogue {
  return { followsUp, ownReply: ownReply?.text ?? null, customer: customer.map(({ text }) => text) };
}

/** Within the time that is left. Counts beside the call, so that counting delays no answer. */
function counted(
  { generate, countCall, clock }: AiPorts,
  tenantId: string,
  { draftMs, endsAt }: WritingTime,
): AiPorts["generate"] {
  return async (request) => {
    const timeoutMs = Math.max(1, Math.min(draftMs, endsAt - clock.now().getTime()));
    const [answer] = await Promise.all([generate({ ...request, timeoutMs }), countCall(tenantId, "generate")]);
    return answer;
  };
}

/** Where the channel has it. Not waited for: the indicator must neither delay nor break the answer. */
function showTyping({ showTyping: show, log }: AiPorts, { account, messages, turnId }: GenerateRequest): void {
  const newest = messages.at(-1);
  if (!newest || !CHANNEL_TRAITS[account.channel].typing) return;
  show(account, newest.providerMessageId).catch((error: unknown) =>
    log.warn("turn.typing_failed", { turnId, error: describeError(error) }),
  );
}

/** The model that writes, and what puts its words into a channel's marks. */
export type DraftTools = { generate: CompleteChat; renderReply: Readonly<Record<FormattingInUse, RenderReply>> };

export type DraftInput = PromptTexts & {
  channel: Channel;
  senderName: string;
  text: string;
  /** The account's own address, as customers see it. */
  ownAddress: string;
  /** Fences the customer's words; fresh and unguessable. */
  mark: string;
  /** Absent: the message stands for itself. */
  dialogue?: Dialogue;
  /** What a reply has to say beside its own words; absent: nothing. */
  lineFor?: (reply: string) => string;
};

export type Draft =
  /** `handoff`: the model wants a person to take over, beside what it says. */
  | { kind: "passed"; text: string; handoff: boolean; answer: ChatAnswer }
  /** Two drafts were refused; `breaches` says why. */
  | { kind: "breached"; breaches: Breach[] };

/** Tokens for 1,000 characters in languages that need many for each, and for the JSON around them. */
const MAX_OUTPUT_TOKENS = 530;

/**
 * Writes a reply and holds it against the guards; a breach is written once more, and no oftener. The pipeline and the
 * owner's "try it" both come here. Throws UpstreamError when the model can't be had.
 */
export async function writeDraft({ generate, renderReply }: DraftTools, input: DraftInput): Promise<Draft> {
  const { channel, senderName, text, mark, dialogue = NO_DIALOGUE, lineFor } = input;
  const customerText = [...dialogue.customer, text].join("\n");
  const { promptNoun, textLimit, formatting } = CHANNEL_TRAITS[channel];
  const frame = promptFrame(promptNoun);
  const breaches: Breach[] = [];
  while (breaches.length < 2) {
    const answer = await generate({
      operation: "generate",
      system: buildSystemPrompt(frame, input, { dialogue, mark }),
      user: buildUserMessage(senderName, text, mark, dialogue.customer),
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      temperature: 0.4,
      schema: REPLY_SCHEMA,
    });
    let breach = guardDraft(answer);
    if (breach === null) {
      const { reply: written, handoff } = readReplyAnswer(answer.text);
      const reply = renderReply[formatting](written, listedText(input));
      breach = guardReply(reply, { ...input, frame, customerText, textLimit });
      const whole = breach === null && lineFor ? withAssistantLine(reply, lineFor(reply)) : reply;
      breach ??= guardLength(whole, textLimit);
      if (breach === null) return { kind: "passed", text: whole, handoff, answer };
    }
    breaches.push(breach);
  }
  return { kind: "breached", breaches };
}
