import { expect, expectAccessible, test } from "../stack/browser-test";
import { newCustomer, textsTo, write } from "./customer-phone";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

test("a rule by trade is taken, an example typed; the playground says who wins and why, and the phone gets it", async ({
  page,
  stack,
}) => {
  await stack.run();
  await page.setViewportSize({ width: 375, height: 720 });
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
  await page.getByRole("button", { name: "Ready rules" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your trade").selectOption("restaurant");
  await expect(dialog.getByText("“I'd like a table for two on friday”")).toBeVisible();
  await dialog.getByLabel("Customers write in").selectOption("de");
  await expect(dialog.getByText("“Ich hätte gern am Freitag einen Tisch für zwei”")).toBeVisible();
  await dialog.getByLabel("Customers write in").selectOption("en");
  await expectAccessible(page, "[data-sonner-toaster]");
  await dialog.getByRole("button", { name: /^Address and directions/ }).click();

  const examples = page.getByRole("textbox", { name: "Example messages" });
  await expect(examples).toHaveValue(/what's your address\?/);
  await examples.fill(`${await examples.inputValue()}\nwhich street is your place in?`);
  await page.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("Rule added.")).toBeVisible();
  await expect(page.getByText("Not yet active")).toBeHidden();

  await page.getByRole("textbox", { name: "Messages", exact: true }).fill("what street is your shop in?\nxyz");
  const line = (text: string) => page.getByTestId("playground-line").filter({ hasText: `“${text}”` });
  await expect(line("what street is your shop in?").getByRole("strong")).toHaveText("Address and directions");
  await expect(line("xyz").getByRole("strong")).toHaveText("Default reply");
  await expectAccessible(page, "[data-sonner-toaster]");

  const from = newCustomer();
  await stack.forgetCalls();
  await write(stack, from, "what street is your shop in?");
  expect(await textsTo(stack, from)).toEqual(["Lindenweg 3, 10969 Berlin\nhttps://maps.example/demo-salon"]);
});
