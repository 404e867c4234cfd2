import { hastySettings, steadySettings } from "../servers/stack-environment";
import { until } from "../servers/until";
import { checkInvariants } from "../stack/check-invariants";
import { numbers } from "../stack/furnish-database";
import { expect, test } from "../stack/test";

test.use({ settings: steadySettings });

const holdMs = (steadySettings.UNKNOWN_HOLD_SECONDS ?? 0) * 1000;

test("Redis is killed: 500, and what Meta brings again is answered once", async ({ scene, stack }) => {
  await stack.redisProcess.kill();
  await scene.sayOnPhone(numbers.quick);
  const statuses = async () => {
    const { attempts } = await stack.meta.ask<{ attempts: { status: number }[] }>("GET", "/_sandbox/deliveries");
    return attempts.map(({ status }) => status);
  };
  await until("a delivery that failed", 30_000, async () => ((await statuses()).at(-1) === 500 ? true : null));
  await stack.redisProcess.start();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }]);
  await checkInvariants(scene, holdMs);
});

test("Redis is away while a turn waits and while one is sent: both are answered once", async ({ scene, stack }) => {
  await stack.meta.setFaults({ op: "send", kind: "hold", when: "after" });
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await until("the call that Meta holds", 30_000, async () => ((await scene.sends()).length === 1 ? true : null));
  expect(await scene.deliver(stack.a.url, scene.text({ numberId: numbers.calm }))).toBe(200);
  const failedBefore = await stack.a.logged("turn.failed");
  await stack.redisLine.cut();
  await stack.meta.release("go");
  const bothFailed = async () => ((await stack.a.logged("turn.failed")) >= failedBefore + 2 ? true : null);
  await until("both turns to miss Redis", 30_000, bothFailed);
  await stack.redisLine.open();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }, { attempt: 1 }]);
  await checkInvariants(scene, holdMs);
});

test("Redis is emptied during a send: the answer that comes back is recorded", async ({ scene, stack }) => {
  await stack.meta.ask("POST", "/_sandbox/statuses", { mode: "none" });
  await stack.meta.setFaults({ op: "send", kind: "hold", when: "after" });
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await until("the call that Meta holds", 30_000, async () => ((await scene.sends()).length === 1 ? true : null));
  await stack.redisCommand("FLUSHALL");
  await stack.meta.release("go");
  await scene.settled();
  expect(await scene.rows()).toMatchObject([{ outcome: "replied", sent_twice: false }]);
  await checkInvariants(scene, holdMs);
});

// Last, because the next test that wants other settings starts both instances anew.
test("Redis forgets everything and an instance dies: every message ends with its reason", async ({ scene, stack }) => {
  await stack.run({ ...hastySettings, LOST_AFTER_SECONDS: 1 });
  await stack.meta.setFaults({ op: "send", kind: "hold" });
  const begun = scene.text();
  expect(await scene.deliver(stack.a.url, begun)).toBe(200);
  await until("the call that Meta holds", 30_000, async () => ((await scene.sends()).length === 1 ? true : null));
  const waiting = scene.text({ numberId: numbers.calm });
  expect(await scene.deliver(stack.a.url, waiting)).toBe(200);
  await Promise.all([stack.redisProcess.kill(), stack.a.kill()]);
  await stack.meta.release("drop");
  await stack.redisProcess.start();
  await stack.a.run();
  await scene.settled();
  const reasons = new Map((await scene.rows()).map(({ inbound_id, reason }) => [inbound_id, reason]));
  expect([reasons.get(begun.id), reasons.get(waiting.id)]).toEqual(["send_unknown", "buffer_lost"]);

  const next = scene.text({ numberId: numbers.calm, from: waiting.from });
  expect(await scene.deliver(stack.b.url, next)).toBe(200);
  // What was lost stays lost when it comes again: its reason has been recorded.
  expect(await scene.deliver(stack.a.url, begun, waiting)).toBe(200);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ status: 0 }, { status: 200, to: waiting.from }]);
  await checkInvariants(scene, holdMs);
});
