import type { AccountWithConfig } from "@/lib/accounts/account";
import { incidentCause } from "@/lib/accounts/incidents/incident";
import type { SenderAddress } from "@/lib/channels/inbound-message";
import type { SendResult } from "@/lib/channels/send-reply.port";
import type { Hold } from "../hold/reply-buffer.port";
import { sealDraft } from "../hold/sealed-message";
import { claimOf, type HeldTurn, putOff, stopFor, type TurnEnd } from "../hold/turn-lease";
import type { SilentReason } from "../outcome";
import type { MatchRecord } from "../turn";
import type { SendPorts } from "./attempt-records.port";
import { failureAction } from "./failure-policy";
import { holdFor } from "./send-protocol";

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
 * One attempt to send: row, fence, call, record. The order is the point. The row comes first, so that an attempt that
 * Redis forgets is known to have begun; the fence comes last before the call, so that of two workers only the holder
 * passes. Whoever does not pass takes back the row, which nobody else may: else it would look like an unknown send.
 */
export async function sendTurn(ports: SendPorts, held: HeldTurn, reply: ReadyReply, attempt: 1 | 2): Promise<TurnEnd> {
  const { turn } = held;
  const started = await ports.records.startAttempt({
    tenantId: turn.tenantId,
    accountId: turn.accountId,
    turnId: turn.turnId,
    channel: reply.owner.account.channel,
    attempt,
    senderId: reply.owner.account.externalId,
    recipientId: reply.to.value,
    match: reply.match,
    free: reply.free,
    now: ports.clock.now(),
  });
  if (started.kind === "closed") return started;
  if (started.kind === "unknown") return endUnknown(ports, held, started.attempt, started.since);
  const begunAt = ports.clock.now();
  const draft = turn.draft ?? sealDraft(ports.cipher, turn.turnId, reply.text);
  const fence = { ...claimOf(held), attempt, draft };
  let hold: Hold = "lost";
  try {
    hold = await ports.buffer.beginSend(fence, begunAt.getTime(), ports.settings.leaseMs);
  } finally {
    if (hold !== "held") await ports.records.refuseAttempt(turn, attempt, null, ports.clock.now());
  }
  if (hold !== "held") return stopFor(ports, held, hold);

  const callbackData = `${turn.turnId}:${attempt}`;
  const result = await ports.sendReply({ account: reply.owner.account, to: reply.to, text: reply.text, callbackData });
  if (result.kind === "accepted") {
    const end = await recordAccepted(ports, held, attempt, result.providerMessageId);
    const { brokenReason, tenantId, id } = reply.owner.account;
    if (brokenReason !== null) await ports.records.healIncident(tenantId, id, "accepted", ports.clock.now());
    return end;
  }
  if (result.kind === "unknown") return endUnknown(ports, held, attempt, begunAt);
  return handleKnownFailure(ports, held, attempt, result, reply.endsAt);
}

async function recordAccepted(
  ports: SendPorts,
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

/** A send that was begun at `since` and whose end nobody knows: held once, given up after the second. */
export async function endUnknown(ports: SendPorts, held: HeldTurn, attempt: number, since: Date): Promise<TurnEnd> {
  ports.log.warn("turn.send_unknown", { turnId: held.turn.turnId, attempt });
  if (attempt >= 2) return { kind: "silent", reason: "send_unknown", failureCode: null, match: null };
  const now = ports.clock.now().getTime();
  const heldMs = holdFor(now - since.getTime(), ports.settings.unknownHoldMs);
  return putOff(ports, held, { dueAt: now + heldMs, begun: attempt, held: attempt, heldMs });
}

async function handleKnownFailure(
  ports: SendPorts,
  held: HeldTurn,
  attempt: 1 | 2,
  result: Extract<SendResult, { kind: "refused" | "unreached" }>,
  endsAt: number,
): Promise<TurnEnd> {
  const { turn } = held;
  // Before anything that may fail: what is known to have failed must not look unknown to whoever claims next.
  const now = ports.clock.now();
  const hold = await ports.buffer.renew(claimOf(held), now.getTime(), ports.settings.leaseMs, attempt - 1);
  if (hold === "lost") return { kind: "lost_lease" };
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
    await ports.records.refuseAttempt(turn, attempt, code, now);
    if (dueAt > endsAt) return silent("send_failed");
    if (action.pauseNumber) await ports.records.pauseAccount(turn.tenantId, turn.accountId, new Date(dueAt));
    return putOff(ports, held, { dueAt, countTry: true });
  }
  await ports.records.refuseAttempt(turn, attempt, code, now);
  if (action.kind === "end") return silent(action.reason);
  return waitForNumber(ports, held, result, { silent, delayMs: action.delayMs, endsAt });
}

/** A failure that may be the number's: the turn waits for it as long as it lives. */
async function waitForNumber(
  ports: SendPorts,
  held: HeldTurn,
  result: Extract<SendResult, { kind: "refused" | "unreached" }>,
  wait: { silent: (reason: SilentReason) => TurnEnd; delayMs: number; endsAt: number },
): Promise<TurnEnd> {
  const cause = result.kind === "refused" ? incidentCause(result.group) : null;
  if (result.kind !== "refused" || cause === null) return wait.silent("send_failed");
  const { tenantId, accountId } = held.turn;
  const { code } = result;
  const by = cause === "auth" ? result.tokenOwner : "tenant";
  const now = ports.clock.now();
  const noted = await ports.records.noteIncident({
    tenantId,
    accountId,
    cause,
    code,
    by,
    source: "send",
    at: now,
    now,
  });
  if (noted.broke) ports.log.error("account.broken", { accountId, cause, code, by });
  const dueAt = Math.max(now.getTime() + wait.delayMs, noted.pausedUntil?.getTime() ?? 0);
  if (dueAt > wait.endsAt) return wait.silent("account_broken");
  return putOff(ports, held, { dueAt, countTry: true });
}
