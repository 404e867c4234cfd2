import type { AccountWithConfig } from "@/lib/accounts/account";
import {
  afterProbe,
  FAILURE_WINDOW_MS,
  heals,
  type ProbeResult,
  type ShownBy,
  shownAfterFailure,
  throttledForProbe,
} from "@/lib/accounts/incidents/incident";
import type { InboundMessage, SenderAddress, UnansweredReason } from "@/lib/channels/inbound-message";
import { ASSISTANT_LINE_DAYS } from "@/lib/persona/assistant-line";
import type { BegunHandOver } from "@/lib/pipeline/hold/hand-over";
import { customerOfPair, type NamedAddress } from "@/lib/pipeline/receive/customer-of-pair";
import { hasArrived, laterErrorCode, laterState, outcomeOfAttempts } from "@/lib/pipeline/send/send-protocol";
import type { AttemptState, HandOverCause, HandOverOrder, TurnRef } from "@/lib/pipeline/turn";
import type { PipelinePorts } from "@/lib/wiring/build-pipeline";

export type ModelMessage = {
  accountId: string;
  inboundId: string;
  senderId: string | null;
  thread: string | null;
  reason: UnansweredReason | null;
  turnId: string | null;
  createdAt: Date;
};

export type ModelTurnRow = {
  turnId: string;
  tenantId: string;
  accountId: string;
  conversation: string;
  outcome: string | null;
  reason: string | null;
  failureCode: number | null;
  ruleId: string | null;
  responseKind: string | null;
  matchedBy: Record<string, unknown> | null;
  sentTwice: boolean;
  handedOver: HandOverCause | null;
  releasedAt: Date;
  closedAt: Date | null;
};

export type ModelAttempt = {
  turnId: string;
  attempt: number;
  recipientId: string;
  outboundId: string | null;
  state: AttemptState;
  errorCode: number | null;
  createdAt: Date;
  stateAt: Date;
};

export type ModelIncident = { shownBy: ShownBy | null; nextTryAt: Date; lastFailureAt: Date };

/** Postgres as plain objects, for tests of the pipeline. The database tests hold the real one to the same promises. */
export function createRecordsModel(accounts: AccountWithConfig[]) {
  const messages: ModelMessage[] = [];
  const turns = new Map<string, ModelTurnRow>();
  const attempts: ModelAttempt[] = [];
  /** Turns whose reply costs a credit: the AI wrote it. */
  const reserved = new Set<string>();
  const incidents = new Map<string, ModelIncident>();
  /** Addresses that are never answered. */
  const leftAlone = new Set<string>();
  /** Addresses of those who asked for it themselves. */
  const optedOut = new Set<string>();
  /** By turn; without `askedAt` while the turn is open, and gone once it is carried out. */
  const handOvers = new Map<string, Omit<BegunHandOver, "askedAt"> & { cause: HandOverCause; askedAt: Date | null }>();
  const orderHandOver = (
    { tenantId, turnId }: TurnRef,
    order: (HandOverOrder & { accountId: string; customer: string }) | null | undefined,
  ): void => {
    if (order === undefined) return;
    if (order === null) handOvers.delete(turnId);
    else handOvers.set(turnId, { tenantId, turnId, ...order, askedAt: null });
  };
  const beginHandOver = (turn: ModelTurnRow, now: Date): void => {
    const ordered = handOvers.get(turn.turnId);
    if (!ordered || ordered.askedAt) return;
    ordered.askedAt = now;
    turn.handedOver = ordered.cause;
  };
  const attemptsOf = (turnId: string): ModelAttempt[] => attempts.filter((row) => row.turnId === turnId);
  const lastUnknown = (turnId: string, from: number): ModelAttempt | undefined =>
    attemptsOf(turnId)
      .filter(({ attempt, state }) => attempt >= from && state === "sending")
      .sort((one, other) => other.attempt - one.attempt)[0];

  const customers = new Map<string, string>();
  const customerOf = (accountId: string, address: string): string =>
    customers.get(`${accountId} ${address}`) ?? address;
  const addressesOf = (accountId: string, address: string): string[] => {
    const same = [...customers].filter(([, customer]) => customer === customerOf(accountId, address));
    const own = same.flatMap(([key]) => (key.startsWith(`${accountId} `) ? [key.slice(accountId.length + 1)] : []));
    return [...new Set([address, ...own])];
  };
  /** Makes what a message names by two addresses one customer. `added`: what is new with it. */
  const join = (accountId: string, { sender, senderAlias }: InboundMessage, added: readonly ModelMessage[]): void => {
    if (!sender || !senderAlias) return;
    const named = (address: SenderAddress): NamedAddress => {
      const waiting = messages
        .filter((row) => row.accountId === accountId && row.senderId === address.value && !added.includes(row))
        .filter((row) => row.reason === null && !turns.get(row.turnId ?? "")?.closedAt)
        .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
      const customer = customers.get(`${accountId} ${address.value}`) ?? null;
      return { ...address, customer, waitingSince: waiting[0]?.createdAt ?? null };
    };
    const customer = customerOfPair(named(sender), named(senderAlias));
    for (const { value } of [sender, senderAlias]) customers.set(`${accountId} ${value}`, customer);
  };

  /** When pauses end, by account and address; an address of nobody's stands for everybody. */
  const pauses = new Map<string, Date>();
  const echoes = new Set<string>();
  const pausedUntil = (accountId: string, addresses: readonly string[], alone = false): Date | null => {
    const ends = (alone ? addresses : ["", ...addresses]).flatMap(
      (address) => pauses.get(`${accountId} ${address}`)?.getTime() ?? [],
    );
    return ends.length === 0 ? null : new Date(Math.max(...ends));
  };

  const isOwnNumber = (sender: string | null): boolean =>
    accounts.some(({ account }) => account.displayAddress.replace(/\D/g, "") === sender);

  const conclude = (turnId: string, now: Date): void => {
    const turn = turns.get(turnId);
    const rows = attemptsOf(turnId);
    const proof = outcomeOfAttempts(rows.map(({ state }) => state));
    if (!turn || !proof) return;
    const code = rows.find(({ errorCode }) => errorCode !== null)?.errorCode ?? null;
    const failureCode = proof.outcome === "undelivered" ? code : null;
    Object.assign(turn, { ...proof, failureCode, reason: null, closedAt: turn.closedAt ?? now });
    beginHandOver(turn, now);
  };
  const close = ({ turnId }: TurnRef, reason: string, now: Date): boolean => {
    const turn = turns.get(turnId);
    if (!turn || turn.closedAt) return false;
    Object.assign(turn, { outcome: "silent", reason, closedAt: now });
    beginHandOver(turn, now);
    return true;
  };

  const records: PipelinePorts["records"] = {
    beginTurn: async ({ recipientId, ...opening }) => {
      const opened = await records.openTurn(opening);
      if (opened.kind !== "open") return opened;
      const { tenantId, accountId, now } = opening;
      const owner = await records.loadAccount(tenantId, accountId);
      return { ...opened, owner, counts: await records.countReplies(tenantId, accountId, recipientId, now) };
    },
    bindAccounts: async (channel, externalIds) =>
      (await records.findAccounts(channel, externalIds)).map(({ account }) => account),
    findAccounts: async (channel, externalIds) =>
      accounts.filter(({ account }) => account.channel === channel && externalIds.includes(account.externalId)),
    findAccountsByAddress: async (channel, addresses) =>
      accounts
        .filter(
          ({ account }) => account.channel === channel && addresses.includes(account.displayAddress.replace(/\D/g, "")),
        )
        .map(({ account }) => ({ tenantId: account.tenantId, accountId: account.id })),
    loadAccount: async (_tenantId, accountId) => accounts.find(({ account }) => account.id === accountId) ?? null,
    recordInbound: async (entries, now) => {
      const added: ModelMessage[] = [];
      const rows = entries.map(({ account, message }) => {
        let row = messages.find((one) => one.accountId === account.id && one.inboundId === message.providerMessageId);
        if (!row) {
          row = {
            accountId: account.id,
            inboundId: message.providerMessageId,
            senderId: message.sender?.value ?? null,
            thread: message.thread,
            reason:
              message.unanswered ?? (isOwnNumber(message.sender?.value ?? null) ? ("not_answerable" as const) : null),
            turnId: null,
            createdAt: now,
          };
          messages.push(row);
          added.push(row);
        }
        return row;
      });
      for (const { account, message } of entries) join(account.id, message, added);
      return rows.map((row) => {
        const customer = customerOf(row.accountId, row.senderId ?? "unknown");
        const owner = accounts.find(({ account }) => account.id === row.accountId);
        const waitSeconds = owner?.config.wait_seconds ?? 0;
        return { kind: "recorded", turnId: row.turnId, reason: row.reason, customer, waitSeconds };
      });
    },
    refuseInbound: async (refused, reason) => {
      for (const row of messages) {
        const named = refused.some((one) => one.accountId === row.accountId && one.messageId === row.inboundId);
        if (named && row.turnId === null) row.reason ??= reason;
      }
    },
    openTurn: async ({ turnId, tenantId, accountId, conversation, messageIds, now }) => {
      const known = turns.get(turnId);
      if (known?.closedAt) return { kind: "closed" };
      for (const row of messages) {
        if (
          row.accountId === accountId &&
          row.turnId === null &&
          row.reason === null &&
          messageIds.includes(row.inboundId)
        )
          row.turnId = turnId;
      }
      const bound = new Set(messages.filter((row) => row.turnId === turnId).map((row) => row.inboundId));
      if (bound.size === 0) return { kind: "empty" };
      const turn = known ?? {
        turnId,
        tenantId,
        accountId,
        conversation,
        outcome: null,
        reason: null,
        failureCode: null,
        ruleId: null,
        responseKind: null,
        matchedBy: null,
        sentTwice: false,
        handedOver: null,
        releasedAt: now,
        closedAt: null,
      };
      turns.set(turnId, turn);
      const sendingSince = lastUnknown(turnId, 1)?.stateAt ?? null;
      const heeded = turn.matchedBy?.kind === "own_word" ? (turn.matchedBy.word as "stop" | "start") : null;
      return { kind: "open", messageIds: bound, releasedAt: turn.releasedAt, sendingSince, heeded };
    },
    setPause: async ({ accountId }, { customer, until, keepsLater, now }) => {
      const addresses = customer === null ? [] : addressesOf(accountId, customer);
      const standing = pausedUntil(accountId, customer === null ? [] : addresses, customer !== null);
      const later = keepsLater && standing && until && standing > until ? standing : until;
      for (const address of customer === null ? [""] : addresses) pauses.delete(`${accountId} ${address}`);
      if (later !== null && later > now) pauses.set(`${accountId} ${customer ?? ""}`, later);
      return { until: later !== null && later > now ? later : null, addresses };
    },
    recordEcho: async ({ id: accountId }, { providerMessageId, customer }) => {
      if (attempts.some(({ outboundId }) => outboundId === providerMessageId)) return false;
      echoes.add(`${accountId} ${providerMessageId} ${customer?.value ?? "unknown"}`);
      return true;
    },
    countReplies: async (_tenantId, accountId, recipientId, now) => {
      const addresses = addressesOf(accountId, recipientId);
      const since = (ms: number): number =>
        attempts.filter(
          (row) =>
            addresses.includes(row.recipientId) &&
            !["sending", "refused"].includes(row.state) &&
            row.createdAt.getTime() >= now.getTime() - ms,
        ).length;
      const answered = attempts
        .filter((row) => addresses.includes(row.recipientId) && !["sending", "refused", "failed"].includes(row.state))
        .filter((row) => row.createdAt.getTime() >= now.getTime() - 86_400_000)
        .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
        .flatMap(({ turnId, createdAt }) => {
          const turn = turns.get(turnId);
          return turn?.ruleId ? [{ ...turn, ruleId: turn.ruleId, at: createdAt }] : [];
        });
      const takesAll = answered.filter(({ ruleId, matchedBy }) => ruleId === "default" || matchedBy?.kind === "any");
      const written = messages.filter((row) => row.accountId === accountId && addresses.includes(row.senderId ?? ""));
      const endedAt = written.flatMap(({ turnId }) => {
        const turn = turns.get(turnId ?? "");
        const isEnd = turn?.matchedBy?.kind === "follow_up_end" || turn?.handedOver;
        return isEnd && turn?.closedAt ? [turn.closedAt.getTime()] : [];
      });
      const lastAi = answered.filter(({ matchedBy, responseKind }) => responseKind === "prompt" && !matchedBy?.blocked);
      const replyToFollow = lastAi.filter(({ at }) => !endedAt.some((end) => end >= at.getTime())).at(-1) ?? null;
      const byAi = attempts
        .filter((row) => reserved.has(row.turnId) && addresses.includes(row.recipientId))
        .filter((row) => !["sending", "refused", "failed"].includes(row.state))
        .map((row) => row.createdAt.getTime())
        .filter((at) => at >= now.getTime() - ASSISTANT_LINE_DAYS * 86_400_000);
      return {
        lastAiReplyAt: byAi.length === 0 ? null : new Date(Math.max(...byAi)),
        last10Minutes: since(600_000),
        last24Hours: since(86_400_000),
        lastByRule: new Map(takesAll.map(({ ruleId, at }) => [ruleId, at])),
        replyToFollow: replyToFollow && {
          ruleId: replyToFollow.ruleId,
          at: replyToFollow.at,
          asked: replyToFollow.matchedBy?.asked === true,
        },
        isFirstContact: !written.some(({ reason, turnId, createdAt }) => {
          const isRecent = createdAt.getTime() >= now.getTime() - 14 * 86_400_000;
          return isRecent && (reason !== null || turns.get(turnId ?? "")?.closedAt);
        }),
        leftAlone: addresses.some((address) => leftAlone.has(address)),
        optedOut: addresses.some((address) => optedOut.has(address)),
        pausedUntil: pausedUntil(accountId, addresses),
      };
    },
    startAttempt: async ({ tenantId, accountId, turnId, attempt, recipientId, match, free, now, handOver }) => {
      const turn = turns.get(turnId);
      if (!turn || turn.closedAt) return { kind: "closed" };
      const unknown = lastUnknown(turnId, attempt);
      if (unknown) return { kind: "unknown", attempt: unknown.attempt, since: unknown.stateAt };
      if (match) Object.assign(turn, match);
      if (free) reserved.delete(turnId);
      orderHandOver({ tenantId, turnId }, handOver && { ...handOver, accountId, customer: recipientId });
      const row = attemptsOf(turnId).find((one) => one.attempt === attempt);
      const sending = { state: "sending" as const, stateAt: now };
      const fresh = { turnId, attempt, recipientId, outboundId: null, errorCode: null, createdAt: now };
      if (!row) attempts.push({ ...fresh, ...sending });
      else if (row.state === "refused") Object.assign(row, sending);
      return { kind: "started" };
    },
    refuseAttempt: async ({ turnId }, attempt, errorCode, now) => {
      const row = attemptsOf(turnId).find((one) => one.attempt === attempt);
      if (row?.state === "sending") Object.assign(row, { state: "refused", errorCode, stateAt: now });
    },
    acceptAttempt: async ({ turnId }, attempt, outboundId, now) => {
      const row = attemptsOf(turnId).find((one) => one.attempt === attempt);
      const before = row?.state === "sending" || row?.state === "refused";
      if (row) Object.assign(row, { outboundId, state: laterState(row.state, "accepted") });
      if (row && before) row.errorCode = null;
      conclude(turnId, now);
    },
    endTurn: async (ending) => {
      const turn = turns.get(ending.turnId);
      if (turn && ending.match) Object.assign(turn, { ruleId: ending.match.ruleId, matchedBy: ending.match.matchedBy });
      if (turn && !turn.closedAt) turn.failureCode = ending.failureCode;
      if (turn && !turn.closedAt) orderHandOver(ending, ending.reason === "human_active" ? null : ending.handOver);
      return close(ending, ending.reason, ending.now);
    },
    changeConsent: async ({ turnId, accountId }, customer, word) => {
      const turn = turns.get(turnId);
      if (!turn || turn.closedAt) return "closed";
      if (turn.matchedBy?.kind === "own_word" && turn.matchedBy.word === word) return "done";
      const addresses = addressesOf(accountId, customer);
      const listed = addresses.filter((address) => optedOut.has(address));
      if (word === "stop" ? listed.length > 0 || addresses.some((one) => leftAlone.has(one)) : listed.length === 0) {
        return "as_before";
      }
      if (word === "stop") optedOut.add(customer);
      for (const address of listed) optedOut.delete(address);
      turn.matchedBy = { kind: "own_word", word };
      return "done";
    },
    takeBackConsent: async ({ turnId, accountId }, customer) => {
      const turn = turns.get(turnId);
      if (!turn || turn.closedAt) return "closed";
      const addresses = addressesOf(accountId, customer);
      if (turn.matchedBy?.word === "start") optedOut.add(customer);
      else for (const address of addresses) optedOut.delete(address);
      turn.matchedBy = null;
      return "done";
    },
    findHandOver: async ({ turnId }) => {
      const found = handOvers.get(turnId);
      return found?.askedAt ? { ...found, askedAt: found.askedAt } : null;
    },
    notePaused: async ({ turnId }) => void handOvers.delete(turnId),
    findOpenHandOvers: async (before) =>
      [...handOvers.values()].filter(({ askedAt }) => askedAt !== null && askedAt < before),
    noteIncident: async ({ accountId, cause, code, source, at, now }) => {
      const owner = accounts.find(({ account }) => account.id === accountId);
      if (!owner) return { broke: false, throttledUntil: null };
      const none = { broke: false, throttledUntil: null };
      if (source === "webhook" && attempts.some((row) => hasArrived(row) && row.createdAt > at)) return none;
      const open = incidents.get(accountId) ?? { shownBy: null, nextTryAt: now, lastFailureAt: at };
      open.lastFailureAt = new Date(Math.max(open.lastFailureAt.getTime(), at.getTime()));
      incidents.set(accountId, open);
      const failed = attempts.filter(
        ({ state, stateAt, errorCode }) =>
          ["sending", "refused", "failed"].includes(state) &&
          errorCode === code &&
          now.getTime() - stateAt.getTime() <= FAILURE_WINDOW_MS,
      );
      const failedCustomers = new Set(failed.map(({ recipientId }) => customerOf(accountId, recipientId))).size;
      const shownBy = shownAfterFailure(open.shownBy, source, failedCustomers);
      const broke = open.shownBy === null && shownBy !== null;
      open.shownBy = shownBy;
      if (broke) owner.account.brokenReason = `${cause}_${code ?? "unknown"}`;
      const stops =
        shownBy !== null && (shownBy !== "webhook" || shownAfterFailure(null, "send", failedCustomers) !== null);
      if (!stops) return { broke, throttledUntil: null };
      owner.account.throttledUntil = throttledForProbe(open.nextTryAt, now);
      return { broke, throttledUntil: owner.account.throttledUntil };
    },
    healIncident: async (_tenantId, accountId, proof, at) => {
      const owner = accounts.find(({ account }) => account.id === accountId);
      const open = incidents.get(accountId);
      if (!owner || !open || open.lastFailureAt >= at || !heals(open.shownBy, proof)) return false;
      incidents.delete(accountId);
      Object.assign(owner.account, { brokenReason: null, throttledUntil: null });
      return true;
    },
    throttleAccount: async (_tenantId, accountId, until) => {
      const owner = accounts.find(({ account }) => account.id === accountId);
      if (owner) owner.account.throttledUntil = until;
    },
    applyStatuses: async (account, statuses, now) => {
      let ours = 0;
      let arrived: Date | null = null;
      for (const status of statuses) {
        const row = attempts.find(
          (one) =>
            one.outboundId === status.providerMessageId || `${one.turnId}:${one.attempt}` === status.callbackData,
        );
        if (!row) continue;
        ours += 1;
        if (hasArrived(status) && (arrived === null || row.createdAt > arrived)) arrived = row.createdAt;
        row.outboundId ??= status.providerMessageId;
        row.errorCode = laterErrorCode(row, status);
        row.state = laterState(row.state, status.state);
        conclude(row.turnId, now);
      }
      const owner = accounts.find((one) => one.account.id === account.id);
      return { ours, arrived, broken: (owner?.account.brokenReason ?? null) !== null };
    },
    findUnboundMessages: async (before) =>
      messages.flatMap((row, index) =>
        row.turnId === null && row.reason === null && row.senderId !== null && row.createdAt < before
          ? [
              {
                id: String(index),
                tenantId: "tenant",
                accountId: row.accountId,
                messageId: row.inboundId,
                customer: customerOf(row.accountId, row.senderId),
                addresses: addressesOf(row.accountId, row.senderId),
                thread: row.thread,
                createdAt: row.createdAt,
              },
            ]
          : [],
      ),
    findUnclosedTurns: async (before) =>
      [...turns.values()].filter((turn) => !turn.closedAt && turn.releasedAt < before),
    reserveCredit: async ({ turnId }, match) => {
      const turn = turns.get(turnId);
      if (!turn || turn.closedAt) return { kind: "closed" };
      Object.assign(turn, match);
      reserved.add(turnId);
      return { kind: "reserved", notice: false };
    },
    findOpenReserves: async () => [],
    endOpenReserve: async () => false,
    endLostTurn: async (ref, now) => {
      const begun = attemptsOf(ref.turnId).some(({ state }) => state !== "refused");
      return close(ref, begun ? "send_unknown" : "buffer_lost", now);
    },
  };
  /** A probe of an open incident, as the sweep makes it. */
  const probe = (accountId: string, result: ProbeResult, nextTryAt: Date, now: Date): void => {
    const open = incidents.get(accountId);
    const account = accounts.find((one) => one.account.id === accountId)?.account;
    if (!open || !account) return;
    open.nextTryAt = nextTryAt;
    const after = afterProbe(open.shownBy, now.getTime() - open.lastFailureAt.getTime(), result);
    if (after.end === "broken" && open.shownBy === null) {
      open.shownBy = "probe";
      account.brokenReason = "auth_190";
    }
    if (after.turns === "wait") account.throttledUntil = throttledForProbe(nextTryAt, now);
    if (after.turns === "go") account.throttledUntil = null;
    if (after.end !== "healed") return;
    incidents.delete(accountId);
    account.brokenReason = null;
  };
  return { records, messages, turns, attempts, incidents, leftAlone, optedOut, pauses, echoes, probe };
}
