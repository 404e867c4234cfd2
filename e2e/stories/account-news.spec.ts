import { randomInt } from "node:crypto";
import { storySettings } from "../servers/stack-environment";
import { until } from "../servers/until";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { becomeOwner } from "./mailed-link";

type Mails = { mails: { to: string; subject: string; text: string }[] };

/** Mails about incidents to the owners of stories, of this number alone. */
async function mailsAbout(stack: ConciergeStack, display: string): Promise<Mails["mails"]> {
  const { mails } = await stack.mail.ask<Mails>("GET", "/_sandbox/mails");
  return mails.filter(({ subject }) => subject.startsWith(display));
}

test("what Meta tells of a number is shown with its cure, mailed once, and ends when it is over", async ({
  page,
  stack,
}) => {
  test.setTimeout(150_000);
  await stack.run({ ...storySettings, SWEEP_SECONDS: 1, TURN_LIFE_SECONDS: 2 });
  const waba = String(randomInt(1e9, 9e9));
  const [id, token, display] = [`${waba}0`, `EAAstory${waba}`, `+49 30 ${randomInt(1e6, 9e6)}`];
  const names = { verified_name: "Salon News", display_phone_number: display };
  await stack.meta.ask("POST", "/_sandbox/numbers", { id, waba_id: waba, subscribed: false, ...names });
  await stack.meta.ask("POST", "/_sandbox/tokens", { token, wabaIds: [waba] });
  const tell = (event: string, more: object = {}) =>
    stack.meta.ask("POST", "/_sandbox/health", { number_id: id, field: "account_update", event, ...more });
  const shows = (words: string | RegExp) =>
    expect(async () => {
      await page.reload();
      await expect(page.getByText(words)).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });

  await becomeOwner(page, stack, "Salon with news");
  await page.goto(`${stack.doorUrl}/admin/whatsapp/manual`);
  await page.getByLabel("Phone number ID").fill(id);
  await page.getByLabel("Access token").fill(token);
  await page.getByRole("button", { name: "Find the number" }).click();
  await page.getByRole("button", { name: "Yes, connect it" }).click();
  await expect(page.locator("[data-tick=done]")).toHaveCount(4);
  await page.getByRole("textbox", { name: "Text" }).fill("Anna answers.");
  await page.getByRole("button", { name: "Confirm and go live" }).click();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.goto(`${stack.doorUrl}/admin/whatsapp`);
  await page.getByRole("link", { name: "Salon News" }).click();
  await expect(page.getByRole("heading", { name: "Salon News", level: 1 })).toBeVisible();

  await tell("ACCOUNT_RESTRICTION", { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING" });
  await shows("Answers to those who write go on.");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Take this off the page" }).click();
  await expect(page.getByText("It is off the page.")).toBeVisible();
  await expect(page.getByText("Answers to those who write go on.")).toHaveCount(0);

  await tell("DISABLED_UPDATE", { ban_state: "DISABLE" });
  await shows("Meta has disabled your WhatsApp account.");
  await page.getByRole("button", { name: "Check again" }).first().click();
  await expect(page.getByText("Meta answers, but still holds the number back.")).toBeVisible();
  const message = { numberId: id, from: "4915550100009", text: "hello" };
  const { id: said } = await stack.meta.ask<{ id: string }>("POST", "/_sandbox/phone/messages", message);
  await until("an end of the turn", 30_000, async () =>
    (await stack.records.closedCount([said])) === 1 ? true : null,
  );
  expect((await stack.records.inbound([said]))[0]).toMatchObject({ reason: "account_broken" });
  await tell("DISABLED_UPDATE", { ban_state: "REINSTATE" });
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });

  await tell("PARTNER_REMOVED", { reason: "ACCOUNT_DISCONNECTED" });
  await tell("PARTNER_REMOVED", { reason: "ACCOUNT_DISCONNECTED" });
  await shows("Concierge’s access to this number was taken away at Meta.");
  await expect(page.getByText("Somebody disconnected it")).toBeVisible();
  await expect(page.getByRole("link", { name: "Connect it again" })).toBeVisible();
  await expectAccessible(page);
  const mailed = await until("the mail", 20_000, async () => {
    const mails = await mailsAbout(stack, display);
    return mails.some(({ text }) => text.includes("Connect the number again")) ? mails : null;
  });
  // One of the restriction, one of the ban, unless that was over before its turn came, and one of the removal.
  expect(mailed.filter(({ text }) => text.includes("was taken away"))).toHaveLength(1);

  await tell("PARTNER_ADDED");
  await page.getByLabel("New access token").fill(token);
  await page.getByRole("button", { name: "Use this token" }).click();
  await expect(page.getByText("The new token works.")).toBeVisible();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
});
