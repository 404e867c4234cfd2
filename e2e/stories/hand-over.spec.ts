import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { numbers, shownAs } from "../stack/furnish-database";
import { newCustomer, textsTo, write } from "./customer-phone";
import { openAdmin } from "./demo-owner";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

/** What became of a customer's message: `replied`, or why nothing was sent. */
async function say(stack: ConciergeStack, from: string, text: string): Promise<string | null> {
  const { reason, outcome } = await write(stack, from, text);
  return reason ?? outcome;
}

type Mails = { mails: { subject: string; text: string }[] };

async function mailsAbout(stack: ConciergeStack, shown: string): Promise<Mails["mails"]> {
  const { mails } = await stack.mail.ask<Mails>("GET", "/_sandbox/mails");
  return mails.filter(({ subject }) => subject.endsWith(`a customer wants a person (${shown})`));
}

async function openNumber(page: Page, stack: ConciergeStack): Promise<void> {
  await openAdmin(page, stack, "whatsapp");
  await page.getByRole("link", { name: shownAs(numbers.fragile) }).click();
  await expect(page.getByRole("heading", { name: "Words customers can always use" })).toBeVisible();
}

test.beforeEach(async ({ page, stack }) => {
  await stack.run();
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
  await stack.forgetCalls();
});

test("who asks for a person gets one: one mail, silence, and Concierge again once the owner is done", async ({
  page,
  stack,
}) => {
  const customer = newCustomer();
  const masked = `…${customer.slice(-3)}`;
  expect(await say(stack, customer, "I want to talk to a person")).toBe("replied");
  expect(await textsTo(stack, customer)).toEqual(["I’ve told a person here. They will answer you in this chat."]);
  await expect(async () => expect(await mailsAbout(stack, masked)).toHaveLength(1)).toPass({ timeout: 20_000 });
  const [mail] = await mailsAbout(stack, masked);
  expect(mail?.text).toContain("They asked for a person.");
  for (const hidden of [customer, "talk to"]) expect(mail?.text).not.toContain(hidden);
  expect(await say(stack, customer, "a human please")).toBe("human_active");

  await openAdmin(page, stack, "whatsapp");
  await expect(page.getByText(/customers? wants? a person/)).toBeVisible();
  await openAdmin(page, stack, "messages");
  await expect(page.getByTestId("turn").nth(1)).toContainText("asked for a person, handed over to you");
  await page.setViewportSize({ width: 375, height: 720 });
  await openNumber(page, stack);
  const banner = page.getByTestId("handed-over");
  await expect(banner).toContainText(`+${customer}, since`);
  await expectAccessible(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBe(0);
  await banner.getByRole("button", { name: `Done with +${customer}, let Concierge answer again` }).click();
  await expect(page.getByText(`Concierge answers the next message of +${customer}.`)).toBeVisible();
  expect(await say(stack, customer, "hello again")).toBe("replied");
  expect(await mailsAbout(stack, masked)).toHaveLength(1);
});

test("the mail has the whole number and the words where the owner wants them", async ({ page, stack }) => {
  await openNumber(page, stack);
  for (const name of ["Whole number in the mail", "Send me the words"]) {
    await page.getByRole("switch", { name }).click();
    await expect(page.getByRole("switch", { name })).toBeChecked();
    await expect(page.getByText("Saved.").first()).toBeVisible();
  }
  await page.reload();
  await expect(page.getByRole("switch", { name: "Send me the words" })).toBeChecked();

  const added = page.getByRole("textbox", { name: "Another word for “a person”" });
  await added.fill("stop");
  await added.press("Enter");
  await expect(page.getByText("This is understood already, as “No more answers”.")).toBeVisible();
  await added.fill("Frau Mia");
  await added.press("Enter");
  await expect(page.getByRole("button", { name: "Remove Frau Mia" })).toBeVisible();
  await expect(added).toHaveValue("");
  await page.getByText("Show what is understood").first().click();
  await expect(page.getByText(/abbestellen · abmeldung/)).toBeVisible();
  await expectAccessible(page, "[data-sonner-toaster]");

  const customer = newCustomer();
  expect(await say(stack, customer, "frau mia, bitte!")).toBe("replied");
  await expect(async () => expect(await mailsAbout(stack, `+${customer}`)).toHaveLength(1)).toPass({ timeout: 20_000 });
  const [mail] = await mailsAbout(stack, `+${customer}`);
  expect(mail?.text).toContain("They wrote:\n\nfrau mia, bitte!");
  expect(mail?.text).toContain(`https://wa.me/${customer}`);

  // Other stories find this number as it was.
  await page.getByRole("button", { name: `Done with +${customer}, let Concierge answer again` }).click();
  await expect(page.getByTestId("handed-over")).toHaveCount(0);
  await page.getByRole("button", { name: "Remove Frau Mia" }).click();
  await expect(page.getByRole("button", { name: "Remove Frau Mia" })).toHaveCount(0);
  for (const name of ["Whole number in the mail", "Send me the words"]) {
    await page.getByRole("switch", { name }).click();
    await expect(page.getByRole("switch", { name })).not.toBeChecked();
  }
});

test("stop ends the answers with one confirmation, and start brings them back", async ({ page, stack }) => {
  const customer = newCustomer();
  expect(await say(stack, customer, "Stop!")).toBe("replied");
  expect(await say(stack, customer, "are you there?")).toBe("opted_out");
  expect(await say(stack, customer, "stop")).toBe("opted_out");
  expect(await textsTo(stack, customer)).toEqual([
    "You won’t get any more automatic replies from us. Write START to get them again.",
  ]);
  await openAdmin(page, stack, "messages");
  await expect(page.getByTestId("turn").first()).toContainText("This customer asked for no more answers.");
  await openNumber(page, stack);
  const row = page.getByTestId("left-alone").filter({ hasText: `+${customer}` });
  await expect(row).toContainText("Asked for no more answers. Writing START brings them back.");

  expect(await say(stack, customer, "start")).toBe("replied");
  expect(await say(stack, customer, "stop, the tap is leaking")).toBe("replied");
  expect((await textsTo(stack, customer)).slice(1)).toEqual([
    "You get automatic replies from us again. Write STOP to end them.",
    "Thanks!",
  ]);
  await page.reload();
  await expect(row).toHaveCount(0);
});

test("a customer's own stop is lifted from the log and from the list only once it is confirmed", async ({
  page,
  stack,
}) => {
  const customer = newCustomer();
  const question = page.getByRole("alertdialog", { name: `Did +${customer} ask for answers again?` });
  expect(await say(stack, customer, "Stop!")).toBe("replied");
  await openAdmin(page, stack, "messages");
  await page
    .getByRole("button", { name: `Answer +${customer} again` })
    .first()
    .click();
  await expect(question).toBeVisible();
  await expectAccessible(page, "[data-sonner-toaster]");
  await page.getByRole("button", { name: "Leave it as it is" }).click();
  await expect(question).toHaveCount(0);
  expect(await say(stack, customer, "are you there?")).toBe("opted_out");

  await openNumber(page, stack);
  const row = page.getByTestId("left-alone").filter({ hasText: `+${customer}` });
  await row.getByRole("button", { name: `More for +${customer}` }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await question.getByRole("button", { name: "They asked for it" }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByText(`+${customer} is answered again.`)).toBeVisible();
  expect(await say(stack, customer, "hello")).toBe("replied");
});
