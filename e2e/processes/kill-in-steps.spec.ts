import { hastySettings } from "../servers/stack-environment";
import { until } from "../servers/until";
import { checkInvariants } from "../stack/check-invariants";
import { holdStep, stepHeld } from "../stack/scene";
import { expect, test } from "../stack/test";

const holdMs = (hastySettings.UNKNOWN_HOLD_SECONDS ?? 0) * 1000;

test("killed in the claim: the other instance answers when the lease has ended", async ({ scene, stack }) => {
  await holdStep(stack, "claim", "after");
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await stepHeld(stack);
  expect(await scene.rows()).toMatchObject([{ turn_id: null }]);
  await stack.a.kill();
  await stack.redis.release("drop");
  await stack.a.run();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }]);
  await checkInvariants(scene, holdMs);
});

test("killed while it binds the messages in the database", async ({ scene, stack }) => {
  await holdStep(stack, "claim", "after");
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await stepHeld(stack);
  stack.a.databaseLine.hold();
  await stack.redis.release("go");
  await until("a transaction that is held", 30_000, async () => stack.a.databaseLine.heldBytes > 0 || null);
  await stack.a.kill();
  await stack.a.run();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }]);
  await checkInvariants(scene, holdMs);
});

test("killed between row and fence: nobody knows that it was not sent, so a second attempt after the hold", async ({
  scene,
  stack,
}) => {
  await holdStep(stack, "fence", "before");
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await stepHeld(stack);
  expect(await scene.attempts()).toEqual([{ attempt: 1, state: "sending" }]);
  await stack.a.kill();
  await stack.redis.release("drop");
  await stack.a.run();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 2 }]);
  await checkInvariants(scene, holdMs);
});

test("killed after the fence, and Redis goes back to before it: two attempts at most, and the turn owns up", async ({
  scene,
  stack,
}) => {
  await stack.meta.ask("POST", "/_sandbox/statuses", { mode: "none" });
  await holdStep(stack, "fence", "before");
  const text = scene.text();
  expect(await scene.deliver(stack.a.url, text)).toBe(200);
  await stepHeld(stack);
  const [key = ""] = await stack.redisCommand<string[]>("KEYS", "conversation:*");
  const claimed = await stack.redisCommand<string>("GET", key);
  await stack.meta.setFaults({ op: "send", kind: "hold", when: "after" });
  await stack.redis.release("go");
  await until("the call that Meta holds", 30_000, async () => ((await scene.sends()).length === 1 ? true : null));
  await stack.a.kill();
  await stack.redisCommand("SET", key, claimed, "KEEPTTL");
  await stack.meta.release("drop");
  await stack.a.run();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }, { attempt: 2, status: 200 }]);
  const [first] = await scene.repliesOnPhone(text);
  await stack.meta.ask("POST", "/_sandbox/status", { message_id: first, status: "delivered" });
  await expect.poll(() => scene.rows()).toMatchObject([{ outcome: "replied", sent_twice: true }]);
  await checkInvariants(scene, holdMs);
});

test("killed between fence and Graph call: a second attempt, after the hold", async ({ scene, stack }) => {
  await holdStep(stack, "fence", "after");
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await stepHeld(stack);
  expect(await scene.sends()).toEqual([]);
  await stack.a.kill();
  const killedAt = Date.now();
  await stack.redis.release("drop");
  await stack.a.run();
  await scene.settled();
  const sends = await scene.sends();
  expect(sends).toMatchObject([{ attempt: 2, status: 200 }]);
  expect(Number(sends[0]?.at) - killedAt).toBeGreaterThanOrEqual(holdMs);
  await checkInvariants(scene, holdMs);
});

test("killed after Meta accepted and before the record: the status closes the turn", async ({ scene, stack }) => {
  await stack.meta.setFaults({ op: "send", kind: "hold", when: "after" });
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await until("the call that Meta holds", 30_000, async () => ((await scene.sends()).length === 1 ? true : null));
  await stack.a.kill();
  await stack.meta.release("drop");
  await stack.a.run();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1, status: 0 }]);
  expect(await scene.rows()).toMatchObject([{ outcome: "replied", sent_twice: false }]);
  await checkInvariants(scene, holdMs);
});

test("killed after Meta accepted, and no status comes: sent again once, after the hold", async ({ scene, stack }) => {
  await stack.meta.ask("POST", "/_sandbox/statuses", { mode: "none" });
  await stack.meta.setFaults({ op: "send", kind: "hold", when: "after" });
  const text = scene.text();
  expect(await scene.deliver(stack.a.url, text)).toBe(200);
  await until("the call that Meta holds", 30_000, async () => ((await scene.sends()).length === 1 ? true : null));
  await stack.a.kill();
  await stack.meta.release("drop");
  await stack.a.run();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }, { attempt: 2, status: 200 }]);
  expect(await scene.rows()).toMatchObject([{ outcome: "replied", sent_twice: false }]);

  // The status of the first comes after all: the turn owns up to both.
  const [first] = await scene.repliesOnPhone(text);
  await stack.meta.ask("POST", "/_sandbox/status", { message_id: first, status: "delivered" });
  await expect.poll(() => scene.rows()).toMatchObject([{ outcome: "replied", sent_twice: true }]);
  await checkInvariants(scene, holdMs);
});

test("killed between record and acknowledgement: closed is closed", async ({ scene, stack }) => {
  await holdStep(stack, "ack", "before");
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await stepHeld(stack);
  expect(await scene.rows()).toMatchObject([{ outcome: "replied" }]);
  await stack.a.kill();
  await stack.redis.release("drop");
  await stack.a.run();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }]);
  await checkInvariants(scene, holdMs);
});
