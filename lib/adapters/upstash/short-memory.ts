import type { Redis } from "@upstash/redis";
import { SHORT_MEMORY, type ShortMemory } from "@/lib/pipeline/hold/short-memory.port";
import { conversationKey, pauseKey, reach } from "./reach";

/** What is on its way when an account forgets has been kept or dropped by then: an AI turn lives two minutes. */
const FORGETTING_MS = 300_000;
const AT_ONCE = 200;

const slots = (conversation: string): string[] =>
  Array.from({ length: SHORT_MEMORY.messages }, (_, slot) => `memory:${conversation}:${slot}`);
const replyKey = (conversation: string): string => `memory:${conversation}:reply`;
const counterKey = (conversation: string): string => `memory:${conversation}:count`;

/** Everything that is remembered of a conversation. */
export const memoryKeys = (conversation: string): string[] => [
  replyKey(conversation),
  counterKey(conversation),
  ...slots(conversation),
];

const conversationsKey = (accountId: string): string => `memories:${accountId}`;
const forgettingKey = (accountId: string): string => `forgetting:${accountId}`;

/**
 * KEYS: conversation, the account's pause, its forgetting, its conversations, reply, counter, slots. ARGV: now, life, the
 * conversation's name, sealed reply, its life, then for each message: sealed, its life. A pause is read in the same step, for
 * whoever pauses erases after it: what would be kept later would stay. Each text has a key of its own, so that none lives
 * longer for another's sake.
 */
const REMEMBER = `-- remember
local now, life = tonumber(ARGV[1]), ARGV[2]
local raw = redis.call('GET', KEYS[1])
local pause = raw and cjson.decode(raw).p or 0
if pause > now or tonumber(redis.call('GET', KEYS[2]) or 0) > now or redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
local slots = #KEYS - 6
for i = 6, #ARGV, 2 do
  local slot = redis.call('INCR', KEYS[6]) % slots
  redis.call('SET', KEYS[7 + slot], ARGV[i], 'PX', ARGV[i + 1])
end
redis.call('PEXPIRE', KEYS[6], life)
redis.call('SET', KEYS[5], ARGV[4], 'PX', ARGV[5])
redis.call('ZADD', KEYS[4], now, ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - life)
redis.call('PEXPIRE', KEYS[4], life)
return 1
`;

/** `redis` must not deserialise by itself. */
export function createShortMemory(redis: Redis): ShortMemory {
  return {
    async remember({ conversation, accountId }, { ownReply, customer }, now) {
      const lifeOf = (at: number): number => Math.min(SHORT_MEMORY.lifeMs, at + SHORT_MEMORY.lifeMs - now);
      const fresh = customer.filter(({ at }) => lifeOf(at) > 0).slice(-SHORT_MEMORY.messages);
      const keys = [
        ...[conversationKey(conversation), pauseKey(accountId), forgettingKey(accountId), conversationsKey(accountId)],
        ...memoryKeys(conversation),
      ];
      const args = [
        ...[now, SHORT_MEMORY.lifeMs, conversation, ownReply.sealed, lifeOf(ownReply.at)],
        ...fresh.flatMap(({ sealed, at }) => [sealed, lifeOf(at)]),
      ];
      await reach("remember", () => redis.eval(REMEMBER, keys, args.map(String)));
    },
    async recall(conversation) {
      const keys = [replyKey(conversation), counterKey(conversation), ...slots(conversation)];
      const [ownReply = null, count, ...kept] = await reach("recall", () => redis.mget<(string | null)[]>(...keys));
      // The slot after the newest holds the oldest.
      const oldest = (Number(count ?? 0) + 1) % SHORT_MEMORY.messages;
      const inOrder = [...kept.slice(oldest), ...kept.slice(0, oldest)];
      return { ownReply, customer: inOrder.filter((sealed) => sealed !== null) };
    },
    async forgetAccount(accountId) {
      await reach("forgetAccount", () => redis.set(forgettingKey(accountId), "1", { px: FORGETTING_MS }));
      const names = await reach("forgetAccount", () => redis.zrange<string[]>(conversationsKey(accountId), 0, -1));
      for (let at = 0; at < names.length; at += AT_ONCE) {
        const keys = names.slice(at, at + AT_ONCE).flatMap(memoryKeys);
        await reach("forgetAccount", () => redis.del(...keys));
      }
      await reach("forgetAccount", () => redis.del(conversationsKey(accountId)));
    },
  };
}
