import { CHANNEL_TRAITS, type FormattingInUse } from "@/lib/channels/channel-traits";
import type { Channel } from "@/lib/channels/inbound-message";
import type { ChatAnswer, CompleteChat } from "@/lib/core/chat-model.port";
import { type Breach, guardDraft, guardReply } from "@/lib/persona/guards/reply-guards";
import { buildSystemPrompt, buildUserMessage, promptFrame } from "@/lib/persona/prompt-frame";

/**
 * Turns the Markdown that models fall into to a channel's marks. What must stay as it was written stays so: links,
 * addresses, handles, codes, gaps to fill in, and each such word that `listed` (persona and rule) gives. Pure.
 */
export type RenderReply = (markdown: string, listed: string) => string;

/** The model that writes, and what puts its words into a channel's marks. */
export type DraftTools = { generate: CompleteChat; renderReply: Readonly<Record<FormattingInUse, RenderReply>> };

export type DraftInput = {
  channel: Channel;
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
  const { channel, personaText, rulePrompt, senderName, text, mark } = input;
  const { promptNoun, textLimit, formatting } = CHANNEL_TRAITS[channel];
  const frame = promptFrame(promptNoun);
  const breaches: Breach[] = [];
  while (breaches.length < 2) {
    const answer = await generate({
      operation: "generate",
      system: buildSystemPrompt(frame, personaText, rulePrompt),
      user: buildUserMessage(senderName, text, mark),
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      temperature: 0.4,
    });
    let breach = guardDraft(answer);
    if (breach === null) {
      const reply = renderReply[formatting](answer.text, `${personaText}\n${rulePrompt}`);
      breach = guardReply(reply, { frame, personaText, rulePrompt, mark, textLimit });
      if (breach === null) return { kind: "passed", text: reply, answer };
    }
    breaches.push(breach);
  }
  return { kind: "breached", breaches };
}
