import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hastySettings } from "../servers/stack-environment";
import { checkInvariants } from "../stack/check-invariants";
import { numbers } from "../stack/furnish-database";
import { expect, test } from "../stack/test";

const holdMs = (hastySettings.UNKNOWN_HOLD_SECONDS ?? 0) * 1000;

test("Meta accepts, the connection dies, the status comes: one send, replied", async ({ scene, stack }) => {
  await stack.meta.setFaults({ op: "send", kind: "drop_after" });
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }]);
  expect(await scene.rows()).toMatchObject([{ outcome: "replied", reason: null, sent_twice: false }]);
  await checkInvariants(scene, holdMs);
});

test("the connection dies before Meta and no status comes: a second attempt after the hold", async ({
  scene,
  stack,
}) => {
  await stack.meta.setFaults({ op: "send", kind: "drop_before" });
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([
    { attempt: 1, status: 0 },
    { attempt: 2, status: 200 },
  ]);
  expect(await scene.rows()).toMatchObject([{ outcome: "replied", sent_twice: false }]);
  await checkInvariants(scene, holdMs);
});

test("both attempts stay unknown: silent, and never a third", async ({ scene, stack }) => {
  await stack.meta.setFaults({ op: "send", kind: "drop_before", times: 5 });
  expect(await scene.deliver(stack.a.url, scene.text())).toBe(200);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  expect(await scene.rows()).toMatchObject([{ outcome: "silent", reason: "send_unknown" }]);
  await checkInvariants(scene, holdMs);
});

test("two instances get the same message at once: one send", async ({ scene, stack }) => {
  const text = scene.text();
  const statuses = await Promise.all([stack.a, stack.b].map(({ url }) => scene.deliver(url, text)));
  expect(statuses).toEqual([200, 200]);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1, status: 200 }]);
  await checkInvariants(scene, holdMs);
});

test("error 190, once: the customer is answered by a later try, and the number stays live", async ({
  scene,
  stack,
}) => {
  // The stand-in makes a number that it is to send from; the probe only reads, and the first send is refused.
  await stack.meta.ask("POST", "/_sandbox/numbers", { id: numbers.fragile });
  await stack.meta.setFaults({ op: "send", kind: "error", status: 401, code: 190 });
  expect(await scene.deliver(stack.a.url, scene.text({ numberId: numbers.fragile }))).toBe(200);
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ status: 401 }, { status: 200 }]);
  const account = await stack.npm("account", "show", "--phone-number-id", numbers.fragile);
  expect(account).toMatchObject({ broken: null });
  await checkInvariants(scene, holdMs);
});

test("error 190 for good: the turn ends account_broken, the operator gets one mail, the number says why", {
  tag: "@long",
}, async ({ scene, stack }) => {
  // Another story has the AI answer there, whose turns live longer.
  const file = join(stack.dataFolder, "canned.json");
  const default_rule = {
    id: "default",
    label: "Default",
    matcher: { kind: "default" },
    response: { kind: "canned", text: "Hi" },
  };
  await writeFile(file, JSON.stringify({ enabled: true, wait_seconds: 0, rules: [], default_rule }));
  await stack.npm("account", "config", "--phone-number-id", numbers.fragile, "--file", file);
  await stack.run({ ...hastySettings, TURN_LIFE_SECONDS: 3 });
  await stack.meta.setFaults(
    { op: "send", kind: "error", status: 401, code: 190, times: 1_000 },
    { op: "phone_number", kind: "error", status: 401, code: 190, times: 1_000 },
  );
  for (let customer = 0; customer < 3; customer += 1) {
    expect(await scene.deliver(stack.a.url, scene.text({ numberId: numbers.fragile }))).toBe(200);
  }
  await scene.settled();
  expect((await scene.rows()).map(({ outcome, reason }) => [outcome, reason])).toEqual(
    Array(3).fill(["silent", "account_broken"]),
  );
  const account = await stack.npm("account", "show", "--phone-number-id", numbers.fragile);
  expect(account).toMatchObject({ broken: { reason: "auth_190", by: "operator" } });
  const { mails } = await stack.mail.ask<{ mails: { subject: string }[] }>(
    "GET",
    "/_sandbox/mails?to=operator@e2e.example&wait=5000",
  );
  expect(mails.map(({ subject }) => subject)).toEqual([expect.stringContaining("replies are not getting through")]);
  await checkInvariants(scene, holdMs);
  await stack.meta.clearFaults();
  await stack.npm("account", "repair", "--phone-number-id", numbers.fragile);
});
