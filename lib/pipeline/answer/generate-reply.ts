import type { AccountWithConfig } from "@/lib/accounts/account";
import { sealDraft } from "../hold/sealed-message";
import {
  backOff,
  claimOf,
  type HeldTurn,
  type PutOffEnd,
  putOff,
  renewLease,
  renewLeaseUntil,
  stopFor,
} from "../hold/turn-lease";
import type { SilentReason } from "../turn";
import type { AnswerPorts, GenerateRequest, WritingTime } from "./ai.port";
import { type BufferedText, blockedAi, type FreeReply, type ReplyChoice } from "./choose-reply";

type AiChoice = Extract<ReplyChoice, { kind: "ai" }>;
/** What the road led to. A text is `free` unless the AI wrote it; then a credit that was reserved is given back. */
export type AiAnswer = (FreeReply & { free: boolean }) | PutOffEnd | { kind: "closed" };

/**
 * The AI's road to a text: be admitted, reserve one credit, generate, keep the draft. Every step may be taken again after a crash:
 * the reserve is the turn's and stands, and a kept draft never comes this way again.
 */
export async function answerWithAi(
  ports: AnswerPorts,
  held: HeldTurn,
  choice: AiChoice,
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
  livesFrom: number,
): Promise<AiAnswer> {
  const { turn } = held;
  const { config, account } = owner;
  const blocked = (reason: SilentReason) => ({ ...blockedAi(config, reason, choice.match), free: true });
  const endsAt = livesFrom + ports.settings.aiTurnLifeMs;
  const tryLater = (reason: SilentReason) => {
    const dueAt = ports.clock.now().getTime() + backOff(turn.tries, ports.random);
    if (dueAt > endsAt) return blocked(reason);
    return putOff(ports, held, { dueAt, countTry: true });
  };
  const now = ports.clock.now();
  if (now.getTime() > endsAt) return blocked("ai_unavailable");

  const request = {
    account,
    turnId: turn.turnId,
    rule: choice.rule,
    messages: inOrder(messages),
    senderName: messages.at(-1)?.body.senderName ?? "",
  };
  const lostBefore = await renewLease(ports, held);
  if (lostBefore) return lostBefore;
  const admission = await ports.admitReply(request);
  if (admission.kind === "blocked") return blocked(admission.reason);
  if (admission.kind === "undecided") return tryLater(admission.reason);

  const reserve = await ports.records.reserveCredit(turn, choice.match, choice.priceCredits, now);
  if (reserve.kind === "closed") return { kind: "closed" };
  if (reserve.kind === "no_credit") return blocked("no_credit");
  // The answer was blocked before a crash; the reason stands on the turn and must not be overwritten.
  if (reserve.kind === "restored") return { ...blocked("ai_unavailable"), match: null };
  if (reserve.notice) ports.noticeDue();

  const time = writingTime(ports, turn.tries, endsAt);
  const lost = await renewLeaseUntil(ports, held, time.endsAt);
  if (lost) return lost;
  const result = await ports.generateReply(request, time);
  if (result.kind === "blocked") return blocked(result.reason);
  if (result.kind === "unavailable") {
    ports.log.warn("turn.ai_unavailable", { turnId: turn.turnId });
    return tryLater("ai_unavailable");
  }
  const draft = sealDraft(ports.cipher, turn.turnId, result.text);
  const kept = await ports.buffer.keepDraft(claimOf(held), draft);
  if (kept !== "held") return stopFor(ports, held, kept);
  return { kind: "text", text: result.text, match: choice.match, free: false };
}

/**
 * A first try gets its time-out for each of two drafts, so that a call that got lost costs little. A later one gets what
 * is left of the turn: a model that is slow today is not asked again and again for what it can't do in that time.
 */
function writingTime({ clock, settings }: AnswerPorts, tries: number, endsAt: number): WritingTime {
  const now = clock.now().getTime();
  const draftMs = tries === 0 ? settings.generationTimeoutMs : endsAt - now;
  return { draftMs, endsAt: Math.min(endsAt, now + 2 * draftMs) };
}

function inOrder(messages: readonly BufferedText[]): GenerateRequest["messages"] {
  return messages
    .toSorted((one, other) => one.body.sentAt - other.body.sentAt)
    .map(({ messageId, body }) => ({
      providerMessageId: messageId,
      text: withUnseen(body),
      sentAt: new Date(body.sentAt),
    }));
}

/** The AI is told in brackets what came that it can't see: else it would take a caption for all there was. */
function withUnseen({ text, unseen }: BufferedText["body"]): string | null {
  if (unseen === null) return text;
  return text === null ? `[${unseen}]` : `[${unseen}]\n${text}`;
}
