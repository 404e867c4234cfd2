import { steadySettings } from "../servers/stack-environment";
import { until } from "../servers/until";
import { checkInvariants } from "../stack/check-invariants";
import { numbers } from "../stack/furnish-database";
import { expect, test } from "../stack/test";

test.use({ settings: steadySettings });

const holdMs = (steadySettings.UNKNOWN_HOLD_SECONDS ?? 0) * 1000;

test("Postgres is killed while a turn waits: 500 for the new, one answer each once it is back", async ({
  scene,
  stack,
}) => {
  expect(await scene.deliver(stack.a.url, scene.text({ numberId: numbers.calm }))).toBe(200);
  const failedBefore = await stack.a.logged("turn.failed");
  await stack.postgresProcess.kill();
  const refused = scene.text();
  expect(await scene.deliver(stack.b.url, refused)).toBe(500);
  const failed = async () => ((await stack.a.logged("turn.failed")) > failedBefore ? true : null);
  await until("the turn to miss Postgres", 30_000, failed);
  await stack.postgresProcess.start();
  expect(await scene.deliver(stack.a.url, refused)).toBe(200);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }, { attempt: 1 }]);
  await checkInvariants(scene, holdMs);
});

test("Postgres is killed after Meta accepted: recorded when it is back, never sent again", async ({ scene, stack }) => {
  // No status may help: what Meta answered has to be remembered elsewhere.
  await stack.meta.ask("POST", "/_sandbox/statuses", { mode: "none" });
  await stack.meta.setFaults({ op: "send", kind: "hold", when: "after" });
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await until("the call that Meta holds", 30_000, async () => ((await scene.sends()).length === 1 ? true : null));
  await stack.postgresProcess.kill();
  const notRecordedBefore = await stack.a.logged("turn.accepted_not_recorded");
  await stack.meta.release("go");
  const noted = async () => ((await stack.a.logged("turn.accepted_not_recorded")) > notRecordedBefore ? true : null);
  await until("the acceptance to miss Postgres", 30_000, noted);
  await stack.postgresProcess.start();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1, status: 200 }]);
  expect(await scene.rows()).toMatchObject([{ outcome: "replied", sent_twice: false }]);
  await checkInvariants(scene, holdMs);
});
