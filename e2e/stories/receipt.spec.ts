import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../stack/browser-test";
import { newCustomer, write } from "./customer-phone";
import { openAdmin } from "./demo-owner";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

/** With Tab alone to the row of a customer, and with Enter into its receipt. */
async function openReceipt(page: Page, customer: string): Promise<void> {
  const row = page.getByRole("link", { name: new RegExp(`^\\+${customer} `) });
  for (let step = 0; step < 40; step += 1) {
    if (await row.evaluate((link) => link === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(row).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `+${customer}` })).toBeVisible();
}

test.beforeEach(({ stack }) => stack.run());

test("an answered and a silent message open their receipts by keyboard, and lead back to the filtered log", async ({
  page,
  stack,
}) => {
  const keywordRule = (id: string, label: string, keyword: string, response: object) => ({
    id,
    label,
    matcher: { kind: "static_text", keywords: [keyword] },
    response,
  });
  await openRules(page, stack);
  await importList(page, {
    ...EMPTY_LIST,
    rules: [
      keywordRule("hours", "Hours", "open", { kind: "canned", text: "Every day from 7 to 7." }),
      keywordRule("adverts", "Adverts", "seo offer", { kind: "none" }),
    ],
  });
  const [answered, silent] = [newCustomer(), newCustomer()];
  expect((await write(stack, answered, "are you open?")).rule).toBe("hours");
  expect((await write(stack, silent, "our seo offer")).reason).toBe("rule_silent");

  await page.setViewportSize({ width: 375, height: 800 });
  await openAdmin(page, stack, "messages");
  await openReceipt(page, answered);
  await expect(page.getByText("The customer got the fixed text of “Hours”.")).toBeVisible();
  await expect(page.getByText("By a keyword.")).toBeVisible();
  await expect(page.getByText("Nothing: no credit was used.")).toBeVisible();
  await expect(page.getByText("are you open?")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("link", { name: "All messages" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Messages" })).toBeVisible();

  await page.getByRole("combobox", { name: "Outcome" }).selectOption("No reply");
  await expect(page).toHaveURL(/outcome=silent/);
  await expect(page.getByRole("link", { name: new RegExp(`^\\+${answered} `) })).toHaveCount(0);
  await openReceipt(page, silent);
  await expect(page.getByRole("heading", { name: "Why was there no answer?" })).toBeVisible();
  await expect(page.getByText("Its rule is to send nothing.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open the rules" })).toHaveAttribute(
    "href",
    /^\/admin\/rules\/whatsapp\//,
  );
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(tooWide).toBe(false);

  // A rule that is deleted later keeps the name that it had.
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
  await openAdmin(page, stack, "messages?outcome=silent");
  await openReceipt(page, silent);
  await expect(page.getByText("Adverts (deleted rule)")).toBeVisible();
  await page.getByRole("link", { name: "All messages" }).press("Enter");
  await expect(page).toHaveURL(/outcome=silent#/);
});

test("a receipt is read without JavaScript", async ({ page, stack, browser }) => {
  const customer = newCustomer();
  await write(stack, customer, "hello");
  await openAdmin(page, stack, "messages");
  const address = await page.getByRole("link", { name: new RegExp(`^\\+${customer} `) }).getAttribute("href");
  const context = await browser.newContext({ javaScriptEnabled: false });
  await context.addCookies(await page.context().cookies());
  const plain = await context.newPage();
  await plain.goto(`${stack.doorUrl}${address}`);
  await expect(plain.getByRole("heading", { name: "How it was decided" })).toBeVisible();
  await expect(plain.getByText("No rule fitted.")).toBeVisible();
  await context.close();
});
