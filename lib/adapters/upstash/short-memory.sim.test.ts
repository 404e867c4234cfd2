import { describe, expect, inject, it } from "vitest";
import { SHORT_MEMORY } from "@/lib/pipeline/hold/short-memory.port";
import { connectRedis } from "./connect-redis";
import { createReplyBuffer } from "./reply-buffer";
import { createShortMemory, memoryKeys } from "./short-memory";

const redis = connectRedis(inject("otherRedisUrl"), inject("redisToken"));
const memory = createShortMemory(redis);
const buffer = createReplyBuffer(redis);
const now = 10_000_000;

let made = 0;
function conversation() {
  made += 1;
  return { conversation: `memory-${made}`, accountId: `memory-account-${made}` };
}
const said = (reply: string, ...customer: string[]) => ({
  ownReply: { sealed: reply, at: now },
  customer: customer.map((sealed) => ({ sealed, at: now })),
});
const NOTHING = { ownReply: null, customer: [] };

describe("the short memory", () => {
  it("keeps our last reply and the last six messages, in order", async () => {
    const of = conversation();
    await memory.remember(of, said("r1", "1", "2", "3", "4"), now);
    expect(await memory.recall(of.conversation)).toEqual({ ownReply: "r1", customer: ["1", "2", "3", "4"] });
    await memory.remember(of, said("r2", "5"), now);
    await memory.remember(of, said("r3", "6", "7", "8"), now);
    expect(await memory.recall(of.conversation)).toEqual({ ownReply: "r3", customer: ["3", "4", "5", "6", "7", "8"] });
    await memory.remember(of, said("r4", ...Array.from({ length: 9 }, (_, index) => `n${index}`)), now);
    expect((await memory.recall(of.conversation)).customer).toEqual(["n3", "n4", "n5", "n6", "n7", "n8"]);
  });

  it("lets each text go half an hour after it was written", async () => {
    const of = conversation();
    const written = now - SHORT_MEMORY.lifeMs + 60_000;
    await memory.remember(
      of,
      {
        ownReply: { sealed: "reply", at: now },
        customer: [
          { sealed: "too old", at: now - SHORT_MEMORY.lifeMs },
          { sealed: "old", at: written },
        ],
      },
      now,
    );
    expect((await memory.recall(of.conversation)).customer).toEqual(["old"]);
    const lives = await Promise.all(memoryKeys(of.conversation).map((key) => redis.pttl(key)));
    expect(Math.max(...lives)).toBeLessThanOrEqual(SHORT_MEMORY.lifeMs);
    // Reply and counter live half an hour, the message a minute, and nothing for ever.
    expect(lives.filter((life) => life > 60_000)).toHaveLength(2);
    expect(lives.filter((life) => life > 0 && life <= 60_000)).toHaveLength(1);
    expect(lives).not.toContain(-1);
  });

  it("is erased by a pause, and keeps nothing of a turn that was on its way", async () => {
    const of = conversation();
    const batch = { ...of, tenantId: "t", waitSeconds: 0, turnIds: ["turn"] };
    await buffer.append([{ ...batch, messages: [{ messageId: "m", sealed: "s", bytes: 1 }] }], now);
    await memory.remember(of, said("reply", "words"), now);
    await buffer.pauseConversations([of.conversation], now + 60_000);
    expect(await memory.recall(of.conversation)).toEqual(NOTHING);
    await memory.remember(of, said("late", "words"), now);
    expect(await memory.recall(of.conversation)).toEqual(NOTHING);
    await buffer.pauseConversations([of.conversation], null);
    await memory.remember(of, said("again", "words"), now);
    expect(await memory.recall(of.conversation)).toEqual({ ownReply: "again", customer: ["words"] });
  });

  it("keeps nothing while the whole account rests", async () => {
    const of = conversation();
    await buffer.pauseAccount(of.accountId, now + 60_000, now);
    await memory.remember(of, said("reply", "words"), now);
    expect(await memory.recall(of.conversation)).toEqual(NOTHING);
  });

  it("forgets an account, what is on its way included, and nobody else's", async () => {
    const [of, other] = [conversation(), conversation()];
    const second = { ...of, conversation: `${of.conversation}-b` };
    for (const one of [of, second, other]) await memory.remember(one, said("reply", "words"), now);
    await memory.forgetAccount(of.accountId);
    await memory.remember(second, said("late"), now);
    expect(await memory.recall(of.conversation)).toEqual(NOTHING);
    expect(await memory.recall(second.conversation)).toEqual(NOTHING);
    expect((await memory.recall(other.conversation)).ownReply).toBe("reply");
  });
});
