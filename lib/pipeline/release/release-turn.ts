import type { AccountWithConfig } from "@/lib/accounts/account";
import { describeError } from "@/lib/core/errors";
import { type BufferedText, chooseReply, findGate, isFresh, restDefault } from "../answer/choose-reply";
import { ruleToFollowUp } from "../answer/follow-up";
import { type AiAnswer, type AnswerPorts, answerWithAi } from "../answer/generate-reply";
import { handOverOf, orderHandOver } from "../answer/hand-over-order";
import {
  answerToHumanWish,
  asksForPerson,
  type Consent,
  type HeededWord,
  heedConsent,
  type OwnWordRecords,
} from "../answer/own-words";
import { carryOutHandOver, type HandOverPorts } from "../hold/hand-over";
import type { ClaimedTurn } from "../hold/reply-buffer.port";
import { openDraft, openMessage, sealRemembered } from "../hold/sealed-message";
import type { SaidText } from "../hold/short-memory.port";
import { type HeldTurn, putOff, renewLease, type TurnEnd } from "../hold/turn-lease";
import { nextSendStep } from "../send/send-protocol";
import { askTurn, endUnknown, type SendPorts, sendTurn } from "../send/send-turn";
import type { HandOverOrder, MatchRecord, ReplyCounts, SilentReason, TurnRef } from "../turn";

export type TurnOpening = {
  turnId: string;
  tenantId: string;
  accountId: string;
  conversation: string;
  messageIds: readonly string[];
  now: Date;
};

export type OpenedTurn =
  | { kind: "closed" }
  /** Every message is held by another turn: nothing is left to answer. */
  | { kind: "empty" }
  /**
   * `sendingSince`: when the last attempt whose end is not known was begun; null when there is none. `heeded`: which wish
   * of the customer's this turn has done before.
   */
  | {
      kind: "open";
      messageIds: ReadonlySet<string>;
      releasedAt: Date;
      sendingSince: Date | null;
      heeded: HeededWord;
    };

/** A turn as it is begun with: opened, whose it is (null: the account is gone), and what its customer was answered before. */
export type BegunTurn =
  | Exclude<OpenedTurn, { kind: "open" }>
  | (Extract<OpenedTurn, { kind: "open" }> & { owner: AccountWithConfig | null; counts: ReplyCounts });

export type TurnEnding = TurnRef & {
  reason: SilentReason;
  failureCode: number | null;
  match: MatchRecord | null;
  now: Date;
  /** Of whom a person takes over now; where it is absent, what was ordered before stands. */
  handOver?: (HandOverOrder & { accountId: string; customer: string }) | null;
};

/** Whatever ends a turn ends its credit in the same transaction. An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type TurnRecords = {
  /** `openTurn`, `loadAccount` and `countReplies` of `recipientId`, one of the customer's addresses, in one step. */
  beginTurn(opening: TurnOpening & { recipientId: string }): Promise<BegunTurn>;
  loadAccount(tenantId: string, accountId: string): Promise<AccountWithConfig | null>;
  openTurn(opening: TurnOpening): Promise<OpenedTurn>;
  /** Replies to this address that were accepted in the ten minutes and the day before `now`, and whether any is wanted. */
  countReplies(tenantId: string, accountId: string, recipientId: string, now: Date): Promise<ReplyCounts>;
  /**
   * Ends a turn without an answer, and gives its credit back; false when it was closed already. A hand-over begins with
   * the end, but of one that ends since a person is at work already.
   */
  endTurn(ending: TurnEnding): Promise<boolean>;
};

export type ReleasePorts = AnswerPorts &
  SendPorts &
  HandOverPorts & {
    records: TurnRecords & OwnWordRecords;
    /** Turns in flight are bounded: runs when there is room, tenants by turns (null: nobody knows whose it is). */
    queueTurn: <T>(tenantId: string | null, work: () => Promise<T>) => Promise<T>;
  };

const AFTER_FAULT_MS = 2_000;

/** When somebody has to look at the conversation again (ms since 1970; null: nobody has to), and whether it went wrong. */
export type ReleaseEnd = { lookAt: number | null; fault: boolean };

/**
 * Claims the head turn of a conversation and carries it as far as it goes. Never throws: what went wrong is logged, and
 * the turn is put off, or left to the end of its lease.
 */
export async function releaseTurn(ports: ReleasePorts, conversation: string): Promise<ReleaseEnd> {
  const token = ports.ids.newId();
  let turn: ClaimedTurn | null = null;
  try {
    const now = ports.clock.now().getTime();
    const claim = await ports.buffer.claim(conversation, token, now, ports.settings.leaseMs);
    if (claim.kind === "not_due") return { lookAt: claim.dueAt, fault: false };
    // Busy: the holder looks after what comes next.
    if (claim.kind !== "claimed") return { lookAt: null, fault: false };
    turn = claim.turn;
    return { lookAt: await carryTurn(ports, { conversation, token, turn }), fault: false };
  } catch (error) {
    ports.log.error("turn.failed", { turnId: turn?.turnId, error: describeError(error) });
    const lookAt = ports.clock.now().getTime() + AFTER_FAULT_MS;
    if (turn) await giveBack(ports, { conversation, token, turn }, lookAt);
    return { lookAt, fault: true };
  }
}

async function giveBack(ports: ReleasePorts, held: HeldTurn, dueAt: number): Promise<void> {
  try {
    await ports.buffer.postpone(held.conversation, held.turn.turnId, held.token, { dueAt });
  } catch (error) {
    ports.log.warn("turn.lease_left", { turnId: held.turn.turnId, error: describeError(error) });
  }
}

async function carryTurn(ports: ReleasePorts, held: HeldTurn): Promise<number | null> {
  const { turn, conversation } = held;
  const messages = openBodies(ports, turn);
  const opened = await ports.records.beginTurn({
    turnId: turn.turnId,
    tenantId: turn.tenantId,
    accountId: turn.accountId,
    conversation,
    messageIds: turn.messages.map((message) => message.messageId),
    // None can be read: then none of the customer's counts matters.
    recipientId: messages[0]?.body.sender.value ?? "",
    now: ports.clock.now(),
  });
  if (opened.kind === "empty") return ports.buffer.ack(conversation, turn.turnId, held.token);
  if (opened.kind === "closed") return ackClosed(ports, held, { handsOver: true, owner: null, messages: [] });
  // Before a first attempt to send nothing is ordered yet.
  const begun = turn.draft !== null || turn.begun > 0 || opened.sendingSince !== null;
  const notes: TurnNotes = { handsOver: begun, owner: null, messages: [] };

  const end = await answerTurn(ports, held, opened, messages, notes);
  if (end.kind === "later") return end.dueAt;
  if (end.kind === "lost_lease") return null;
  // A worker that slept through its lease must not end what another is sending by now, nor what asks something else by now.
  const lost = end.kind === "silent" ? await renewLease(ports, held) : null;
  if (lost) return lost.kind === "later" ? lost.dueAt : null;
  if (end.kind === "silent") await endSilent(ports, turn, end, notes);
  return ackClosed(ports, held, notes);
}

/** What is known of a turn while it is worked on. */
type TurnNotes = {
  /** False once it is certain that no person is to take over after it. */
  handsOver: boolean;
  owner: AccountWithConfig | null;
  messages: readonly BufferedText[];
};

/** Erases a closed turn, once the bot rests for a customer whom a person is to answer: the next turn finds the pause. */
async function ackClosed(ports: ReleasePorts, held: HeldTurn, notes: TurnNotes): Promise<number | null> {
  const { conversation, turn, token } = held;
  if (notes.handsOver) {
    const words = notes.messages.flatMap(({ body }) => body.text ?? []).join("\n");
    const told = notes.owner?.account.handOverWords && words.trim() !== "" ? words : null;
    await carryOutHandOver(ports, turn, told);
  }
  return ports.buffer.ack(conversation, turn.turnId, token);
}

async function answerTurn(
  ports: ReleasePorts,
  held: HeldTurn,
  opened: Extract<BegunTurn, { kind: "open" }>,
  claimed: readonly BufferedText[],
  notes: TurnNotes,
): Promise<TurnEnd> {
  const { turn } = held;
  const { owner, counts } = opened;
  notes.owner = owner;
  // Without its account nothing more is sent: what is unknown can only be waited for.
  const policy = owner ? ports.traits[owner.account.channel].unknownSend : "give-up-after-hold";
  const step = nextSendStep(turn, policy);
  if (step.kind === "give_up") return { kind: "silent", reason: "send_unknown", failureCode: null, match: null };
  if (step.kind === "hold") {
    const since = opened.sendingSince ?? ports.clock.now();
    return endUnknown(ports, held, { attempt: turn.begun, since, policy });
  }
  if (step.kind === "record_accepted") {
    await ports.records.acceptAttempt(turn, step.attempt, step.providerMessageId, ports.clock.now());
    return { kind: "replied" };
  }

  const unknownBefore = step.attempt === 2 || step.kind === "ask";
  const silent = (
    reason: SilentReason,
    match: MatchRecord | null = null,
    handOver: HandOverOrder | null | undefined = undefined,
  ): TurnEnd => ({
    kind: "silent",
    // A first attempt may have reached the customer: then no other reason would be true.
    reason: unknownBefore ? "send_unknown" : reason,
    failureCode: null,
    match,
    handOver,
  });
  if (!owner) return silent("account_disabled");
  const all = inPlace(claimed.filter(({ messageId }) => opened.messageIds.has(messageId)));
  const messages = all.filter(({ body }) => !body.withdrawn);
  if (all.length === 0) return silent("buffer_lost");
  notes.messages = messages;
  const [first] = messages;
  const now = ports.clock.now();
  if (!first) {
    const { heeded } = opened;
    if (heeded !== null) await heedConsent(ports, turn, owner, all, { heeded, optedOut: heeded === "stop" }, now);
    return silent("withdrawn", null, null);
  }

  // What was spent on waiting for a status is not the turn's own time.
  const livesFrom = opened.releasedAt.getTime() + turn.heldMs;
  const lifeMs = turn.generated ? ports.settings.aiTurnLifeMs : ports.settings.turnLifeMs;
  const broken = owner.account.brokenReason !== null;
  if (now.getTime() - livesFrom > lifeMs) return silent(broken ? "account_broken" : "send_failed");
  const bodies = messages.map((message) => message.body);
  // Before every gate: what a customer asks for holds, whether or not anybody may be told so now.
  const { heeded } = opened;
  const consent = await heedConsent(ports, turn, owner, messages, { heeded, optedOut: counts.optedOut }, now);
  if (consent === "closed") return { kind: "closed" };
  const gate = findGate(owner, bodies, countsFor(consent, counts), ports.settings, now);
  const fresh = messages.filter(({ body }) => isFresh(body, owner, ports.settings, now));
  const wantsPerson = asksForPerson(ports.intents.detectLanguage, owner, fresh)
    ? orderHandOver(owner.account, "asked")
    : null;
  if (gate && gate !== "account_broken") {
    // Who may be sent nothing has asked for a person all the same: the owner is told, unless somebody is at work already.
    const isUnheard = gate === "opted_out" || gate === "reply_limit";
    const isRested = counts.pausedUntil === null || counts.pausedUntil <= now;
    return silent(gate, null, isUnheard && isRested && wantsPerson ? wantsPerson : undefined);
  }
  const throttledUntil = owner.account.throttledUntil?.getTime() ?? 0;
  if (throttledUntil > now.getTime()) {
    // A broken number may stay throttled for an hour: whoever waits for it looks up when its own time is over.
    return putOff(ports, held, { dueAt: broken ? Math.min(throttledUntil, livesFrom + lifeMs + 1) : throttledUntil });
  }

  const reply = await findReply(ports, held, owner, messages, { counts, consent, wantsPerson, livesFrom });
  if (reply.kind === "silent") return silent(reply.reason, reply.match, reply.handOver);
  if (reply.kind !== "text") return reply;
  const { text, match, free, handOver } = reply;
  // Absent: what an earlier try ordered stands, which the database knows.
  notes.handsOver = handOver !== null;
  const life = free ? ports.settings.turnLifeMs : ports.settings.aiTurnLifeMs;
  const endsAt = livesFrom + life;
  const ready = { owner, to: first.body.sender, text, match, free, handOver, endsAt };
  const end =
    step.kind === "ask"
      ? await askTurn(ports, held, ready, step.attempt)
      : await sendTurn(ports, held, ready, step.attempt);
  // A wish of the customer's own is no part of the talk, and a person goes on with what is handed over.
  const isTalk = consent.text === null && !handOver;
  if (end.kind === "replied" && owner.shortMemory && isTalk) await remember(ports, held, messages, text);
  return end;
}

/**
 * What the gates look at once a wish is heeded. Who is told that they get no more answers is told so also when they have
 * had as many as anybody gets, by one more than that.
 */
function countsFor({ word, text, optedOut }: Consent, counts: ReplyCounts): ReplyCounts {
  if (text === null) return { ...counts, optedOut };
  const spared = word === "stop" ? 1 : 0;
  const { last10Minutes, last24Hours } = counts;
  return {
    ...counts,
    optedOut: false,
    last10Minutes: last10Minutes - spared,
    last24Hours: last24Hours - spared,
  };
}

/** For the AI's next answer in this conversation. The customer has this one: that it is not remembered changes nothing. */
async function remember(
  { memory, cipher, clock, log }: ReleasePorts,
  { conversation, turn }: HeldTurn,
  messages: readonly BufferedText[],
  reply: string,
): Promise<void> {
  const now = clock.now().getTime();
  const seal = (said: SaidText) => sealRemembered(cipher, conversation, said);
  const customer = messages.flatMap(({ body }) =>
    body.text === null ? [] : [seal({ text: body.text, at: Math.min(body.sentAt, now) })],
  );
  try {
    const said = { ownReply: seal({ text: reply, at: now }), customer };
    await memory.remember({ conversation, accountId: turn.accountId }, said, now);
  } catch (error) {
    log.warn("turn.not_remembered", { turnId: turn.turnId, error: describeError(error) });
  }
}

/** The kept draft if there is one, so that a retry says the same; else what the rules choose now. */
async function findReply(
  ports: ReleasePorts,
  held: HeldTurn,
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
  {
    counts,
    consent,
    wantsPerson,
    livesFrom,
  }: { counts: ReplyCounts; consent: Consent; wantsPerson: HandOverOrder | null; livesFrom: number },
): Promise<AiAnswer> {
  const { turnId, draft, generated } = held.turn;
  const kept = draft === null ? null : openDraft(ports.cipher, turnId, draft);
  if (kept !== null) {
    const { text, handOver } = kept;
    return { kind: "text", text, match: null, free: !generated, handOver: handOver ?? undefined };
  }
  if (consent.text !== null) {
    // The one text says what was asked for last; that they want a person besides is told to the owner.
    return { kind: "text", text: consent.text, match: null, free: true, handOver: wantsPerson };
  }
  const now = ports.clock.now();
  const fresh = messages.filter(({ body }) => isFresh(body, owner, ports.settings, now));
  const moment = {
    at: now,
    facts: owner.facts,
    isFirstContact: counts.isFirstContact,
    ...ruleToFollowUp(owner.account.followUp, counts, now),
  };
  const wish = answerToHumanWish(ports.intents.detectLanguage, owner, fresh, moment);
  if (wish !== null) {
    return { kind: "text", text: wish, match: null, free: true, handOver: orderHandOver(owner.account, "asked") };
  }
  const choice = restDefault(await chooseReply(ports.intents, owner, fresh, moment), owner.config, counts, now);
  const answer: AiAnswer =
    choice.kind === "ai"
      ? await answerWithAi(ports, held, choice, owner, messages, counts, livesFrom)
      : { ...choice, free: true };
  if ((answer.kind !== "text" && answer.kind !== "silent") || answer.handOver !== undefined) return answer;
  return { ...answer, handOver: handOverOf(owner, answer.match, answer.kind === "silent" ? answer.reason : null) };
}

function openBodies(ports: ReleasePorts, turn: ClaimedTurn): BufferedText[] {
  const messages: BufferedText[] = [];
  for (const { messageId, sealed } of turn.messages) {
    const body = openMessage(ports.cipher, turn.accountId, messageId, sealed);
    if (body) messages.push({ messageId, body });
    else ports.log.error("turn.unreadable_message", { turnId: turn.turnId });
  }
  return messages;
}

/** An edited message stands where it stood before: not after what was sent between it and its edit. */
function inPlace(messages: readonly BufferedText[]): BufferedText[] {
  let next = Number.POSITIVE_INFINITY;
  return messages
    .toReversed()
    .map(({ messageId, body }) => {
      const sentAt = body.edited ? Math.min(body.sentAt, next) : body.sentAt;
      next = sentAt;
      return { messageId, body: { ...body, sentAt } };
    })
    .toReversed();
}

async function endSilent(
  ports: ReleasePorts,
  turn: ClaimedTurn,
  { reason, failureCode, match, handOver }: Extract<TurnEnd, { kind: "silent" }>,
  notes: TurnNotes,
): Promise<void> {
  const customer = notes.messages[0]?.body.sender.value;
  const begins = handOver && customer !== undefined ? { ...handOver, accountId: turn.accountId, customer } : null;
  const { tenantId, turnId } = turn;
  const now = ports.clock.now();
  await ports.records.endTurn({
    ...{ tenantId, turnId, reason, failureCode, match, now },
    ...(handOver === undefined ? {} : { handOver: begins }),
  });
  if (handOver !== undefined) notes.handsOver = begins !== null;
  ports.log.info("turn.silent", { turnId, reason });
}
