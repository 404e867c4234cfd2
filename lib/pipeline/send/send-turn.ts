import type { AccountWithConfig } from "@/lib/accounts/account";
import { type IncidentRecords, incidentCause } from "@/lib/accounts/incidents/incident";
import type { ChannelTraits, UnknownSend } from "@/lib/channels/channel-traits";
import type { Channel, SenderAddress } from "@/lib/channels/inbound-message";
import type { AskSend, OutgoingReply, SendReply, SendResult } from "@/lib/channels/send-reply.port";
import type { BodyCipher } from "@/lib/core/text-cipher.port";
import type { Fence } from "../hold/reply-buffer.port";
import { sealDraft } from "../hold/sealed-message";
import { claimOf, type HeldTurn, type HoldPorts, putOff, renewLease, stopFor, type TurnEnd } from "../hold/turn-lease";
import type { HandOverOrder, MatchRecord, SilentReason, TurnRef } from "../turn";
import { failureAction, holdFor, isHeld, stepAfterAsking } from "./send-protocol";

export type AttemptStart = TurnRef & {
  accountId: string;
  channel: Channel;
  attempt: number;
  senderId: string;
  recipientId: string;
  now: Date;
  match: MatchRecord | null;
  /** True when the text costs nothing: a credit that the turn reserved for an AI reply is given back. */
  free: boolean;
  /** What follows once the turn has ended; where it is absent, what was ordered before stands. */
  handOver?: HandOverOrder | null;
};

/** Whether the attempt may be sent. */
export type AttemptStarted =
  | { kind: "started" }
  /** Somebody has ended the turn. */
  | { kind: "closed" }
  /** This attempt, or the one after it, was begun before and its end is not known: nothing may be sent now. */
  | { kind: "unknown"; attempt: number; since: Date };

/** The rows that say what was sent, without its text. An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type AttemptRecords = IncidentRecords & {
  /** Writes the row of an attempt, once: an attempt that is `sending` already is not started again. */
  startAttempt(start: AttemptStart): Promise<AttemptStarted>;
  refuseAttempt(ref: TurnRef, attempt: number, errorCode: number | null, now: Date): Promise<void>;
  acceptAttempt(ref: TurnRef, attempt: number, providerMessageId: string, now: Date): Promise<void>;
  throttleAccount(tenantId: string, accountId: string, until: Date): Promise<void>;
};

export type SendPorts = HoldPorts & {
  records: AttemptRecords;
  sendReply: SendReply;
  /** For channels whose unknown sends are asked for. */
  askSend: AskSend;
  traits: Readonly<Record<Channel, Pick<ChannelTraits, "unknownSend">>>;
  cipher: BodyCipher;
  /** 0 to 1; spreads retries. */
  random: () => number;
};

export type ReadyReply = {
  owner: AccountWithConfig;
  to: SenderAddress;
  text: string;
  match: MatchRecord | null;
  /** Whether the text costs nothing. */
  free: boolean;
  /** Whether a person takes over after it; where it is absent, what was ordered before stands. */
  handOver?: HandOverOrder | null;
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
    ...(reply.handOver === undefined ? {} : { handOver: reply.handOver }),
  });
  if (started.kind === "closed") return started;
  const policy = ports.traits[reply.owner.account.channel].unknownSend;
  if (started.kind === "unknown") return endUnknown(ports, held, { ...started, policy });
  const begunAt = ports.clock.now();
  const draft = turn.draft ?? sealDraft(ports.cipher, turn.turnId, reply.text);
  const fence = { ...claimOf(held), accountId: turn.accountId, attempt, draft };
  let hold: Fence = "lost";
  try {
    hold = await ports.buffer.beginSend(fence, begunAt.getTime(), ports.settings.leaseMs);
  } finally {
    if (hold !== "held") await ports.records.refuseAttempt(turn, attempt, null, ports.clock.now());
  }
  if (hold === "paused") return attempt === 2 ? SEND_UNKNOWN : HUMAN_ACTIVE;
  if (hold !== "held") return stopFor(ports, held, hold);

  const result = await ports.sendReply(outgoing(held, reply, attempt));
  if (result.kind === "accepted") {
    const end = await recordAccepted(ports, held, attempt, result.providerMessageId);
    const { brokenReason, tenantId, id } = reply.owner.account;
    if (brokenReason !== null) await ports.records.healIncident(tenantId, id, "accepted", ports.clock.now());
    return end;
  }
  if (result.kind === "unknown") return endUnknown(ports, held, { attempt, since: begunAt, policy });
  return handleKnownFailure(ports, held, attempt, result, reply.endsAt);
}

/** Asks the vendor for an attempt whose end is unknown; what it has never seen is sent once more. */
export async function askTurn(ports: SendPorts, held: HeldTurn, reply: ReadyReply, attempt: 1 | 2): Promise<TurnEnd> {
  const lost = await renewLease(ports, held);
  if (lost) return lost;
  const step = stepAfterAsking(attempt, await ports.askSend(outgoing(held, reply, attempt)));
  switch (step.kind) {
    case "record_accepted":
      return recordAccepted(ports, held, attempt, step.providerMessageId);
    case "send":
      await ports.records.refuseAttempt(held.turn, attempt, null, ports.clock.now());
      return sendTurn(ports, held, reply, step.attempt);
    case "give_up":
      return SEND_UNKNOWN;
  }
}

/** Somebody answers by hand. A second attempt may follow a first that arrived: then no other reason would be true. */
const HUMAN_ACTIVE: TurnEnd = { kind: "silent", reason: "human_active", failureCode: null, match: null };

const SEND_UNKNOWN: TurnEnd = { kind: "silent", reason: "send_unknown", failureCode: null, match: null };

function outgoing({ turn }: HeldTurn, { owner, to, text }: ReadyReply, attempt: 1 | 2): OutgoingReply {
  return { account: owner.account, to, text, callbackData: `${turn.turnId}:${attempt}` };
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

type UnknownAttempt = { attempt: number; since: Date; policy: UnknownSend };

/** A send that was begun at `since` and whose end nobody knows: held where that may tell, else given up. */
export async function endUnknown(ports: SendPorts, held: HeldTurn, unknown: UnknownAttempt): Promise<TurnEnd> {
  const { attempt, since, policy } = unknown;
  ports.log.warn("turn.send_unknown", { turnId: held.turn.turnId, attempt });
  if (!isHeld(attempt, policy)) return SEND_UNKNOWN;
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
    if (action.throttleNumber) await ports.records.throttleAccount(turn.tenantId, turn.accountId, new Date(dueAt));
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
  const dueAt = Math.max(now.getTime() + wait.delayMs, noted.throttledUntil?.getTime() ?? 0);
  if (dueAt > wait.endsAt) return wait.silent("account_broken");
  return putOff(ports, held, { dueAt, countTry: true });
}
