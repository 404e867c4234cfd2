import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { openAdmin } from "./demo-owner";

const BOOKING = "I would like to book an appointment for Friday";

/** Writes to the demo salon from the sandbox's phone. */
async function say(page: Page, stack: ConciergeStack, text: string): Promise<void> {
  await page.goto(stack.meta.url);
  await page.getByTestId("composer").fill(text);
  await page.getByTestId("send").click();
  const said = page.getByTestId("bubble").and(page.locator("[data-direction=in]")).last();
  await expect(said).toContainText(text);
  await expect(said).toHaveAttribute("data-state", /delivered|read/);
}

const answers = (page: Page) => page.getByTestId("bubble").and(page.locator("[data-direction=out]"));

async function proof(stack: ConciergeStack): Promise<{ ok: boolean }> {
  return stack.npm<{ ok: boolean }>("ledger:verify");
}

test.beforeEach(async ({ stack }) => {
  await stack.run();
  await stack.stripe.clearFaults();
});

test.afterEach(({ stack }) => stack.records.leaveCredits("demo", 100));

test("out of credits the AI stops and fixed replies go on; bought with one click, the AI answers again", async ({
  page,
  stack,
}) => {
  await stack.records.leaveCredits("demo", 0);
  await say(page, stack, BOOKING);
  await openAdmin(page, stack, "messages?outcome=silent");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("There were no credits left.").first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await say(page, stack, "are you open?");
  await expect(answers(page).last()).toContainText("We're open 7am–7pm");

  await openAdmin(page, stack, "billing");
  await expect(page.getByTestId("balance-banner")).toContainText("AI replies are paused");
  await expect(page.getByRole("heading", { level: 2 }).first()).toHaveText("More credits");
  await expectAccessible(page);
  const buy = page.getByRole("button", { name: "Buy 500 credits for $3.00" });
  await buy.click();
  await page.getByRole("link", { name: "Cancel and go back" }).click();
  await expect(page.getByTestId("balance-banner")).toContainText("AI replies are paused");
  await buy.click();
  await page.getByRole("radio", { name: "4242" }).check();
  await page.getByRole("button", { name: "Pay $3.00" }).click();
  await expect(page.getByText("500 credits are yours. Thank you!")).toBeVisible();
  await expect(page.getByTestId("balance")).toContainText("500");
  const bought = page.getByTestId("ledger-row").filter({ hasText: "Credits bought" });
  await expect(bought).toHaveCount(1);
  await page.getByLabel("Kind").selectOption("Purchases");
  await expect(page.getByTestId("ledger-row")).toHaveCount(1);
  await expect(bought).toContainText("+500");
  const file = await page.getByRole("link", { name: "Download as CSV" }).getAttribute("href");
  const csv = await (await page.request.get(`${stack.doorUrl}${file}`)).text();
  expect(csv.split("\r\n")[1]).toMatch(/"purchase",,500,500,/);
  await expect(page.getByRole("link", { name: "Receipt" }).first()).toHaveAttribute("href", /\/receipts\/ch_/);
  await expectAccessible(page);

  const before = await answers(await openedPhone(page, stack)).count();
  await say(page, stack, BOOKING);
  await expect(answers(page)).toHaveCount(before + 1);
});

async function openedPhone(page: Page, stack: ConciergeStack): Promise<Page> {
  await page.goto(stack.meta.url);
  await expect(answers(page).last()).toBeVisible();
  return page;
}

test("auto top-up saves the card with a purchase, and buys by itself when credits run low", { tag: "@long" }, async ({
  page,
  stack,
}) => {
  await openAdmin(page, stack, "billing");
  await page.getByLabel("Buy below").fill("600");
  await page.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByText("Enter a whole number from 1 to 499.")).toBeVisible();
  await page.getByLabel("Buy below").fill("50");
  await page.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByText("Waiting for a card")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Buy 500 credits for $3.00" }).click();
  await page.getByRole("button", { name: "Pay $3.00" }).click();
  await expect(page.getByText("500 credits are yours. Thank you!")).toBeVisible();
  await expect(page.getByText("Waiting for a card")).toBeHidden();

  await stack.records.leaveCredits("demo", 50);
  await say(page, stack, BOOKING);
  await openAdmin(page, stack, "billing");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("auto top-up").first()).toBeVisible({ timeout: 1_000 });
    await expect(page.getByTestId("balance")).toContainText("549", { timeout: 1_000 });
  }).toPass();
  await page.getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByRole("button", { name: "Switch on" })).toBeVisible();
  await page.getByRole("button", { name: "Invoices and cards" }).click();
  await expect(page).toHaveURL(new RegExp(`^${stack.stripe.url}/`));
  expect(await proof(stack)).toMatchObject({ ok: true });
});
