import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hastySettings } from "../servers/stack-environment";
import { until } from "../servers/until";
import { numbers } from "../stack/furnish-database";
import { expect, test } from "../stack/test";

const operator = "operator@e2e.example";

type Incidents = { incidents: { kind: string; status: number; code: string }[] };
type Mails = { mails: { subject: string }[] };

test("an AI that refuses the installation: every customer's turn says so, and the operator hears of it once", {
  tag: "@long",
}, async ({ scene, stack }) => {
  const file = join(stack.dataFolder, "ai.json");
  const response = { kind: "prompt", text: "Answer what the customer asks." };
  const default_rule = { id: "default", label: "Default reply", matcher: { kind: "default" }, response };
  await writeFile(file, JSON.stringify({ enabled: true, wait_seconds: 0, rules: [], default_rule }));
  await stack.npm("account", "config", "--phone-number-id", numbers.fragile, "--file", file);
  await stack.run({ ...hastySettings, LEASE_SECONDS: 30 });

  const say = async (index: number) => {
    const { url } = index % 2 === 0 ? stack.a : stack.b;
    const text = scene.text({ numberId: numbers.fragile, text: "do you cut beards?" });
    expect(await scene.deliver(url, text)).toBe(200);
    await scene.settled();
    return (await scene.rows()).find(({ inbound_id }) => inbound_id === text.id);
  };
  const ready = async (): Promise<Incidents> => (await fetch(`${stack.b.url}/api/health/ready`)).json();

  await until("persona and rule to be approved", 30_000, async () =>
    (await say(0))?.outcome === "replied" ? true : null,
  );
  await stack.workersAi.setFaults({ op: "*", kind: "error", status: 404, code: 7003, times: 1_000 });
  for (let customer = 0; customer < 4; customer += 1) {
    expect(await say(customer)).toMatchObject({ outcome: "silent", reason: "ai_refused" });
  }
  expect((await ready()).incidents).toMatchObject([{ kind: "ai_refused", status: 404, code: "7003" }]);
  const { mails } = await stack.mail.ask<Mails>("GET", `/_sandbox/mails?to=${operator}&wait=5000`);
  expect(mails.map(({ subject }) => subject)).toEqual(["Concierge: the AI service refuses requests"]);

  await stack.workersAi.clearFaults();
  await until("the incident to end", 30_000, async () => {
    expect(await say(0)).toMatchObject({ outcome: "replied" });
    return (await ready()).incidents.length === 0 ? true : null;
  });
});
