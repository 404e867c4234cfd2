import type { AccountBinding, AccountWithRules } from "@/lib/accounts/account";
import { type IncidentFailure, type IncidentRecords, incidentCause } from "@/lib/accounts/incidents/incident";
import type { PauseRecords } from "@/lib/accounts/pause";
import type {
  Channel,
  DeliveryStatus,
  InboundMessage,
  ParsedDelivery,
  SenderAddress,
  UnansweredReason,
} from "@/lib/channels/inbound-message";
import type { Clock } from "@/lib/core/clock";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { BodyCipher } from "@/lib/core/text-cipher.port";
import type { ConversationBatch, ConversationNames, ReplyBuffer, WakeUp } from "../hold/reply-buffer.port";
import { sealMessage } from "../hold/sealed-message";
import { applyChanges, type ChangeRecords, changesOf, type InboundEntry, type OriginalChange } from "./apply-changes";
import { applyEchoes, type EchoRecords } from "./apply-echoes";

/** What the database knows of an inbound message after it was recorded. */
export type RecordedInbound =
  | {
      kind: "recorded";
      turnId: string | null;
      /** Why the message opens no turn, as it was recorded first; null when it is to be answered. */
      reason: UnansweredReason | null;
      /** The address under which its customer's conversation is known, whichever of his addresses it came from. */
      customer: string;
      /** For how long its account waits for more of the customer's messages, as it is set now. */
      waitSeconds: number;
    }
  /** The database refused this row for its own content; its neighbours are safe. */
  | { kind: "refused" }
  /** The account is not what it was bound to: it was disconnected, or somebody else has it by now. */
  | { kind: "unbound" };

/**
 * `ours`: how many spoke of one of ours. `arrived`: when the latest of those that reached their customer was sent.
 * `broken`: whether the account is held for broken.
 */
export type StatusesApplied = { ours: number; arrived: Date | null; broken: boolean };

/** Metadata, never text. An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type InboundRecords = IncidentRecords &
  Pick<PauseRecords, "setPause"> &
  EchoRecords &
  ChangeRecords & {
    /**
     * Whose a channel's accounts are, by its own ids, across tenants: a webhook does not say it. Of what was found before
     * nothing is asked again; that it has changed is told by what is written under it (`unbound`).
     */
    bindAccounts(channel: Channel, externalIds: readonly string[]): Promise<AccountBinding[]>;
    /** A channel's accounts by its own ids, as they are now; what `bindAccounts` knows of them is renewed. */
    findAccounts(channel: Channel, externalIds: readonly string[]): Promise<AccountWithRules[]>;
    /** A channel's connected accounts by the addresses that they write from, across tenants. */
    findAccountsByAddress(
      channel: Channel,
      addresses: readonly string[],
    ): Promise<{ tenantId: string; accountId: string }[]>;
    /**
     * One answer per entry, in order. A sender that is itself one of our connected accounts makes a message
     * `not_answerable`: two of them would answer each other without end. An alias beside a sender makes both addresses
     * one customer, from this message on, and also with what still waits for its answer.
     */
    recordInbound(entries: readonly InboundEntry[], now: Date): Promise<RecordedInbound[]>;
    /**
     * Puts delivery statuses on the attempts that they speak of. Null: the account is not what it was bound to, and
     * whoever has it now is to be looked up.
     */
    applyStatuses(
      account: AccountBinding,
      statuses: readonly DeliveryStatus[],
      now: Date,
    ): Promise<StatusesApplied | null>;
  };

export type ReceivePorts = {
  buffer: Pick<ReplyBuffer, "append" | "change" | "pauseConversations" | "pauseAccount">;
  records: InboundRecords;
  cipher: BodyCipher;
  conversationNames: ConversationNames;
  clock: Clock;
  ids: IdSource;
  log: Logger;
};

export type IngestResult = {
  /** The turns that this delivery opened or filled; somebody must be there when they are due. */
  wakeUps: (WakeUp & { conversation: string; tenantId: string })[];
  counts: {
    messages: number;
    buffered: number;
    duplicates: number;
    refused: number;
    /** Messages that were changed, or taken back, in time. */
    changed: number;
    unknownNumbers: number;
    statuses: number;
  };
};

type Answerable = {
  account: AccountBinding;
  message: InboundMessage & { sender: SenderAddress };
  customer: string;
  waitSeconds: number;
};

/**
 * Stores a delivery: Postgres first, which alone decides what is a duplicate, then Redis, which schedules. After it
 * returns, nothing of the delivery can get lost. Throws when either can't be reached; the whole delivery may then come
 * again, and nothing is doubled. `onBuffered` is told the wake-ups before the statuses are applied: they have to be
 * attended also when a status then fails.
 */
export async function ingestDelivery(
  ports: ReceivePorts,
  delivery: ParsedDelivery,
  onBuffered: (wakeUps: IngestResult["wakeUps"]) => void = () => undefined,
): Promise<IngestResult> {
  const now = ports.clock.now();
  const { channel } = delivery;
  const counts = { messages: 0, buffered: 0, duplicates: 0, refused: 0, changed: 0, unknownNumbers: 0, statuses: 0 };

  // Before its messages: whoever is answered by hand is to get no second answer from us.
  const answering = byExternalId(await findNamed(ports, channel, delivery.echoes));
  await applyEchoes(ports, delivery.echoes, answering, now);

  const named = [...delivery.messages, ...delivery.statuses].map(({ externalId }) => externalId);
  const bindings = byExternalId(named.length > 0 ? await ports.records.bindAccounts(channel, [...new Set(named)]) : []);
  const taken = await recordMessages(ports, channel, delivery.messages, bindings, now);
  const { entries, changes, recorded } = taken;
  counts.messages = entries.length - changes.length;
  counts.unknownNumbers = delivery.messages.length - counts.messages;
  const answerable: Answerable[] = [];
  entries.forEach(({ account, message }, index) => {
    const row = recorded[index];
    if (row?.kind !== "recorded") counts.refused += 1;
    else if (row.turnId !== null) counts.duplicates += index < counts.messages ? 1 : 0;
    else if (row.reason === null && message.unanswered === null && message.sender) {
      const { customer, waitSeconds } = row;
      answerable.push({ account, message: { ...message, sender: message.sender }, customer, waitSeconds });
    }
  });

  const batches = groupByConversation(ports, answerable);
  const appended = await ports.buffer.append(batches, now.getTime());
  const wakeUps = batches.flatMap((batch, index) =>
    (appended[index]?.wakeUps ?? []).map((wakeUp) => ({
      ...wakeUp,
      conversation: batch.conversation,
      tenantId: batch.tenantId,
    })),
  );
  onBuffered(wakeUps);
  const full = batches.flatMap(({ tenantId, accountId }, index) =>
    (appended[index]?.full ?? []).map((messageId) => ({ tenantId, accountId, messageId })),
  );
  counts.buffered = answerable.length - full.length;
  await ports.records.refuseInbound(full, "reply_limit");
  const recordedChanges = changes.flatMap((change, index) => {
    const row = recorded[counts.messages + index];
    return row?.kind === "recorded" ? [{ ...change, customer: row.customer }] : [];
  });
  counts.changed = await applyChanges(ports, recordedChanges);

  const statusesOf = new Map<string, DeliveryStatus[]>();
  for (const status of delivery.statuses) {
    const others = statusesOf.get(status.externalId);
    if (others) others.push(status);
    else statusesOf.set(status.externalId, [status]);
  }
  for (const bound of [...bindings.values()]) {
    const statuses = statusesOf.get(bound.externalId) ?? [];
    if (statuses.length > 0) counts.statuses += await takeStatuses(ports, bound, statuses, bindings, now);
  }
  await noteMovedNumbers(ports, delivery, new Set([...bindings.keys(), ...answering.keys()]), now);
  return { wakeUps, counts };
}

const byExternalId = <One extends { externalId: string }>(accounts: readonly One[]): Map<string, One> =>
  new Map(accounts.map((account) => [account.externalId, account]));

/** The accounts that items of a delivery name, as they are now. */
async function findNamed(ports: ReceivePorts, channel: Channel, items: readonly { externalId: string }[]) {
  const externalIds = [...new Set(items.map(({ externalId }) => externalId))];
  const owners = externalIds.length > 0 ? await ports.records.findAccounts(channel, externalIds) : [];
  return owners.map(({ account }) => account);
}

type Taken = { entries: InboundEntry[]; changes: OriginalChange[]; recorded: RecordedInbound[] };

/**
 * Records the messages of accounts that are bound, and what they change. An account that turns out to be bound to another
 * is looked up anew, once, and `bindings` says so from then on.
 */
async function recordMessages(
  ports: ReceivePorts,
  channel: Channel,
  messages: readonly InboundMessage[],
  bindings: Map<string, AccountBinding>,
  now: Date,
): Promise<Taken> {
  const record = async (): Promise<Taken> => {
    const told = messages.flatMap((message) => {
      const account = bindings.get(message.externalId);
      return account ? [{ account, message }] : [];
    });
    const changes = changesOf(told);
    const entries = [...told, ...changes.map(({ account, original }) => ({ account, message: original }))];
    return { entries, changes, recorded: entries.length > 0 ? await ports.records.recordInbound(entries, now) : [] };
  };
  const first = await record();
  const moved = first.entries.filter((_entry, index) => first.recorded[index]?.kind === "unbound");
  if (moved.length === 0) return first;
  for (const { account } of moved) bindings.delete(account.externalId);
  const found = await findNamed(
    ports,
    channel,
    moved.map(({ account }) => account),
  );
  for (const account of found) bindings.set(account.externalId, account);
  return record();
}

/**
 * How many statuses spoke of one of ours. As with messages, an account that turns out to be bound to another is looked up
 * anew, once, and `bindings` says so from then on: a reply that its new owner has sent is not to lose its end.
 */
async function takeStatuses(
  ports: ReceivePorts,
  bound: AccountBinding,
  statuses: readonly DeliveryStatus[],
  bindings: Map<string, AccountBinding>,
  now: Date,
): Promise<number> {
  let account: AccountBinding | undefined = bound;
  let applied = await ports.records.applyStatuses(bound, statuses, now);
  if (!applied) {
    bindings.delete(bound.externalId);
    [account] = await findNamed(ports, bound.channel, [bound]);
    if (!account) return 0;
    bindings.set(account.externalId, account);
    applied = await ports.records.applyStatuses(account, statuses, now);
  }
  if (!applied) return 0;
  if (applied.ours > 0) await noteNumberState(ports, account, statuses, applied, now);
  return applied.ours;
}

/** Meta's times are whole seconds: what was sent within the same one may have been sent before. */
const WITHIN_A_SECOND_MS = 999;

/**
 * A `failed` status may be about the whole number, and a delivered one proves that it works again: one of a reply that
 * was sent after the failure, in whatever order they come. A message of before may be read at any time.
 */
async function noteNumberState(
  ports: ReceivePorts,
  account: AccountBinding,
  statuses: readonly DeliveryStatus[],
  { arrived, broken }: StatusesApplied,
  now: Date,
): Promise<void> {
  const failures = statuses.flatMap(({ failure, errorCode: code, at }) => {
    const cause = failure && incidentCause(failure);
    return cause === null ? [] : [{ cause, code, at: new Date(at.getTime() + WITHIN_A_SECOND_MS) }];
  });
  // The latest is enough to know of it, and a thousand statuses are to cost one look.
  const latest = failures.toSorted((one, other) => other.at.getTime() - one.at.getTime())[0];
  const { tenantId, id: accountId } = account;
  if (latest) {
    const [owner] = latest.cause === "auth" ? await findNamed(ports, account.channel, [account]) : [];
    const sealedToken = owner?.sealedToken ?? null;
    const by = latest.cause === "auth" && sealedToken === null ? "operator" : "tenant";
    await noteByWebhook(ports, { tenantId, accountId, ...latest, by, now });
  }
  if (broken && arrived !== null) {
    await ports.records.healIncident(tenantId, accountId, "delivered", arrived);
  }
}

/** An address of ours under an id that we don't know: the channel has moved it, and brings its messages to nobody. */
async function noteMovedNumbers(ports: ReceivePorts, delivery: ParsedDelivery, owners: ReadonlySet<string>, now: Date) {
  const moved = [...delivery.displayAddresses]
    .filter(([externalId]) => !owners.has(externalId))
    .map(([, address]) => address);
  if (moved.length === 0) return;
  for (const { tenantId, accountId } of await ports.records.findAccountsByAddress(delivery.channel, moved)) {
    await noteByWebhook(ports, { tenantId, accountId, cause: "moved", code: null, by: "tenant", at: now, now });
  }
}

async function noteByWebhook(ports: ReceivePorts, told: Omit<IncidentFailure, "source">): Promise<void> {
  const { broke } = await ports.records.noteIncident({ ...told, source: "webhook" });
  const { accountId, cause, code, by } = told;
  if (broke) ports.log.error("account.broken", { accountId, cause, code, by });
}

function groupByConversation(ports: ReceivePorts, answerable: readonly Answerable[]): ConversationBatch[] {
  const groups = new Map<string, Answerable[]>();
  for (const item of answerable) {
    const [name] = ports.conversationNames(item.account.id, item.customer, item.message.thread);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups].flatMap(([conversation, items]) => {
    const [first] = items;
    if (!first) return [];
    const { account, waitSeconds } = first;
    return {
      conversation,
      tenantId: account.tenantId,
      accountId: account.id,
      waitSeconds,
      turnIds: items.map(() => ports.ids.newId()),
      messages: items.map(({ message }) => {
        const sealed = sealMessage(ports.cipher, account.id, message);
        return { messageId: message.providerMessageId, sealed, bytes: sealed.length };
      }),
    };
  });
}
