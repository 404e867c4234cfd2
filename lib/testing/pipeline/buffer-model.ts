import {
  type BufferedMessage,
  type ClaimedTurn,
  type ClaimRef,
  FULL_QUEUE_TURNS,
  FULL_TURN,
  type Hold,
  maximumHoldMs,
  type ReplyBuffer,
} from "@/lib/pipeline/hold/reply-buffer.port";

type ModelTurn = Omit<ClaimedTurn, "messages"> & {
  messages: (BufferedMessage & { changedAt?: number })[];
  first: number;
  dueAt: number;
  closed: boolean;
  lease: { token: string; until: number } | null;
};

/** When a pause ends, by the names of open conversations and by the ids of accounts. */
type Pauses = { conversations: Map<string, number>; accounts: Map<string, number> };

/**
 * The reply buffer as plain objects: what the Lua scripts must do, written a second time without them. Tests hold the
 * scripts against it, and run the pipeline on it. `empty` is what a lost Redis looks like; `goBack` is what one looks like
 * that took back its last writes.
 */
export function createBufferModel(
  forget: (conversation: string) => void = () => undefined,
): ReplyBuffer & { empty(): void; goBack(writes: number): void; size(): number } {
  const queues = new Map<string, ModelTurn[]>();
  const paused: Pauses = { conversations: new Map(), accounts: new Map() };
  const earlier: string[] = [];
  const model = createSteps(queues, paused, forget);
  /** Writes are what changes something: a step that finds nothing to do is not one. */
  const remembering = <A extends unknown[], R>(step: (...given: A) => Promise<R>) => {
    return async (...given: A): Promise<R> => {
      const before = JSON.stringify([...queues]);
      const result = await step(...given);
      if (JSON.stringify([...queues]) !== before) earlier.push(before);
      return result;
    };
  };
  return {
    ...model,
    append: remembering(model.append),
    change: remembering(model.change),
    claim: remembering(model.claim),
    renew: remembering(model.renew),
    beginSend: remembering(model.beginSend),
    keepDraft: remembering(model.keepDraft),
    noteAccepted: remembering(model.noteAccepted),
    postpone: remembering(model.postpone),
    ack: remembering(model.ack),
    empty: () => {
      queues.clear();
      paused.conversations.clear();
      paused.accounts.clear();
    },
    goBack(writes) {
      const [state] = earlier.splice(-writes);
      if (state === undefined) return;
      queues.clear();
      for (const [name, turns] of JSON.parse(state) as [string, ModelTurn[]][]) queues.set(name, turns);
    },
    size: () => queues.size,
  };
}

function createSteps(
  queues: Map<string, ModelTurn[]>,
  paused: Pauses,
  forget: (conversation: string) => void,
): ReplyBuffer {
  const head = (conversation: string): ModelTurn | undefined => queues.get(conversation)?.[0];
  const held = (conversation: string, turnId: string, token: string): ModelTurn | null => {
    const turn = head(conversation);
    return turn?.turnId === turnId && turn.lease?.token === token ? turn : null;
  };
  /** What a claim that may be older than a change is told. */
  const standing = ({ conversation, turnId, token, version }: ClaimRef): Hold => {
    const turn = held(conversation, turnId, token);
    if (!turn) return "lost";
    return turn.version === version ? "held" : "changed";
  };
  const lookAt = (turn: ModelTurn): number => turn.lease?.until ?? turn.dueAt;

  return {
    async append(batches, now) {
      return batches.map((batch) => {
        const queue = queues.get(batch.conversation) ?? [];
        const wake = new Set<string>();
        const full: string[] = [];
        batch.messages.forEach((message, index) => {
          const owner = queue.find((turn) => turn.messages.some(({ messageId }) => messageId === message.messageId));
          if (owner) {
            if (!owner.closed && batch.turnIds.slice(0, index + 1).includes(owner.turnId)) wake.add(owner.turnId);
            return;
          }
          let turn = queue.at(-1);
          const bytes = turn?.messages.reduce((sum, one) => sum + one.bytes, 0) ?? 0;
          if (!turn || turn.closed || turn.messages.length >= FULL_TURN.messages || bytes >= FULL_TURN.bytes) {
            if (queue.length >= FULL_QUEUE_TURNS) {
              full.push(message.messageId);
              return;
            }
            turn = {
              turnId: batch.turnIds[index] ?? "",
              tenantId: batch.tenantId,
              accountId: batch.accountId,
              messages: [],
              version: 0,
              begun: 0,
              held: 0,
              heldMs: 0,
              tries: 0,
              draft: null,
              generated: false,
              accepted: null,
              first: now,
              dueAt: now,
              closed: false,
              lease: null,
            };
            queue.push(turn);
            wake.add(turn.turnId);
          }
          turn.messages.push(message);
          const filled = turn.messages.reduce((sum, one) => sum + one.bytes, 0);
          if (turn.messages.length >= FULL_TURN.messages || filled >= FULL_TURN.bytes) {
            turn.dueAt = now;
            wake.add(turn.turnId);
          } else {
            turn.dueAt = Math.min(now + batch.waitSeconds * 1000, turn.first + maximumHoldMs(batch.waitSeconds));
          }
          if (batch.turnIds.slice(0, index + 1).includes(turn.turnId)) wake.add(turn.turnId);
        });
        if (queue.length > 0) queues.set(batch.conversation, queue);
        const wakeUps = queue.filter(({ turnId }) => wake.has(turnId)).map(({ turnId, dueAt }) => ({ turnId, dueAt }));
        return { wakeUps, full };
      });
    },
    async change(changes) {
      return changes.map(({ conversation, message, at }) => {
        const turns = queues.get(conversation) ?? [];
        const turn = turns.find(({ messages }) => messages.some(({ messageId }) => messageId === message.messageId));
        const index = turn?.messages.findIndex(({ messageId }) => messageId === message.messageId) ?? -1;
        if (!turn) return "absent";
        if (turn.begun > 0 || turn.accepted !== null) return "too_late";
        if ((turn.messages[index]?.changedAt ?? Number.NEGATIVE_INFINITY) >= at) return "changed";
        turn.messages[index] = { ...message, changedAt: at };
        turn.version += 1;
        turn.draft = null;
        turn.generated = false;
        return "changed";
      });
    },
    async claim(conversation, token, now, leaseMs) {
      const turn = head(conversation);
      if (!turn) return { kind: "gone" };
      if (turn.lease && turn.lease.token !== token && turn.lease.until > now)
        return { kind: "busy", until: turn.lease.until };
      if (!turn.lease && turn.dueAt > now) return { kind: "not_due", dueAt: turn.dueAt };
      turn.closed = true;
      turn.lease = { token, until: now + leaseMs };
      const { first: _first, dueAt: _dueAt, closed: _closed, lease: _lease, ...claimed } = turn;
      const messages = turn.messages.map(({ changedAt: _changedAt, ...message }) => message);
      return { kind: "claimed", turn: { ...claimed, messages } };
    },
    async renew(claim, now, leaseMs, begun) {
      const { conversation, turnId, token } = claim;
      const turn = held(conversation, turnId, token);
      if (turn) Object.assign(turn, { lease: { token, until: now + leaseMs }, begun: begun ?? turn.begun });
      return standing(claim);
    },
    async beginSend(claim, now, leaseMs) {
      const { conversation, accountId, turnId, token, attempt, draft } = claim;
      const turn = held(conversation, turnId, token);
      if (!turn || standing(claim) !== "held") return standing(claim);
      const pausedUntil = Math.max(paused.conversations.get(conversation) ?? 0, paused.accounts.get(accountId) ?? 0);
      if (pausedUntil > now) return "paused";
      Object.assign(turn, { begun: attempt, draft, lease: { token, until: now + leaseMs } });
      return "held";
    },
    async pauseConversations(conversations, until) {
      if (until !== null) for (const name of conversations) forget(name);
      for (const name of conversations.filter((one) => queues.has(one))) {
        if (until === null) paused.conversations.delete(name);
        else paused.conversations.set(name, until);
      }
    },
    async pauseAccount(accountId, until) {
      if (until === null) paused.accounts.delete(accountId);
      else paused.accounts.set(accountId, until);
    },
    async keepDraft(claim, draft) {
      const turn = held(claim.conversation, claim.turnId, claim.token);
      if (turn && standing(claim) === "held") Object.assign(turn, { draft, generated: true });
      return standing(claim);
    },
    async noteAccepted(conversation, turnId, accepted) {
      const turn = head(conversation);
      if (turn?.turnId !== turnId) return false;
      turn.accepted = accepted;
      return true;
    },
    async postpone(conversation, turnId, token, to) {
      const turn = held(conversation, turnId, token);
      if (!turn) return false;
      turn.lease = null;
      turn.dueAt = to.dueAt;
      turn.begun = to.begun ?? turn.begun;
      turn.held = to.held ?? turn.held;
      turn.heldMs = to.heldMs ?? turn.heldMs;
      if (to.countTry) turn.tries += 1;
      return true;
    },
    async ack(conversation, turnId, token) {
      const queue = queues.get(conversation);
      if (!queue) return null;
      if (held(conversation, turnId, token)) queue.shift();
      if (queue.length === 0) {
        queues.delete(conversation);
        paused.conversations.delete(conversation);
      }
      const [next] = queue;
      return next ? lookAt(next) : null;
    },
    async overdue(before, limit) {
      return [...queues]
        .flatMap(([name, [turn]]) => (turn && lookAt(turn) <= before ? [{ name, at: lookAt(turn) }] : []))
        .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
        .slice(0, limit)
        .map(({ name }) => name);
    },
    async nextDueAt() {
      const times = [...queues.values()].flatMap(([turn]) => (turn ? [lookAt(turn)] : []));
      return times.length === 0 ? null : Math.min(...times);
    },
    async holds(conversations) {
      const turns = conversations.flatMap((name) => queues.get(name) ?? []);
      return {
        turnIds: new Set(turns.map(({ turnId }) => turnId)),
        messageIds: new Set(turns.flatMap(({ messages }) => messages.map(({ messageId }) => messageId))),
      };
    },
  };
}
