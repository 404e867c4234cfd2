import type { Redis } from "@upstash/redis";
import {
  type BufferedMessage,
  type ChangeEnd,
  type Claim,
  type ClaimedTurn,
  type ConversationBatch,
  FULL_QUEUE_TURNS,
  FULL_TURN,
  type Hold,
  KEY_LIFE_MS,
  maximumHoldMs,
  type ReplyBuffer,
  type WakeUp,
} from "@/lib/pipeline/hold/reply-buffer.port";
import {
  ACK,
  APPEND,
  BEGIN_SEND,
  CHANGE,
  CLAIM,
  KEEP_DRAFT,
  NOTE_ACCEPTED,
  PAUSE,
  POSTPONE,
  RENEW,
} from "./buffer-scripts";
import { conversationKey, pauseKey, reach } from "./reach";
import { memoryKeys } from "./short-memory";

const DUE_SET = "due";

type StoredTurn = {
  id: string;
  t: string;
  a: string;
  m: [string, string, number?][];
  v?: number;
  b?: number;
  h?: number;
  hm?: number;
  n?: number;
  d?: string;
  g?: boolean;
  w?: string;
};

/**
 * The reply buffer on Upstash Redis. `redis` must not deserialise by itself: ids made of digits would become numbers. What
 * is asked for at once, for several conversations, goes in one pipeline: `redis` sees to that.
 */
export function createReplyBuffer(redis: Redis): ReplyBuffer {
  const keysOf = (conversation: string): string[] => [conversationKey(conversation), DUE_SET];
  const run = <T>(
    operation: string,
    script: string,
    conversation: string,
    args: (string | number)[],
    moreKeys: string[] = [],
  ): Promise<T> =>
    reach(operation, () => {
      const keys = [...keysOf(conversation), ...moreKeys];
      return redis.eval(script, keys, [String(KEY_LIFE_MS), ...args.map(String)]) as Promise<T>;
    });

  return {
    async append(batches, now) {
      const answers = await Promise.all(
        batches.map((batch) =>
          run<[string[], string[]]>("append", APPEND, batch.conversation, appendArguments(batch, now)),
        ),
      );
      return answers.map(([pairs, full]) => ({ wakeUps: readWakeUps(pairs), full: full.map(String) }));
    },
    async claim(conversation, token, now, leaseMs) {
      const [kind, value] = await run<[string, string]>("claim", CLAIM, conversation, [now, token, now + leaseMs]);
      return readClaim(kind, value);
    },
    async change(changes) {
      const groups = new Map<string, number[]>();
      for (const [index, { conversation }] of changes.entries()) {
        const group = groups.get(conversation);
        if (group) group.push(index);
        else groups.set(conversation, [index]);
      }
      const answers = await Promise.all(
        [...groups].map(([conversation, group]) => {
          const args = group.flatMap((index) => {
            const one = changes[index];
            return one ? [one.message.messageId, one.message.sealed, one.message.bytes, one.at] : [];
          });
          return run<ChangeEnd[]>("change", CHANGE, conversation, args);
        }),
      );
      const ends: ChangeEnd[] = changes.map(() => "absent");
      for (const [at, group] of [...groups.values()].entries()) {
        for (const [place, index] of group.entries()) ends[index] = answers[at]?.[place] ?? "absent";
      }
      return ends;
    },
    async renew({ conversation, turnId, token, version }, now, leaseMs, begun) {
      const args = [turnId, token, version, now + leaseMs, begun ?? ""];
      return readHold(await run<number>("renew", RENEW, conversation, args));
    },
    async keepDraft({ conversation, turnId, token, version }, draft) {
      return readHold(await run<number>("keepDraft", KEEP_DRAFT, conversation, [turnId, token, version, draft]));
    },
    async beginSend({ conversation, accountId, turnId, token, version, attempt, draft }, now, leaseMs) {
      const args = [turnId, token, version, now + leaseMs, attempt, draft, now];
      const answer = await run<number>("beginSend", BEGIN_SEND, conversation, args, [pauseKey(accountId)]);
      return answer === PAUSED ? "paused" : readHold(answer);
    },
    async pauseConversations(conversations, until) {
      const pause = (name: string) => run("pauseConversations", PAUSE, name, [until ?? ""], memoryKeys(name));
      await Promise.all(conversations.map(pause));
    },
    async pauseAccount(accountId, until, now) {
      const key = pauseKey(accountId);
      if (until === null || until <= now) await reach("pauseAccount", () => redis.del(key));
      else await reach("pauseAccount", () => redis.set(key, String(until), { px: until - now }));
    },
    async noteAccepted(conversation, turnId, providerMessageId) {
      return (await run<number>("noteAccepted", NOTE_ACCEPTED, conversation, [turnId, providerMessageId])) === 1;
    },
    async postpone(conversation, turnId, token, to) {
      const args = [turnId, token, to.dueAt, to.begun ?? "", to.held ?? "", to.countTry ? 1 : 0, to.heldMs ?? ""];
      return (await run<number>("postpone", POSTPONE, conversation, args)) === 1;
    },
    async ack(conversation, turnId, token) {
      const due = await run<string>("ack", ACK, conversation, [turnId, token]);
      return due === "" ? null : Number(due);
    },
    async overdue(before, limit) {
      const keys = await reach("overdue", () =>
        redis.zrange<string[]>(DUE_SET, "-inf", before, { byScore: true, offset: 0, count: limit }),
      );
      return keys.map((key) => key.slice("conversation:".length));
    },
    async nextDueAt() {
      const first = await reach("nextDueAt", () => redis.zrange<string[]>(DUE_SET, 0, 0, { withScores: true }));
      return first[1] === undefined ? null : Number(first[1]);
    },
    async holds(conversations) {
      const turnIds = new Set<string>();
      const messageIds = new Set<string>();
      if (conversations.length === 0) return { turnIds, messageIds };
      const values = await reach("holds", () => redis.mget<(string | null)[]>(...conversations.map(conversationKey)));
      for (const value of values) {
        if (value === null) continue;
        for (const turn of (JSON.parse(value) as { q: StoredTurn[] }).q) {
          turnIds.add(turn.id);
          for (const [messageId] of turn.m) messageIds.add(messageId);
        }
      }
      return { turnIds, messageIds };
    },
  };
}

function appendArguments(batch: ConversationBatch, now: number): (string | number)[] {
  const head = [
    now,
    batch.waitSeconds * 1000,
    maximumHoldMs(batch.waitSeconds),
    FULL_TURN.messages,
    FULL_TURN.bytes,
    FULL_QUEUE_TURNS,
    batch.tenantId,
    batch.accountId,
    batch.messages.length,
  ];
  const items = batch.messages.flatMap((message, index) => [
    message.messageId,
    message.sealed,
    message.bytes,
    batch.turnIds[index] ?? "",
  ]);
  return [...head, ...items];
}

function readWakeUps(pairs: string[]): WakeUp[] {
  const wakeUps: WakeUp[] = [];
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    wakeUps.push({ turnId: String(pairs[index]), dueAt: Number(pairs[index + 1]) });
  }
  return wakeUps;
}

/** What the fence answers to a paused customer's or number's turn. */
const PAUSED = 3;

const readHold = (answer: number): Hold => (answer === 1 ? "held" : answer === 2 ? "changed" : "lost");

function readClaim(kind: string, value: string): Claim {
  if (kind === "claimed") return { kind, turn: readTurn(JSON.parse(value) as StoredTurn) };
  if (kind === "busy") return { kind, until: Number(value) };
  if (kind === "not_due") return { kind, dueAt: Number(value) };
  return { kind: "gone" };
}

function readTurn(stored: StoredTurn): ClaimedTurn {
  const messages: BufferedMessage[] = stored.m.map(([messageId, sealed]) => ({
    messageId,
    sealed,
    bytes: sealed.length,
  }));
  return {
    turnId: stored.id,
    tenantId: stored.t,
    accountId: stored.a,
    messages,
    version: stored.v ?? 0,
    begun: stored.b ?? 0,
    held: stored.h ?? 0,
    heldMs: stored.hm ?? 0,
    tries: stored.n ?? 0,
    draft: stored.d ?? null,
    generated: stored.g ?? false,
    accepted: stored.w ?? null,
  };
}
