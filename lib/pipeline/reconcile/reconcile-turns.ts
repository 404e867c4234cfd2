import type { IdSource } from "@/lib/core/ids";
import { carryOutHandOver } from "../hold/hand-over";
import type { ConversationNames } from "../hold/reply-buffer.port";
import { releaseConversation, type SleepUntil } from "../release/release-conversation";
import type { ReleasePorts } from "../release/release-turn";
import type { TurnRef } from "../turn";

export type UnboundMessage = {
  id: string;
  tenantId: string;
  accountId: string;
  messageId: string;
  /** The address under which its customer's conversation is known. */
  customer: string;
  /** Each of the customer's addresses: the conversation may have been known by any of them when the message came. */
  addresses: readonly string[];
  thread: string | null;
  createdAt: Date;
};
export type UnclosedTurn = TurnRef & { conversation: string };

/** What no living worker will end. An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type ReconcileRecords = {
  findUnboundMessages(before: Date, limit: number): Promise<UnboundMessage[]>;
  findUnclosedTurns(before: Date, limit: number): Promise<UnclosedTurn[]>;
  /** Ends turns that Redis lost: `send_unknown` if a send had begun, else `buffer_lost`. False when closed already. */
  endLostTurn(ref: TurnRef, now: Date): Promise<boolean>;
  /** Turns that are closed and whose credit is still reserved. */
  findOpenReserves(limit: number): Promise<TurnRef[]>;
  /** Turns that ended before then with a hand-over whose customer is not paused yet. */
  findOpenHandOvers(before: Date, limit: number): Promise<TurnRef[]>;
  /** Settles or restores such a credit by the turn's outcome; false when that was done already. */
  endOpenReserve(ref: TurnRef, now: Date): Promise<boolean>;
};

export type ReconcilePorts = ReleasePorts & {
  records: ReconcileRecords;
  conversationNames: ConversationNames;
  ids: IdSource;
};

const BATCH = 200;

export type SweepReport = { released: number; lostMessages: number; lostTurns: number; reserves: number };

/** Releases what is overdue: turns whose opener died, and turns whose lease ended. Bounded; the rest comes next time. */
async function releaseOverdue(ports: ReconcilePorts, sleepUntil: SleepUntil, graceMs: number): Promise<number> {
  const now = ports.clock.now().getTime();
  const conversations = await ports.buffer.overdue(now - graceMs, BATCH);
  // How many run at a time is `queueTurn`'s to say: one that waits for a slow vendor holds up no other.
  await Promise.all(
    conversations.map((name) => releaseConversation(ports, sleepUntil, { name, tenantId: null }, now, 0)),
  );
  return conversations.length;
}

/**
 * Repairs what no living worker will: overdue turns, then records that Redis knows nothing of. Postgres is read first
 * and Redis after it, so that a turn that ends in between is closed by the time it is judged.
 */
export async function sweep(ports: ReconcilePorts, sleepUntil: SleepUntil, graceMs: number): Promise<SweepReport> {
  const released = await releaseOverdue(ports, sleepUntil, graceMs);
  const lostMessages = await endLostMessages(ports);
  const lostTurns = await endLostTurns(ports);
  await carryOutHandOvers(ports);
  return { released, lostMessages, lostTurns, reserves: await endOpenReserves(ports) };
}

async function endLostMessages(ports: ReconcilePorts): Promise<number> {
  const now = ports.clock.now();
  const before = new Date(now.getTime() - ports.settings.lostAfterMs);
  const groups = new Map<string, { names: Set<string>; messages: UnboundMessage[] }>();
  for (const message of await ports.records.findUnboundMessages(before, BATCH)) {
    const { accountId, customer, addresses, thread } = message;
    const [conversation] = ports.conversationNames(accountId, customer, thread);
    const group = groups.get(conversation) ?? { names: new Set(), messages: [] };
    for (const address of new Set([customer, ...addresses])) {
      for (const name of ports.conversationNames(accountId, address, thread)) group.names.add(name);
    }
    group.messages.push(message);
    groups.set(conversation, group);
  }
  let lost = 0;
  for (const [conversation, { names, messages }] of groups) {
    const [first] = messages;
    const { messageIds } = await ports.buffer.holds([...names]);
    const gone = messages.filter((message) => !messageIds.has(message.messageId));
    if (!first || gone.length === 0) continue;
    const { tenantId, accountId } = first;
    const turn = { tenantId, turnId: ports.ids.newId() };
    const opened = await ports.records.openTurn({
      ...turn,
      accountId,
      conversation,
      messageIds: gone.map((message) => message.messageId),
      now,
    });
    if (opened.kind !== "open") continue;
    await ports.records.endLostTurn(turn, now);
    ports.log.error("turn.buffer_lost", { turnId: turn.turnId, messages: opened.messageIds.size });
    lost += opened.messageIds.size;
  }
  return lost;
}

async function endLostTurns(ports: ReconcilePorts): Promise<number> {
  const now = ports.clock.now();
  // A younger one may just be between its database row and its next step.
  const before = new Date(now.getTime() - 2 * ports.settings.leaseMs);
  let lost = 0;
  for (const turn of await ports.records.findUnclosedTurns(before, BATCH)) {
    const { turnIds } = await ports.buffer.holds([turn.conversation]);
    if (turnIds.has(turn.turnId)) continue;
    if (await ports.records.endLostTurn(turn, now)) {
      ports.log.error("turn.lost", { turnId: turn.turnId });
      lost += 1;
    }
  }
  return lost;
}

/** Whoever closes such a turn does it with the next step; what is older was left by somebody who died between. */
async function carryOutHandOvers(ports: ReconcilePorts): Promise<void> {
  const before = new Date(ports.clock.now().getTime() - ports.settings.leaseMs);
  for (const turn of await ports.records.findOpenHandOvers(before, BATCH)) {
    await carryOutHandOver(ports, turn, null);
    ports.log.warn("turn.hand_over_left_open", { turnId: turn.turnId });
  }
}

/** The steps that close a turn end its credit themselves; what is still open here was left by something else. */
async function endOpenReserves(ports: ReconcilePorts): Promise<number> {
  let ended = 0;
  for (const turn of await ports.records.findOpenReserves(BATCH)) {
    if (!(await ports.records.endOpenReserve(turn, ports.clock.now()))) continue;
    ports.log.error("credit.reserve_left_open", { turnId: turn.turnId });
    ended += 1;
  }
  return ended;
}
