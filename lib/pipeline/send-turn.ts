import type { SenderAddress } from "../channels/inbound-message";
import { failureAction } from "./failure-policy";
import type { PipelinePorts } from "./pipeline-ports";
import type { AccountWithConfig, MatchRecord } from "./records";
import { sealDraft } from "./sealed-message";
import type { SendResult } from "./send-port";
import type { SilentReason } from "./silent-reason";
import { type HeldTurn, putOff, type TurnEnd } from "./turn-lease";

export type ReadyReply = {
  owner: AccountWithConfig;
  to: SenderAddress;
  text: string;
  match: MatchRecord | null;
  /** Whether the text costs nothing. */
  free: boolean;
  /** No try begins after this, in ms since 1970. */
  endsAt: number;
};

/**
 * One attempt to send: row, fence, call, record. The order is the point. The row comes first, so that a turn that Redis
 * loses is known to have begun; the fence comes last before the call, so that of two workers only the holder passes.
 */
export async function sendTurn(
  ports: PipelinePorts,
  held: HeldTurn,
  reply: ReadyReply,
  attempt: 1 | 2,
): Promise<TurnEnd> {
  const { turn, conversation, token } = held;
  await ports.records.startAttempt({
    tenantId: turn.tenantId,
    accountId: turn.accountId,
    turnId: turn.turnId,
    attempt,
    senderId: reply.owner.account.numberId,
    recipientId: reply.to.value,
    match: reply.match,
    free: reply.free,
    now: ports.clock.now(),
  });
  const draft = turn.draft ?? sealDraft(ports.cipher, turn.turnId, reply.text);
  const fence = { conversation, turnId: turn.turnId, token, attempt, draft };
  const passed = await ports.buffer.beginSend(fence, ports.clock.now().getTime(), ports.settings.leaseMs);
  if (!passed) return { kind: "lost_lease" };

  const callbackData = `${turn.turnId}:${attempt}`;
  const result = await ports.sendReply({ account: reply.owner.account, to: reply.to, text: reply.text, callbackData });
  if (result.kind === "accepted") return recordAccepted(ports, held, attempt, result.providerMessageId);
  if (result.kind === "unknown") return endUnknown(ports, held, attempt);
  return handleKnownFailure(ports, held, attempt, result, reply.endsAt);
}

async function recordAccepted(
  ports: PipelinePorts,
  held: HeldTurn,
  attempt: 1 | 2,
  providerMessageId: string,
): Promise<TurnEnd> {
  const { turn } = held;
  try {
    await ports.records.acceptAttempt(turn, attempt, providerMessageId, ports.clock.now());
  } catch (error) {
    // The customer has the answer, so it must not look unknown to whoever claims next.
    await ports.buffer.noteAccepted(held.conversation, turn.turnId, providerMessageId);
    ports.log.warn("turn.accepted_not_recorded", { turnId: turn.turnId });
    throw error;
  }
  ports.log.info("turn.replied", { turnId: turn.turnId, attempt });
  return { kind: "replied" };
}

async function endUnknown(ports: PipelinePorts, held: HeldTurn, attempt: 1 | 2): Promise<TurnEnd> {
  ports.log.warn("turn.send_unknown", { turnId: held.turn.turnId, attempt });
  if (attempt === 2) return { kind: "silent", reason: "send_unknown", failureCode: null, match: null };
  const dueAt = ports.clock.now().getTime() + ports.settings.unknownHoldMs;
  return putOff(ports, held, { dueAt, held: attempt });
}

async function handleKnownFailure(
  ports: PipelinePorts,
  held: HeldTurn,
  attempt: 1 | 2,
  result: Extract<SendResult, { kind: "refused" | "unreached" }>,
  endsAt: number,
): Promise<TurnEnd> {
  const { turn } = held;
  let end: TurnEnd;
  const now = ports.clock.now();
  const code = result.kind === "refused" ? result.code : null;
  const group = result.kind === "refused" ? result.group : "transient";
  const action = failureAction(group, turn.tries, ports.random);
  ports.log.warn("turn.send_failed", { turnId: turn.turnId, attempt, group, code });

  const silent = (reason: SilentReason): TurnEnd => ({
    kind: "silent",
    reason: attempt === 2 ? "send_unknown" : reason,
    failureCode: code,
    match: null,
  });
  if (action.kind === "retry") {
    const dueAt = now.getTime() + action.delayMs;
    if (dueAt > endsAt) {
      await ports.records.refuseAttempt(turn, attempt, code, now);
      return silent("send_failed");
    }
    try {
      await ports.records.refuseAttempt(turn, attempt, code, now);
      if (action.pauseNumber) await ports.records.pauseAccount(turn.tenantId, turn.accountId, new Date(dueAt));
    } finally {
      // Also when the database is away: the failure is known, and must not look unknown to whoever claims next.
      end = await putOff(ports, held, { dueAt, begun: attempt - 1, countTry: true });
    }
    return end;
  }
  await ports.records.refuseAttempt(turn, attempt, code, now);
  if (action.kind === "end") return silent(action.reason);
  const by = result.kind === "refused" && group === "auth" ? result.tokenOwner : "tenant";
  await ports.records.breakAccount(turn.tenantId, turn.accountId, `${group}_${code}`, by, now);
  ports.log.error("account.broken", { accountId: turn.accountId, group, code, by });
  return silent("account_broken");
}
