import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { numbers, shownAs } from "../stack/furnish-database";
import { newCustomer, write } from "./customer-phone";
import { openAdmin } from "./demo-owner";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

/** What became of a customer's message: the rule that answered, or why nothing was sent. */
async function say(stack: ConciergeStack, from: string, text: string): Promise<string | null> {
  const { reason, rule } = await write(stack, from, text);
  return reason ?? rule;
}

async function addRule(page: Page, name: string, keywords: string, fill: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Keywords" }).fill(keywords);
  await fill();
  await page.getByRole("button", { name: "Save rule" }).click();
  await expect(page.locator("li[data-rule]").filter({ hasText: name })).toBeVisible();
}

async function openNumber(page: Page, stack: ConciergeStack): Promise<void> {
  await openAdmin(page, stack, "whatsapp");
  await page.getByRole("link", { name: shownAs(numbers.fragile) }).click();
}

test.beforeEach(({ stack }) => stack.run());

test("a menu by number, a rule that sends nothing, and a default that is not repeated", async ({ page, stack }) => {
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
  await addRule(page, "Prices", "2,", async () => {
    await page.getByRole("switch", { name: "Whole message only" }).click();
    await page.getByRole("textbox", { name: "Text" }).fill("Our prices.");
  });
  await addRule(page, "Adverts", "seo offer,", () => page.getByRole("radio", { name: /No answer/ }).click());
  await expect(page.locator("li[data-rule]").filter({ hasText: "Prices" })).toContainText("whole message");
  await page.getByRole("textbox", { name: "Messages", exact: true }).fill("2️⃣\na table for 2\nour SEO offer for you");
  const lines = page.getByTestId("playground-line");
  await expect(lines).toContainText([/because the message is “2”/, /Default reply/, /Stays silent, as you set it/]);
  await expect(page.getByText("Rule added.")).toHaveCount(2);

  await openNumber(page, stack);
  await page.getByRole("combobox", { name: "Don’t repeat it within" }).selectOption("1 hour");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  const customer = newCustomer();
  expect(await say(stack, customer, "2.")).not.toBe("default");
  expect(await say(stack, customer, "our SEO offer for you")).toBe("rule_silent");
  expect(await say(stack, customer, "a table for 2")).toBe("default");
  expect(await say(stack, customer, "and one for 3")).toBe("default_recent");
  expect(await say(stack, newCustomer(), "a table for 2")).toBe("default");
});

test("a customer is never answered: from the log in one tap, by hand, and back again", async ({ page, stack }) => {
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
  const [tapped, typed] = [newCustomer(), newCustomer()];
  expect(await say(stack, tapped, "hello")).toBe("default");

  await openAdmin(page, stack, "messages");
  await page.getByRole("button", { name: `Never answer +${tapped}` }).click();
  await expect(page.getByText(`+${tapped} gets no answer from this number any more.`)).toBeVisible();
  await expect(page.getByTestId("turn").first()).toContainText("never answered any more");
  expect(await say(stack, tapped, "hello?")).toBe("left_alone");

  await openNumber(page, stack);
  const list = page.getByTestId("left-alone");
  await expect(list).toContainText([`+${tapped}`]);
  const customer = page.getByRole("textbox", { name: "Phone number or user ID" });
  const add = page.getByRole("button", { name: "Add", exact: true });
  await customer.fill("our wholesaler");
  await add.click();
  await expect(page.getByText("This is no phone number and no user ID.")).toBeVisible();
  await customer.fill(`00${typed.slice(0, 2)} (0) ${typed.slice(2, 5)} / ${typed.slice(5)}`);
  await page.getByRole("textbox", { name: "Note" }).fill("Wholesaler");
  await customer.press("Enter");
  await expect(list).toContainText([`+${typed}Wholesaler`, `+${tapped}`]);
  expect(await say(stack, typed, "our new list of prices")).toBe("left_alone");

  await list
    .first()
    .getByRole("button", { name: `More for +${typed}` })
    .click();
  await page.getByRole("menuitem", { name: "Edit note" }).click();
  await expect(list.getByRole("textbox", { name: "Note" })).toBeFocused();
  await page.keyboard.type(", calls us");
  await page.keyboard.press("Enter");
  await expect(list.first()).toContainText("Wholesaler, calls us");
  await expectAccessible(page, "[data-sonner-toaster]");

  await list
    .first()
    .getByRole("button", { name: `More for +${typed}` })
    .click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await expect(list).toHaveCount(1);
  expect(await say(stack, typed, "hello")).toBe("default");
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(list.first()).toContainText("Wholesaler, calls us");

  await openAdmin(page, stack, "messages");
  await page
    .getByRole("button", { name: `Answer +${tapped} again` })
    .first()
    .click();
  await expect(page.getByText(`+${tapped} is answered again.`)).toBeVisible();
  expect(await say(stack, tapped, "hello")).toBe("default");
  await expectAccessible(page, "[data-sonner-toaster]");
});
