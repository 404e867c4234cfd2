import type { ChatAnswer, CompleteChat } from "@/lib/core/chat-model.port";
import { type Breach, guardReply } from "@/lib/persona/guards/reply-guards";
import { buildSystemPrompt, buildUserMessage } from "@/lib/persona/prompt-frame";
import type { RenderReply } from "@/lib/safety/render-reply";

/** The model that writes, and the channel's marks. */
export type DraftTools = { generate: CompleteChat; renderReply: RenderReply };

export type DraftInput = {
  personaText: string;
  rulePrompt: string;
  senderName: string;
  text: string;
  /** Fences the customer's words; fresh and unguessable. */
  mark: string;
};

export type Draft =
  | { kind: "passed"; text: string; answer: ChatAnswer }
  /** Two drafts were refused; `breaches` says why. */
  | { kind: "breached"; breaches: Breach[] };

/** Tokens for 1,000 characters in languages that need many for each. */
const MAX_OUTPUT_TOKENS = 500;

/**
 * Writes a reply and holds it against the guards; a breach is written once more, and no oftener. The pipeline and the
 * owner's "try it" both come here. Throws UpstreamError when the model can't be had.
 */
export async function writeDraft({ generate, renderReply }: DraftTools, input: DraftInput): Promise<Draft> {
  const { personaText, rulePrompt, senderName, text, mark } = input;
  const breaches: Breach[] = [];
  while (breaches.length < 2) {
    const answer = await generate({
      operation: "generate",
      system: buildSystemPrompt(personaText, rulePrompt),
      user: buildUserMessage(senderName, text, mark),
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      temperature: 0.4,
    });
    const guarded = guardReply({ draft: answer, personaText, rulePrompt, mark }, renderReply);
    if (guarded.kind === "passed") return { kind: "passed", text: guarded.text, answer };
    breaches.push(guarded.breach);
  }
  return { kind: "breached", breaches };
}
