import { patientSettings } from "../servers/stack-environment";
import { checkInvariants } from "../stack/check-invariants";
import { numbers } from "../stack/furnish-database";
import { expect, test } from "../stack/test";

test.use({ settings: patientSettings });

const holdMs = (patientSettings.UNKNOWN_HOLD_SECONDS ?? 0) * 1000;
const anHourMs = 3_600_000;

/** A share in `npm test`, all of them in `npm run test:long`. */
const COPIES = process.env.FC_RUNS ? 1_000 : 300;

test(`${COPIES} equal deliveries at once, to both instances: one send`, async ({ scene, stack }) => {
  const text = scene.text();
  const urls = [stack.a.url, stack.b.url];
  const posts = Array.from({ length: COPIES }, (_, index) => scene.bring(urls[index % 2] ?? stack.a.url, text));
  await Promise.all(posts);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1, status: 200 }]);
  await checkInvariants(scene, holdMs);
});

test("brought again after an hour and after 6 days, when Redis has forgotten it: still one send", async ({
  scene,
  stack,
}) => {
  const hourOld = scene.text({ sentAt: new Date(Date.now() - anHourMs) });
  const daysOld = scene.text({ sentAt: new Date(Date.now() - 6 * 24 * anHourMs) });
  expect(await scene.deliver(stack.a.url, hourOld, daysOld)).toBe(200);
  await scene.settled();
  await stack.redisCommand("FLUSHALL");
  for (const { url } of [stack.a, stack.b]) expect(await scene.deliver(url, daysOld, hourOld)).toBe(200);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ to: hourOld.from, status: 200 }]);
  const row = (await scene.rows()).find(({ inbound_id }) => inbound_id === daysOld.id);
  expect(row).toMatchObject({ outcome: "silent", reason: "stale" });
  await checkInvariants(scene, holdMs);
});

test("messages that overtake each other are read in the order in which they were written", async ({ scene, stack }) => {
  const from = scene.newCustomer();
  const sentAt = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000);
  const first = scene.text({ numberId: numbers.calm, from, text: "% alpha", sentAt: sentAt(9) });
  const last = scene.text({ numberId: numbers.calm, from, text: "omega %", sentAt: sentAt(3) });
  expect(await scene.deliver(stack.a.url, last)).toBe(200);
  expect(await scene.deliver(stack.b.url, first)).toBe(200);
  await scene.settled();
  expect(await scene.sends()).toHaveLength(1);
  expect(await scene.rows()).toMatchObject([{ rule_id: "order" }, { rule_id: "order" }]);
  await checkInvariants(scene, holdMs);
});

test("1,000 messages in one delivery, brought to both instances", async ({ scene, stack }) => {
  await stack.meta.ask("POST", "/_sandbox/statuses", { mode: "none" });
  // One customer wrote more than a turn holds: it is answered in several turns, one after the other.
  const talker = scene.newCustomer();
  const long = Array.from({ length: 250 }, () => scene.text({ from: talker }));
  const others = Array.from({ length: 75 }, () => scene.newCustomer());
  const short = Array.from({ length: 10 }, () => others.map((from) => scene.text({ from }))).flat();
  const texts = [...long, ...short];
  await Promise.all([stack.a, stack.b].map(({ url }) => scene.bring(url, ...texts)));
  await scene.settled();
  const sends = await scene.sends();
  for (const customer of others) expect(sends.filter(({ to }) => to === customer)).toHaveLength(1);
  const turnOf = new Map((await scene.rows()).map(({ inbound_id, turn_id }) => [inbound_id, turn_id]));
  const turnsInOrderOfTexts = [...new Set(long.map(({ id }) => turnOf.get(id)))];
  expect(turnsInOrderOfTexts.length).toBeGreaterThanOrEqual(3);
  expect(sends.filter(({ to }) => to === talker).map(({ turnId }) => turnId)).toEqual(turnsInOrderOfTexts);
  await checkInvariants(scene, holdMs);
});

test("200 conversations at once, their bursts interleaved over both instances", { tag: "@long" }, async ({
  scene,
  stack,
}) => {
  // Without statuses: three for each answer would be most of the work, and none of the question.
  await stack.meta.ask("POST", "/_sandbox/statuses", { mode: "none" });
  const customers = Array.from({ length: 200 }, () => scene.newCustomer());
  const urls = [stack.a.url, stack.b.url];
  const posts = [0, 1, 2].flatMap((round) =>
    Array.from({ length: 20 }, (_, index) => {
      // Every twentieth customer: a burst comes in three deliveries, and each delivery brings ten bursts' parts.
      const writers = customers.filter((_one, at) => at % 20 === index);
      const said = writers.map((from) => scene.text({ numberId: numbers.calm, from }));
      return scene.bring(urls[(round + index) % 2] ?? stack.a.url, ...said);
    }),
  );
  await Promise.all(posts);
  await scene.settled(90_000);
  const answered = new Set((await scene.sends()).map(({ to }) => to));
  expect(answered.size).toBe(customers.length);
  await checkInvariants(scene, holdMs);
});
