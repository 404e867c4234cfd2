import { expect, inject, it } from "vitest";
import { connectRedis } from "./connect-redis";
import { createReplyBuffer } from "./reply-buffer";

const buffer = createReplyBuffer(connectRedis(inject("otherRedisUrl"), inject("redisToken")));
const LEASE_MS = 30_000;

async function claimedTurn(conversation: string): Promise<void> {
  const message = { messageId: "wamid.1", sealed: "sealed", bytes: 6 };
  const batch = {
    conversation,
    tenantId: "t",
    accountId: "a",
    waitSeconds: 0,
    messages: [message],
    turnIds: ["turn-1"],
  };
  await buffer.append([batch], 1_000);
  expect(await buffer.claim(conversation, "mine", 1_000, LEASE_MS)).toMatchObject({
    turn: { draft: null, generated: false },
  });
}

it("keeps a draft for whoever claims the turn next", async () => {
  await claimedTurn("keeps-draft");
  expect(
    await buffer.keepDraft(
      { conversation: "keeps-draft", turnId: "turn-1", token: "mine", version: 0 },
      "sealed draft",
    ),
  ).toBe("held");
  const next = await buffer.claim("keeps-draft", "another", 1_000 + LEASE_MS, LEASE_MS);
  expect(next).toMatchObject({ kind: "claimed", turn: { draft: "sealed draft", generated: true, begun: 0 } });
});

it("keeps none of a worker that no longer holds the turn", async () => {
  await claimedTurn("refuses-draft");
  await buffer.claim("refuses-draft", "another", 1_000 + LEASE_MS, LEASE_MS);
  expect(
    await buffer.keepDraft(
      { conversation: "refuses-draft", turnId: "turn-1", token: "mine", version: 0 },
      "late draft",
    ),
  ).toBe("lost");
  expect(
    await buffer.keepDraft(
      { conversation: "refuses-draft", turnId: "turn-2", token: "another", version: 0 },
      "stray draft",
    ),
  ).toBe("lost");
  const { turn } = (await buffer.claim("refuses-draft", "another", 1_000 + LEASE_MS, LEASE_MS)) as { turn: object };
  expect(turn).toMatchObject({ draft: null, generated: false });
});
