import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../stack/browser-test";
import { openAdmin } from "./demo-owner";
import { becomeOwner } from "./mailed-link";

test.beforeEach(async ({ stack, page }) => {
  await stack.run();
  await stack.workersAi.clearFaults();
  await page.setViewportSize({ width: 375, height: 720 });
});

const day = (page: Page, name: string): Locator => page.locator(`[data-day=${name}]`);

/** Nothing is wider than the phone. */
const expectNarrow = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);

test("an owner tells the facts on a phone, and sees what is refused, what is checked and what customers get", async ({
  page,
  stack,
}) => {
  await becomeOwner(page, stack, "Salon Aurora");
  await page.goto(`${stack.doorUrl}/admin/facts`);
  await expect(page.getByText("Nothing is saved yet.")).toBeVisible();
  await expect(page.getByTestId("opening-now")).toHaveText("Right now: no hours told.");
  await expectNarrow(page);
  await expectAccessible(page);

  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.getByRole("button", { name: "Add opening hours" }).click();
  await page
    .getByRole("button", { name: "Add more hours: Monday" })
    .or(page.getByRole("button", { name: "Add hours: Monday" }))
    .click();
  await day(page, "mon").getByLabel("Monday, to (1)").fill("13:00");
  await day(page, "mon").getByLabel("Monday, from (2)").fill("12:30");
  await day(page, "mon").getByLabel("Monday, to (2)").fill("20:00");
  await page.getByLabel("Address").fill("Lindenweg 3, 10969 Berlin");
  await page.getByLabel("Website").fill("salon-aurora.example");
  await page.getByRole("button", { name: "Add a service" }).click();
  // The new row is where one types on.
  await expect(page.getByLabel("Service", { exact: true })).toBeFocused();
  await page.keyboard.type("Women's cut");
  await page.getByLabel("Price").first().fill("a lot");
  await page.getByLabel("Currency").first().fill("eur");
  await page.getByRole("button", { name: "Paste a list" }).click();
  await page.getByLabel("Your list").fill("Colour from 75,00 € 120 min\nConsultation");
  await expect(page.getByRole("listitem").filter({ hasText: "Colour" })).toContainText("75.00 EUR");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add 2 services" }).click();
  await expect(page.getByLabel("Service", { exact: true })).toHaveCount(3);
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByLabel("Question", { exact: true }).fill("Can I pay by card?");
  await page.getByLabel("Answer").fill("Yes.");
  await page.getByRole("button", { name: "Save facts" }).click();
  await expect(page.getByText("Overlaps 09:00–13:00.")).toBeVisible();
  await expect(page.getByText('Must be a decimal number such as "45.00".')).toBeVisible();
  await expect(page.getByText("Not saved yet: something that is marked above needs a change.")).toBeVisible();
  await page.bringToFront();
  await expect(day(page, "mon").getByLabel("Monday, from (2)")).toBeFocused();
  await expect(page.getByLabel("Price").first()).toHaveValue("a lot");
  await expectNarrow(page);
  await expectAccessible(page);

  await day(page, "mon").getByLabel("Monday, from (2)").fill("14:00");
  await page.getByLabel("Price").first().fill("45,50");
  await stack.workersAi.setFaults({ op: "classify", kind: "hold" });
  await page.getByRole("button", { name: "Save facts" }).click();
  const safety = page.getByTestId("safety");
  await expect(safety).toHaveText("Pending");
  await expect(page.getByText("Until it is approved, customers get no facts.")).toBeVisible();
  await expectAccessible(page);
  await stack.workersAi.clearFaults();
  // The page was not loaded again: it looks by itself.
  await expect(safety).toHaveText("Approved");

  await page.reload();
  await expect(page.getByLabel("Price").first()).toHaveValue("45.50");
  await expect(page.getByLabel("Currency").first()).toHaveValue("EUR");
  await expect(page.getByLabel("Website")).toHaveValue("https://salon-aurora.example");
  await expect(page.getByLabel("Time zone")).toHaveValue("Asia/Tokyo");
  await expect(day(page, "sun")).toContainText("Closed");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
});

test("hours are copied to all days, a taken row comes back, and the preview follows what is typed", async ({
  page,
  stack,
}) => {
  await openAdmin(page, stack, "facts");
  await expect(page.getByTestId("safety")).toHaveText("Approved");
  const now = page.getByTestId("opening-now");
  await expect(now).toHaveText(/^Right now: (open until 19:00|closed, opens (today|tomorrow) 7:00)\.$/);

  await day(page, "mon").getByLabel("Monday, from (1)").fill("00:00");
  await day(page, "mon").getByLabel("Monday, to (1)").fill("00:00");
  await page.getByRole("button", { name: "Copy to all days: Monday" }).click();
  await expect(day(page, "sun").getByLabel("Sunday, from (1)")).toHaveValue("00:00");
  await expect(now).toHaveText("Right now: open, day and night.");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(day(page, "sun").getByLabel("Sunday, from (1)")).toHaveValue("07:00");

  await page.getByRole("button", { name: "Remove service Balayage" }).click();
  await expect(page.getByRole("button", { name: "Remove service Balayage" })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(page.getByRole("button", { name: "Remove service Balayage" })).toBeVisible();
  await page.getByRole("button", { name: "Remove all opening hours" }).click();
  await expect(now).toHaveText("Right now: no hours told.");
});

test("refused facts change nothing for customers, and an earlier version is back at once", async ({ page, stack }) => {
  await openAdmin(page, stack, "facts");
  const safety = page.getByTestId("safety");
  await expect(safety).toHaveText("Approved");
  const refused = "We insult everybody, Lindenweg 3";
  // Typed before the page is at work, the old words would stay behind the new ones.
  await expect(async () => {
    await page.getByLabel("Address").fill(refused);
    await expect(page.getByLabel("Address")).toHaveValue(refused, { timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: "Save facts" }).click();
  await expect(safety).toHaveText("Rejected");
  await expect(page.getByText('Take out "insult"')).toBeVisible();
  await expect(page.getByText(/^Until it is approved, customers get version \d+\.$/)).toBeVisible();
  await expect(page.getByLabel("Address")).toHaveValue("We insult everybody, Lindenweg 3");
  await expectAccessible(page);

  const inForce = page.getByRole("listitem").filter({ hasText: "Customers get this" });
  await inForce.getByRole("button", { name: /^Bring back version/ }).click();
  await page.getByRole("button", { name: "Yes, bring it back" }).click();
  await expect(safety).toHaveText("Approved");
  await expect(page.getByLabel("Address")).toHaveValue("Lindenweg 3, 10969 Berlin");
});

test("two who edit at once are told, and nobody's words are lost", async ({ page, stack, browser }) => {
  await becomeOwner(page, stack, "Two Windows");
  await page.goto(`${stack.doorUrl}/admin/facts`);
  const context = await browser.newContext();
  await context.addCookies(await page.context().cookies());
  const other = await context.newPage();
  await other.goto(`${stack.doorUrl}/admin/facts`);
  await other.getByLabel("Address").fill("Theirs 1");
  await other.getByRole("button", { name: "Save facts" }).click();
  await expect(other.getByTestId("safety")).toBeVisible();
  await page.getByLabel("Address").fill("Mine 2");
  await page.getByRole("button", { name: "Save facts" }).click();
  await expect(page.getByRole("button", { name: /mine/i })).toBeVisible();
  await expect(page.getByLabel("Address")).toHaveValue("Mine 2");
  await page.getByRole("button", { name: /mine/i }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Address")).toHaveValue("Mine 2");
  await context.close();
});
