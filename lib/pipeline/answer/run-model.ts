import { CHANNEL_TRAITS } from "@/lib/channels/channel-traits";
import { describeError, UpstreamError } from "@/lib/core/errors";
import type { AiPorts, GenerateReply, GenerateRequest, WritingTime } from "./ai.port";
import { joinTexts } from "./join-texts";
import { writeDraft } from "./write-draft";

/** Writes the reply from the texts that are approved at this moment. */
export function createGenerateReply(ports: AiPorts): GenerateReply {
  return async (request, time) => {
    const { turnId, account, rule, senderName, messages } = request;
    const prompts = await ports.readPrompts(account.tenantId, rule.response.text);
    // Admitted a moment ago, and changed since: what nobody approved must not speak.
    if (prompts.persona.safety.status !== "approved") return { kind: "blocked", reason: "ai_blocked_persona" };
    if (prompts.rule.safety.status !== "approved") return { kind: "blocked", reason: "ai_blocked_rule" };
    showTyping(ports, request);
    try {
      const draft = await writeDraft(
        { ...ports, generate: counted(ports, account.tenantId, time) },
        {
          channel: account.channel,
          personaText: prompts.persona.text,
          rulePrompt: prompts.rule.text,
          senderName,
          text: joinTexts(messages) ?? "",
          mark: ports.ids.newId(),
        },
      );
      if (draft.kind === "passed") return { kind: "draft", text: draft.text };
      ports.log.warn("turn.guard_blocked", { turnId, breaches: draft.breaches.join(",") });
      return { kind: "blocked", reason: "guard_blocked" };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      ports.log.warn("turn.generation_failed", { turnId, error: error.message });
      return error.retryable ? { kind: "unavailable" } : { kind: "blocked", reason: "ai_refused" };
    }
  };
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
